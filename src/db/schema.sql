-- name: schema_version
SELECT COALESCE(MAX(number), 0) FROM schema_migrations

-- name: schema_mark
INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)

-- Changes whenever another connection committed something, whichever process it belongs to.
-- name: stamp_sqlite
PRAGMA data_version

-- The same as long as nobody wrote: which transactions are over.
-- name: stamp_postgres
SELECT CAST(pg_current_snapshot() AS TEXT)

-- A hint may be lost in a crash: nobody waits until it is on disk.
-- name: tell_postgres
SELECT set_config('synchronous_commit', 'off', true), pg_notify('gulou', $1)

-- What each connection last wrote, by a running number, so that it can be asked after a connection died in its COMMIT.
-- name: commit_mark_postgres
INSERT INTO commit_marks (jurisdiction, writer, mark, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (jurisdiction, writer) DO UPDATE SET mark = excluded.mark, at = excluded.at

-- Waits for the transaction that holds the row.
-- name: commit_mark_ask_postgres
INSERT INTO commit_marks (jurisdiction, writer, mark, at) VALUES ($1, $2, 0, $3)
ON CONFLICT (jurisdiction, writer) DO UPDATE SET at = excluded.at RETURNING mark

-- name: commit_marks_sweep
DELETE FROM commit_marks WHERE jurisdiction = $1 AND at < $2
