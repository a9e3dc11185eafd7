-- How long a device's quantity must be past its threshold, and back, where it is not as its kind has it; -1: as the kind.
-- name: migration_0025_device_times
ALTER TABLE devices ADD COLUMN hold_ms BIGINT NOT NULL DEFAULT -1;
ALTER TABLE devices ADD COLUMN rearm_ms BIGINT NOT NULL DEFAULT -1
