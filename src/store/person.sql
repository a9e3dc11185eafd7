-- People who sign in, their roles at units, and what was done to their accounts.
-- name: person_insert
INSERT INTO people (jurisdiction, person, login, name, phone, password, must_change, active, stand_in, created_at, last_sign_in_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, 0)

-- name: person_load
SELECT person, login, name, phone, must_change, active, stand_in, created_at, last_sign_in_at
FROM people WHERE jurisdiction = $1 AND person = $2

-- name: person_list
SELECT person, login, name, phone, must_change, active, stand_in, created_at, last_sign_in_at
FROM people WHERE jurisdiction = $1 ORDER BY login

-- The few of a unit first, then their names: CROSS keeps SQLite from going through everybody in the order of logins.
-- name: person_list_with_role
SELECT p.person, p.login, p.name, p.phone, p.must_change, p.active, p.stand_in, p.created_at, p.last_sign_in_at
FROM person_grants g CROSS JOIN people p
WHERE g.jurisdiction = $1 AND g.unit = $2 AND g.role = $3 AND p.jurisdiction = g.jurisdiction AND p.person = g.person
  AND p.active = 1
ORDER BY p.login

-- name: person_secret_by_login
SELECT person, login, password, active, must_change FROM people WHERE jurisdiction = $1 AND login = $2

-- name: person_secret
SELECT person, login, password, active, must_change FROM people WHERE jurisdiction = $1 AND person = $2

-- name: person_set_password
UPDATE people SET password = $3, must_change = $4 WHERE jurisdiction = $1 AND person = $2

-- name: person_set_active
UPDATE people SET active = $3 WHERE jurisdiction = $1 AND person = $2

-- name: person_set_stand_in
UPDATE people SET stand_in = $3 WHERE jurisdiction = $1 AND person = $2

-- name: person_signed_in
UPDATE people SET last_sign_in_at = $3 WHERE jurisdiction = $1 AND person = $2

-- name: person_grants
SELECT role, unit FROM person_grants WHERE jurisdiction = $1 AND person = $2 ORDER BY role, unit

-- name: person_grants_clear
DELETE FROM person_grants WHERE jurisdiction = $1 AND person = $2

-- name: person_grant
INSERT INTO person_grants (jurisdiction, person, role, unit) VALUES ($1, $2, $3, $4)

-- name: person_count_with_role
SELECT COUNT(*) FROM person_grants g JOIN people p ON p.jurisdiction = g.jurisdiction AND p.person = g.person
WHERE g.jurisdiction = $1 AND g.role = $2 AND p.active = 1

-- name: account_event_insert
INSERT INTO account_events (jurisdiction, id, at, action, person, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: account_event_list_of
SELECT at, action, person, subject, detail FROM account_events WHERE jurisdiction = $1 AND action = $2 AND at >= $3 ORDER BY at DESC, id LIMIT 500

-- name: account_event_list
SELECT at, action, person, subject, detail FROM account_events WHERE jurisdiction = $1 ORDER BY at DESC, id LIMIT 500

-- name: person_posts
SELECT p.person, p.name, g.role, g.unit FROM people p JOIN person_grants g ON g.jurisdiction = p.jurisdiction AND g.person = p.person
WHERE p.jurisdiction = $1 AND p.active = 1 ORDER BY p.name, p.person, g.role, g.unit
