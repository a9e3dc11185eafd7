-- Event modes (台风应急 and the like) as they were switched: append-only, the latest row of an event says until when it
-- holds. Switching off is a row that ends now; a longer or shorter end is a row with the same `since`.
-- name: migration_0004_event_modes
CREATE TABLE event_modes (jurisdiction TEXT NOT NULL, seq BIGINT NOT NULL, event TEXT NOT NULL, at BIGINT NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL, person TEXT NOT NULL, unit TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (jurisdiction, seq));
CREATE INDEX event_modes_event ON event_modes (jurisdiction, event, seq);
