-- name: platform_case_get
SELECT number FROM platform_cases WHERE jurisdiction = $1 AND platform = $2 AND theirs = $3

-- name: platform_case_put
INSERT INTO platform_cases (jurisdiction, platform, theirs, number, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: platform_key
SELECT key_hash, per_minute FROM partners WHERE jurisdiction = $1 AND partner = $2 AND kind = 'platform' AND active = 1
