-- Who wants to hear of public cases of an area or a kind, by mail: what of, how, and until when they were told. The address
-- and whether it is proven stand in `ways` (number '', who 'alert:ID').
-- name: migration_0027_alerts
CREATE TABLE alerts (jurisdiction TEXT NOT NULL, alert TEXT NOT NULL, area TEXT NOT NULL, category TEXT NOT NULL, at_once BIGINT NOT NULL, made_at BIGINT NOT NULL, told_until BIGINT NOT NULL, next_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, alert));
CREATE INDEX alerts_next ON alerts (jurisdiction, next_at);
CREATE INDEX alerts_made ON alerts (jurisdiction, made_at);
