-- The archive: what is written to a year's file, and what the store's own says of it (migration 0016).

-- A year's file. Its version is ARCHIVE_VERSION (store/archive_store.c).
-- name: archive_schema_sqlite
CREATE TABLE IF NOT EXISTS case_events (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, action TEXT NOT NULL,
    body TEXT NOT NULL, hash TEXT NOT NULL, leaf_index BIGINT, PRIMARY KEY (jurisdiction, number, seq));
CREATE INDEX IF NOT EXISTS case_events_leaf ON case_events (jurisdiction, leaf_index);
CREATE TABLE IF NOT EXISTS case_texts (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL, seq BIGINT NOT NULL, field TEXT NOT NULL, salt TEXT NOT NULL,
    body TEXT, erased_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number, seq, field));
CREATE TABLE IF NOT EXISTS decisions (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, model TEXT NOT NULL,
    body TEXT NOT NULL, category TEXT NOT NULL, category_sure BIGINT NOT NULL, guess TEXT NOT NULL,
    probability_e4 BIGINT NOT NULL, confident BIGINT NOT NULL, owner TEXT NOT NULL, subdistrict TEXT NOT NULL,
    known_category TEXT NOT NULL, known_owner TEXT NOT NULL, upheld BIGINT NOT NULL, lost_minutes BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction, number, seq))

-- name: archive_event_put
INSERT INTO case_events (jurisdiction, number, seq, at, action, body, hash, leaf_index) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: archive_events_drop
DELETE FROM case_events WHERE jurisdiction = $1 AND number = $2

-- name: archive_text_put
INSERT INTO case_texts (jurisdiction, number, seq, field, salt, body, erased_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: archive_texts_drop
DELETE FROM case_texts WHERE jurisdiction = $1 AND number = $2

-- name: archive_decisions
SELECT seq, at, model, body, category, category_sure, guess, probability_e4, confident, owner, subdistrict,
    known_category, known_owner, upheld, lost_minutes
FROM decisions WHERE jurisdiction = $1 AND number = $2 ORDER BY seq

-- name: archive_decision_put
INSERT INTO decisions (jurisdiction, number, seq, at, model, body, category, category_sure, guess, probability_e4,
    confident, owner, subdistrict, known_category, known_owner, upheld, lost_minutes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- name: archive_decisions_drop
DELETE FROM decisions WHERE jurisdiction = $1 AND number = $2

-- name: archived_get
SELECT 1 FROM archived_cases WHERE jurisdiction = $1 AND number = $2

-- name: archived_put
INSERT INTO archived_cases (jurisdiction, number) VALUES ($1, $2)

-- name: archived_drop
DELETE FROM archived_cases WHERE jurisdiction = $1 AND number = $2

-- name: archived_count
SELECT COUNT(*) FROM archived_cases

-- Of a year ($2 '25', $3 '25~'); a page.
-- name: archived_of_year
SELECT number FROM archived_cases WHERE jurisdiction = $1 AND number > $2 AND number < $3 ORDER BY number LIMIT $4

-- name: archived_of_year_count
SELECT COUNT(*) FROM archived_cases WHERE jurisdiction = $1 AND number > $2 AND number < $3

-- name: archive_years
SELECT year FROM archive_years WHERE jurisdiction = $1 ORDER BY year

-- name: archive_year_put
INSERT INTO archive_years (jurisdiction, year) VALUES ($1, $2) ON CONFLICT (jurisdiction, year) DO NOTHING

-- name: archive_year_drop
DELETE FROM archive_years WHERE jurisdiction = $1 AND year = $2

-- name: archive_waiting
SELECT look_at, number FROM archive_waiting
WHERE jurisdiction = $1 AND look_at >= $2 AND look_at <= $4 AND (look_at > $2 OR number > $3)
ORDER BY look_at, number LIMIT $5

-- name: archive_waiting_put
INSERT INTO archive_waiting (jurisdiction, number, look_at) VALUES ($1, $2, $3)
ON CONFLICT (jurisdiction, number) DO UPDATE SET look_at = excluded.look_at

-- name: archive_waiting_drop
DELETE FROM archive_waiting WHERE jurisdiction = $1 AND number = $2

-- name: archive_waiting_drop_year
DELETE FROM archive_waiting WHERE jurisdiction = $1 AND number > $2 AND number < $3

-- name: archive_mark_load
SELECT closed_at, number FROM archive_marks WHERE jurisdiction = $1

-- name: archive_mark_save
INSERT INTO archive_marks (jurisdiction, closed_at, number) VALUES ($1, $2, $3)
ON CONFLICT (jurisdiction) DO UPDATE SET closed_at = excluded.closed_at, number = excluded.number

-- May it go, having ended by $3? Over with all it belongs to, nothing to fall due, nobody holds it, all of it sealed.
-- name: archive_fit
SELECT c.version FROM cases c
WHERE c.jurisdiction = $1 AND c.number = $2 AND c.is_open = 0 AND c.closed_at > 0 AND c.closed_at <= $3
  AND NOT EXISTS (SELECT 1 FROM archived_cases a WHERE a.jurisdiction = $1 AND a.number = $2)
  AND NOT EXISTS (SELECT 1 FROM case_holds h WHERE h.jurisdiction = $1 AND h.number = $2)
  AND NOT EXISTS (SELECT 1 FROM case_clocks k WHERE k.jurisdiction = $1 AND k.number = $2 AND k.next_at > 0)
  AND NOT EXISTS (SELECT 1 FROM case_events e WHERE e.jurisdiction = $1 AND e.number = $2 AND e.leaf_index IS NULL)
  AND NOT EXISTS (SELECT 1 FROM cases t WHERE t.jurisdiction = $1 AND t.master = $2 AND t.master <> '' AND t.is_open = 1)
  AND NOT EXISTS (SELECT 1 FROM cases m WHERE m.jurisdiction = $1 AND m.number = c.master AND m.is_open = 1)
