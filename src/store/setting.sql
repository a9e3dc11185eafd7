-- name: setting_put
INSERT INTO server_settings (jurisdiction, name, value) VALUES ($1, $2, $3)
ON CONFLICT (jurisdiction, name) DO UPDATE SET value = excluded.value

-- name: setting_get
SELECT value FROM server_settings WHERE jurisdiction = $1 AND name = $2

-- name: setting_count
SELECT COUNT(*) FROM server_settings WHERE jurisdiction = $1
