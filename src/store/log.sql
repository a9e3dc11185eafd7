-- The sealed log: leaf indexes of events, tiles of hashes, signed heads; and the leases that name who may do a job.
-- ($5 is now: a cluster's nodes take no function of the moment in what they write.)
-- name: lease_take
INSERT INTO leases (jurisdiction, name, holder, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (jurisdiction, name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE leases.holder = excluded.holder OR leases.until <= $5

-- name: shared_clock_postgres
SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)

-- name: lease_release
DELETE FROM leases WHERE jurisdiction = $1 AND name = $2 AND holder = $3

-- name: event_unsealed
SELECT number, seq, body, hash FROM case_events WHERE jurisdiction = $1 AND leaf_index IS NULL ORDER BY at, number, seq LIMIT $2

-- (IS NULL would have PostgreSQL go through the index of all unsealed events, once for each of them.)
-- name: event_seal
UPDATE case_events SET leaf_index = $4 WHERE jurisdiction = $1 AND number = $2 AND seq = $3 AND COALESCE(leaf_index, -1) < 0

-- name: event_first
SELECT body, hash, leaf_index FROM case_events WHERE jurisdiction = $1 AND number = $2 AND seq = 1

-- name: event_leaves
SELECT leaf_index, number, seq, hash FROM case_events
WHERE jurisdiction = $1 AND leaf_index IS NOT NULL AND leaf_index >= $2 AND leaf_index < $3 ORDER BY leaf_index

-- name: event_last_leaf
SELECT leaf_index FROM case_events WHERE jurisdiction = $1 AND leaf_index IS NOT NULL ORDER BY leaf_index DESC LIMIT 1

-- name: event_unsealed_count
SELECT COUNT(*) FROM case_events WHERE jurisdiction = $1 AND leaf_index IS NULL

-- name: log_tile_get
SELECT hashes FROM log_tiles WHERE jurisdiction = $1 AND level = $2 AND tile = $3

-- name: log_tile_put
INSERT INTO log_tiles (jurisdiction, level, tile, hashes) VALUES ($1, $2, $3, $4)
ON CONFLICT (jurisdiction, level, tile) DO UPDATE SET hashes = excluded.hashes

-- name: log_tile_last
SELECT tile, hashes FROM log_tiles WHERE jurisdiction = $1 AND level = $2 ORDER BY tile DESC LIMIT 1

-- name: log_head_put
INSERT INTO log_heads (jurisdiction, size, root, at, signature) VALUES ($1, $2, $3, $4, $5)

-- name: log_head_newest
SELECT size, root, at, signature FROM log_heads WHERE jurisdiction = $1 ORDER BY size DESC LIMIT 1

-- name: log_head_next
SELECT size, root, at, signature FROM log_heads WHERE jurisdiction = $1 AND size > $2 ORDER BY size LIMIT $3
