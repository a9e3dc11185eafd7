-- What Open311 adds to cases: which partner's program sent one and as whom, pictures that lie at addresses of others,
-- whom to tell of progress, and what was handed on to other servers.
-- name: migration_0019_open311
CREATE TABLE partner_cases (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, partner TEXT NOT NULL, account TEXT NOT NULL, device TEXT NOT NULL, erased_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number));
CREATE INDEX partner_cases_partner ON partner_cases (jurisdiction, partner, number);
CREATE TABLE linked_media (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, no BIGINT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL, tries BIGINT NOT NULL, next_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number, no));
CREATE INDEX linked_media_due ON linked_media (jurisdiction, next_at) WHERE next_at > 0;
CREATE TABLE hooks (jurisdiction TEXT NOT NULL, partner TEXT NOT NULL, url TEXT NOT NULL, serial BIGINT NOT NULL, leaf BIGINT NOT NULL, state TEXT NOT NULL, fails BIGINT NOT NULL, failing_since BIGINT NOT NULL, next_at BIGINT NOT NULL, sent_at BIGINT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (jurisdiction, partner));
CREATE INDEX hooks_due ON hooks (jurisdiction, next_at) WHERE next_at > 0;
CREATE TABLE pushes (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, call BIGINT NOT NULL, server TEXT NOT NULL, service TEXT NOT NULL, state TEXT NOT NULL, remote TEXT NOT NULL, token TEXT NOT NULL, status TEXT NOT NULL, notes TEXT NOT NULL, said TEXT NOT NULL, tries BIGINT NOT NULL, made_at BIGINT NOT NULL, heard_at BIGINT NOT NULL, next_at BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number, call));
CREATE INDEX pushes_due ON pushes (jurisdiction, next_at) WHERE next_at > 0;
CREATE INDEX pushes_made ON pushes (jurisdiction, made_at);
