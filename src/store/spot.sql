-- A cell is a thousandth of a degree each way (about 100 m): the same expression as of the indexes cases_cell and
-- spots_cell, so that neither the district's size nor its past makes the search longer. Seconds are such an expression
-- too: a bare submitted_at would let the planner take cases_submitted and read the whole district's month. Neither NOT IN
-- nor ORDER BY: each has SQLite make and drop a table of its own, which took longer than the search, at every report.
-- name: spot_cases_around
SELECT number, lat_e7, lon_e7, submitted_at FROM cases
WHERE jurisdiction = $1 AND category = $2
  AND lat_e7 / 10000 * 10000000 + lon_e7 / 10000 IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
  AND lat_e7 <> 0 AND submitted_at / 1000 >= $7
  AND lat_e7 BETWEEN $3 AND $4 AND lon_e7 BETWEEN $5 AND $6
  AND state <> 'REJECTED' AND state <> 'WITHDRAWN' AND state <> 'MERGED'
LIMIT $24

-- name: spots_around
SELECT spot, category, lat_e7, lon_e7, owner, subdistrict, community, count, first_at, last_at, plan FROM spots
WHERE jurisdiction = $1 AND category = $2
  AND lat_e7 / 10000 * 10000000 + lon_e7 / 10000 IN ($7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
  AND lat_e7 BETWEEN $3 AND $4 AND lon_e7 BETWEEN $5 AND $6
ORDER BY last_at DESC LIMIT 20

-- name: spot_save
INSERT INTO spots (jurisdiction, spot, category, lat_e7, lon_e7, owner, subdistrict, community, count, first_at, last_at, plan)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (jurisdiction, spot) DO UPDATE SET
    owner = excluded.owner, count = excluded.count, last_at = excluded.last_at, plan = excluded.plan

-- name: spot_load
SELECT spot, category, lat_e7, lon_e7, owner, subdistrict, community, count, first_at, last_at, plan FROM spots
WHERE jurisdiction = $1 AND spot = $2
