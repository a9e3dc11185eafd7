-- name: schema_version
SELECT COALESCE(MAX(number), 0) FROM schema_migrations

-- name: schema_mark
INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)

-- name: tell_postgres
SELECT pg_notify('gulou', $1)
