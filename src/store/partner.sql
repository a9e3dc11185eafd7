-- name: partner_insert
INSERT INTO partners (jurisdiction, partner, kind, name, key_hash, key_hint, per_minute, active, created_at, used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, 0)

-- name: partner_list
SELECT partner, kind, name, key_hint, per_minute, active, created_at, used_at FROM partners
WHERE jurisdiction = $1 ORDER BY partner

-- name: partner_get
SELECT partner, kind, name, key_hint, per_minute, active, created_at, used_at FROM partners
WHERE jurisdiction = $1 AND partner = $2

-- name: partner_by_key
SELECT partner, kind, name, key_hint, per_minute, active, created_at, used_at FROM partners
WHERE jurisdiction = $1 AND key_hash = $2 AND active = 1

-- name: partner_set_key
UPDATE partners SET key_hash = $3, key_hint = $4 WHERE jurisdiction = $1 AND partner = $2

-- name: partner_set
UPDATE partners SET name = $3, per_minute = $4, active = $5 WHERE jurisdiction = $1 AND partner = $2

-- ($3 stands alone: beside a small number PostgreSQL takes it for one, and a moment does not fit.)
-- name: partner_used
UPDATE partners SET used_at = $3 WHERE jurisdiction = $1 AND partner = $2 AND used_at + 60000 < $3
