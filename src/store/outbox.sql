-- name: outbox_add
INSERT INTO outbox (jurisdiction, id, at, kind, recipient, body, link, number, at_once, state, attempts, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $3)

-- name: outbox_list
SELECT id, at, kind, recipient, body, link, number, state, attempts, at_once, way, why FROM outbox
WHERE jurisdiction = $1 ORDER BY at DESC, id LIMIT $2

-- name: outbox_due
SELECT id, at, kind, recipient, body, link, number, state, attempts, at_once, way, why FROM outbox
WHERE jurisdiction = $1 AND state = 'waiting' AND next_at <= $2 ORDER BY next_at, id LIMIT $3

-- name: outbox_claim
UPDATE outbox SET attempts = attempts + 1, next_at = $3
WHERE jurisdiction = $1 AND id = $2 AND state = 'waiting' AND next_at <= $4

-- It waits on, without an attempt.
-- name: outbox_put_off
UPDATE outbox SET next_at = $3, why = $4 WHERE jurisdiction = $1 AND id = $2 AND state = 'waiting' AND next_at <= $5

-- name: outbox_settle
UPDATE outbox SET state = $3, way = $4, why = $5, to_hash = $6, sent_at = $7
WHERE jurisdiction = $1 AND id = $2 AND state = 'waiting'

-- An attempt came to nothing; it waits for the next.
-- name: outbox_why
UPDATE outbox SET way = $3, why = $4 WHERE jurisdiction = $1 AND id = $2 AND state = 'waiting'

-- It was claimed, and could not even be tried.
-- name: outbox_give_back
UPDATE outbox SET attempts = attempts - 1, next_at = $3, way = $4, why = $5
WHERE jurisdiction = $1 AND id = $2 AND state = 'waiting' AND attempts > 0

-- A letter that had left came back.
-- name: outbox_bounce
UPDATE outbox SET state = 'bounced', why = $3 WHERE jurisdiction = $1 AND id = $2 AND state = 'sent'

-- name: outbox_load
SELECT id, at, kind, recipient, body, link, number, state, attempts, at_once, way, why FROM outbox
WHERE jurisdiction = $1 AND id = $2

-- name: outbox_count_sent
SELECT COUNT(*) FROM outbox WHERE jurisdiction = $1 AND sent_at > $2

-- name: outbox_count_sent_to
SELECT COUNT(*) FROM outbox WHERE jurisdiction = $1 AND to_hash = $2 AND sent_at > $3

-- name: outbox_hold
UPDATE outbox SET state = 'held' WHERE jurisdiction = $1 AND id IN
    (SELECT id FROM outbox WHERE jurisdiction = $1 AND state = 'waiting' ORDER BY next_at LIMIT $2)

-- name: outbox_sweep
DELETE FROM outbox WHERE jurisdiction = $1 AND id IN
    (SELECT id FROM outbox WHERE jurisdiction = $1 AND at < $2 AND state <> 'waiting' ORDER BY at LIMIT $3)
