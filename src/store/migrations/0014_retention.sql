-- Retention: how far each rule has gone through the cases by their end, which cases are to be looked at again (contested,
-- held, or merged with an open one), and which are held for a court or an inquiry.
-- name: migration_0014_retention
CREATE TABLE retention_marks (jurisdiction TEXT NOT NULL, what TEXT NOT NULL, rule TEXT NOT NULL, closed_at BIGINT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (jurisdiction, what));
CREATE TABLE retention_later (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, again_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number));
CREATE INDEX retention_later_at ON retention_later (jurisdiction, again_at);
CREATE TABLE case_holds (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, at BIGINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (jurisdiction, number));
CREATE INDEX account_events_at ON account_events (jurisdiction, at);
