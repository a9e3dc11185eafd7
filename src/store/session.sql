-- Signed-in sessions and the memory of failed sign-ins.
-- name: session_insert
INSERT INTO sessions (jurisdiction, token_hash, person, csrf, created_at, seen_at, expires_at, there_subject, there_session, there_hint, second_at)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)

-- name: session_resolve
SELECT s.person, s.csrf, s.created_at, s.seen_at, s.expires_at, p.login, p.name, p.must_change, p.active, g.role, g.unit,
  s.there_subject, s.there_session, s.there_hint, s.second_at, f.confirmed_at
FROM sessions s JOIN people p ON p.jurisdiction = s.jurisdiction AND p.person = s.person
LEFT JOIN second_factors f ON f.jurisdiction = s.jurisdiction AND f.person = s.person
LEFT JOIN person_grants g ON g.jurisdiction = s.jurisdiction AND g.person = s.person
WHERE s.jurisdiction = $1 AND s.token_hash = $2 ORDER BY g.role, g.unit

-- name: session_touch
UPDATE sessions SET seen_at = $3, expires_at = $4 WHERE jurisdiction = $1 AND token_hash = $2 AND seen_at < $3

-- name: session_delete
DELETE FROM sessions WHERE jurisdiction = $1 AND token_hash = $2

-- name: session_delete_of
DELETE FROM sessions WHERE jurisdiction = $1 AND person = $2 AND token_hash <> $3

-- name: session_delete_there
DELETE FROM sessions WHERE jurisdiction = $1 AND there_subject = $2 AND ($3 = '' OR there_session = $3)

-- name: session_delete_there_session
DELETE FROM sessions WHERE jurisdiction = $1 AND there_subject <> '' AND there_session = $2

-- name: session_sweep
DELETE FROM sessions WHERE jurisdiction = $1 AND expires_at <= $2

-- name: throttle_get
SELECT count, since, until FROM throttles WHERE jurisdiction = $1 AND subject = $2

-- name: throttle_put
INSERT INTO throttles (jurisdiction, subject, count, since, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (jurisdiction, subject) DO UPDATE SET count = excluded.count, since = excluded.since, until = excluded.until

-- name: throttle_sweep
DELETE FROM throttles WHERE jurisdiction = $1 AND since <= $2 AND until <= $3
