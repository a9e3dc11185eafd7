-- Reports made in a conversation: how far each person's has come, which messages were answered, pictures to be fetched.
-- name: migration_0015_talks
CREATE TABLE talks (jurisdiction TEXT NOT NULL, channel TEXT NOT NULL, who TEXT NOT NULL, step BIGINT NOT NULL, text TEXT NOT NULL, place TEXT NOT NULL, has_point BIGINT NOT NULL, lat_e7 BIGINT NOT NULL, lon_e7 BIGINT NOT NULL, photos BIGINT NOT NULL, started_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, number TEXT NOT NULL, lang BIGINT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (jurisdiction, channel, who));
CREATE INDEX talks_updated ON talks (jurisdiction, updated_at);
CREATE TABLE talk_seen (jurisdiction TEXT NOT NULL, channel TEXT NOT NULL, message TEXT NOT NULL, at BIGINT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (jurisdiction, channel, message));
CREATE INDEX talk_seen_at ON talk_seen (jurisdiction, at);
CREATE TABLE talk_media (jurisdiction TEXT NOT NULL, channel TEXT NOT NULL, media TEXT NOT NULL, who TEXT NOT NULL, started_at BIGINT NOT NULL, number TEXT NOT NULL, photo TEXT NOT NULL, tries BIGINT NOT NULL, next_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, channel, media));
CREATE INDEX talk_media_who ON talk_media (jurisdiction, channel, who, started_at);
CREATE INDEX talk_media_due ON talk_media (jurisdiction, next_at) WHERE next_at > 0;
CREATE INDEX talk_media_started ON talk_media (jurisdiction, started_at);
