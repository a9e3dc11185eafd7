-- Alerts around a point (rounded as the public page rounds; radius 0: of a whole area), and by SMS: the phone of somebody who
-- left nothing else stands beside the mail address.
-- name: migration_0029_alert_places
ALTER TABLE alerts ADD COLUMN lat_e7 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN lon_e7 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN radius_m BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ways ADD COLUMN phone TEXT;
CREATE INDEX ways_phone ON ways (jurisdiction, phone) WHERE phone IS NOT NULL;
