-- The search index's rows; what they mean stands in search/.

-- name: search_state_load
SELECT basis, next_sid, seen_at, fill_at, fill_number, filled FROM search_state WHERE jurisdiction = $1

-- name: search_state_save
INSERT INTO search_state (jurisdiction, basis, next_sid, seen_at, fill_at, fill_number, filled)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (jurisdiction) DO UPDATE SET basis = excluded.basis, next_sid = excluded.next_sid, seen_at = excluded.seen_at,
    fill_at = excluded.fill_at, fill_number = excluded.fill_number, filled = excluded.filled

-- FTS5 knows one number for all jurisdictions of the file; on a server each has its own.
-- name: search_next_sid_sqlite
SELECT COALESCE(MAX(next_sid), 1) FROM search_state WHERE jurisdiction <> '' OR jurisdiction = $1

-- name: search_next_sid_postgres
SELECT COALESCE(MAX(next_sid), 1) FROM search_state WHERE jurisdiction = $1

-- name: search_sid_taken
UPDATE search_state SET next_sid = $2 WHERE jurisdiction = $1

-- name: search_doc_load
SELECT sid, version, at, marks, body FROM search_docs WHERE jurisdiction = $1 AND subject = $2

-- name: search_doc_put_sqlite
INSERT INTO search_docs (jurisdiction, sid, subject, version, at, marks, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (jurisdiction, sid) DO UPDATE SET version = excluded.version, at = excluded.at, marks = excluded.marks, body = excluded.body

-- name: search_doc_put_postgres
INSERT INTO search_docs (jurisdiction, sid, subject, version, at, marks, body, tokens)
VALUES ($1, $2, $3, $4, $5, $6, $7, array_to_tsvector(CAST(CAST($8 AS TEXT) AS TEXT[])))
ON CONFLICT (jurisdiction, sid) DO UPDATE SET version = excluded.version, at = excluded.at, marks = excluded.marks,
    body = excluded.body, tokens = excluded.tokens

-- name: search_doc_version
UPDATE search_docs SET version = $3 WHERE jurisdiction = $1 AND sid = $2

-- name: search_doc_drop
DELETE FROM search_docs WHERE jurisdiction = $1 AND sid = $2

-- name: search_tokens_add_sqlite
INSERT INTO search_tokens (rowid, tokens) VALUES ($1, $2)

-- FTS5 keeps no text: it is told again what it had.
-- name: search_tokens_drop_sqlite
INSERT INTO search_tokens (search_tokens, rowid, tokens) VALUES ('delete', $1, $2)

-- name: search_wipe_docs_sqlite
DELETE FROM search_docs WHERE jurisdiction <> '' OR jurisdiction = $1

-- name: search_wipe_tokens_sqlite
INSERT INTO search_tokens (search_tokens) VALUES ('delete-all')

-- name: search_wipe_state_sqlite
DELETE FROM search_state WHERE jurisdiction <> '' OR jurisdiction = $1

-- name: search_wipe_docs_postgres
DELETE FROM search_docs WHERE jurisdiction = $1

-- name: search_wipe_state_postgres
DELETE FROM search_state WHERE jurisdiction = $1

-- Newest first, as the index itself holds them.
-- name: search_find_sqlite
SELECT d.sid, d.subject, d.at, d.marks LIKE '%@open.1%', d.body FROM search_tokens t JOIN search_docs d ON d.jurisdiction = $1 AND d.sid = t.rowid
WHERE t.search_tokens MATCH $2 AND t.rowid < $3 ORDER BY t.rowid DESC

-- A GIN index knows no order: which documents of a stretch, at most so many ($4), in none.
-- name: search_find_postgres
SELECT sid FROM search_docs WHERE jurisdiction = $1 AND tokens @@ CAST(CAST($2 AS TEXT) AS TSQUERY) AND sid < $3 LIMIT $4

-- name: search_docs_postgres
SELECT sid, subject, at, marks LIKE '%@open.1%', body FROM search_docs WHERE jurisdiction = $1 AND sid = ANY (CAST(CAST($2 AS TEXT) AS BIGINT[])) ORDER BY sid DESC

-- What changed since, and is not in the index in that version.
-- name: search_changed
SELECT c.number, c.updated_at FROM cases c LEFT JOIN search_docs d ON d.jurisdiction = $1 AND d.subject = c.number
WHERE c.jurisdiction = $1 AND c.updated_at >= $2 AND (d.version IS NULL OR d.version < c.version)
ORDER BY c.updated_at, c.number LIMIT $3

-- name: search_numbers
SELECT number FROM cases WHERE jurisdiction = $1 AND number >= $2 AND number < $3 ORDER BY number DESC LIMIT $4
