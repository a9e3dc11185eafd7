-- name: outbox_add
INSERT INTO outbox (jurisdiction, id, at, kind, recipient, body, link, number, state, attempts, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $3)

-- name: outbox_list
SELECT id, at, kind, recipient, body, link, number, state, attempts FROM outbox
WHERE jurisdiction = $1 ORDER BY at DESC, id LIMIT $2

-- name: outbox_due
SELECT id, at, kind, recipient, body, link, number, state, attempts FROM outbox
WHERE jurisdiction = $1 AND state = 'waiting' AND next_at <= $2 ORDER BY next_at, id LIMIT $3

-- name: outbox_claim
UPDATE outbox SET attempts = attempts + 1, next_at = $3
WHERE jurisdiction = $1 AND id = $2 AND state = 'waiting' AND next_at <= $4

-- name: outbox_settle
UPDATE outbox SET state = $3 WHERE jurisdiction = $1 AND id = $2 AND state = 'waiting'

-- name: outbox_hold
UPDATE outbox SET state = 'held' WHERE jurisdiction = $1 AND id IN
    (SELECT id FROM outbox WHERE jurisdiction = $1 AND state = 'waiting' ORDER BY next_at LIMIT $2)

-- name: outbox_sweep
DELETE FROM outbox WHERE jurisdiction = $1 AND id IN
    (SELECT id FROM outbox WHERE jurisdiction = $1 AND at < $2 AND state <> 'waiting' ORDER BY at LIMIT $3)
