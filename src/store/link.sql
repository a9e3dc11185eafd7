-- Who at an identity provider is whom here, and second factors.
-- name: link_person
SELECT person FROM person_links WHERE jurisdiction = $1 AND issuer = $2 AND subject = $3

-- name: link_subject
SELECT subject FROM person_links WHERE jurisdiction = $1 AND issuer = $2 AND person = $3

-- name: link_list
SELECT person, subject FROM person_links WHERE jurisdiction = $1 AND issuer = $2

-- name: link_insert
INSERT INTO person_links (jurisdiction, issuer, subject, person, at) VALUES ($1, $2, $3, $4, $5)

-- name: link_drop
DELETE FROM person_links WHERE jurisdiction = $1 AND issuer = $2 AND person = $3

-- name: second_load
SELECT secret, made_at, confirmed_at, last_step FROM second_factors WHERE jurisdiction = $1 AND person = $2

-- name: second_put
INSERT INTO second_factors (jurisdiction, person, secret, made_at, confirmed_at, last_step) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (jurisdiction, person) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at,
  confirmed_at = excluded.confirmed_at, last_step = excluded.last_step

-- name: second_drop
DELETE FROM second_factors WHERE jurisdiction = $1 AND person = $2

-- name: second_list
SELECT person FROM second_factors WHERE jurisdiction = $1 AND confirmed_at > 0

-- name: recovery_insert
INSERT INTO recovery_codes (jurisdiction, person, code_hash, used_at) VALUES ($1, $2, $3, 0)

-- name: recovery_unused
SELECT COUNT(*) FROM recovery_codes WHERE jurisdiction = $1 AND person = $2 AND used_at = 0

-- name: recovery_has
SELECT COUNT(*) FROM recovery_codes WHERE jurisdiction = $1 AND person = $2 AND code_hash = $3 AND used_at = 0

-- name: recovery_use
UPDATE recovery_codes SET used_at = $4 WHERE jurisdiction = $1 AND person = $2 AND code_hash = $3 AND used_at = 0

-- name: recovery_drop
DELETE FROM recovery_codes WHERE jurisdiction = $1 AND person = $2
