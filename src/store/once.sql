-- What counts once.
-- name: once_put
INSERT INTO used_once (jurisdiction, purpose, token, until) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: once_sweep
DELETE FROM used_once WHERE jurisdiction = $1 AND until <= $2
