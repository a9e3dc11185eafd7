-- How people are told: a reporter ("reporter"), a follower ("follower:ID") of a case, or, with an empty number, a person of
-- the staff. Erasable, and committed to nowhere. And of each message: how it went, whether it may wait for the morning,
-- and to what (a keyed hash) it went when, for the limits. Mail that was taken in is remembered, so that it is taken once.
-- name: migration_0017_ways
CREATE TABLE ways (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, who TEXT NOT NULL, way TEXT NOT NULL, lang TEXT NOT NULL, mail TEXT, wechat TEXT, confirmed_at BIGINT NOT NULL, confirm_hash TEXT NOT NULL, confirm_until BIGINT NOT NULL, leave TEXT NOT NULL, quiet_from BIGINT NOT NULL, quiet_until BIGINT NOT NULL, thread TEXT NOT NULL, updated_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number, who));
CREATE INDEX ways_leave ON ways (jurisdiction, leave);
CREATE INDEX ways_confirm ON ways (jurisdiction, confirm_hash) WHERE confirm_hash <> '';
CREATE INDEX ways_mail ON ways (jurisdiction, mail) WHERE mail IS NOT NULL;
ALTER TABLE outbox ADD COLUMN at_once BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN to_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN sent_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_sent ON outbox (jurisdiction, sent_at) WHERE sent_at > 0;
CREATE INDEX outbox_sent_to ON outbox (jurisdiction, to_hash, sent_at) WHERE sent_at > 0;
CREATE TABLE mail_seen (jurisdiction TEXT NOT NULL, message TEXT NOT NULL, at BIGINT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (jurisdiction, message));
CREATE INDEX mail_seen_at ON mail_seen (jurisdiction, at);
