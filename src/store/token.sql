-- The server's own keys, and the one-time links by which residents rate.
-- name: server_key_add
INSERT INTO server_settings (jurisdiction, name, value) VALUES ($1, $2, $3) ON CONFLICT (jurisdiction, name) DO NOTHING

-- name: rating_token_insert
INSERT INTO rating_tokens (jurisdiction, token_hash, number, made_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, 0)

-- name: rating_token_load
SELECT number, expires_at, used_at FROM rating_tokens WHERE jurisdiction = $1 AND token_hash = $2

-- name: rating_token_use
UPDATE rating_tokens SET used_at = $3 WHERE jurisdiction = $1 AND token_hash = $2 AND used_at = 0

-- name: rating_token_sweep
DELETE FROM rating_tokens WHERE jurisdiction = $1 AND expires_at <= $2
