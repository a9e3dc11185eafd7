-- name: outbox_add
INSERT INTO outbox (jurisdiction, id, at, kind, recipient, body, link, number, state, attempts, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $3)

-- name: outbox_list
SELECT id, at, kind, recipient, body, link, number, state, attempts FROM outbox
WHERE jurisdiction = $1 ORDER BY at DESC, id LIMIT $2
