-- What everybody may see. Whether its category is public is the caller's to check (public.csv); withdrawn cases are nobody's.
-- name: public_cases
SELECT c.number, c.state, c.category, c.owner, c.subdistrict, c.community, c.lat_e7, c.lon_e7, c.submitted_at, c.updated_at,
    c.closed_at, c.is_open, c.master, c.reject_code, c.public_overdue, t.body
FROM cases c
LEFT JOIN case_texts t ON t.jurisdiction = $1 AND t.number = c.number AND t.seq = c.published AND t.field = 'public'
WHERE c.jurisdiction = $1 AND c.submitted_at >= $2 AND c.submitted_at < $3 AND c.confidential = 0 AND c.state <> 'WITHDRAWN'
  AND CAST($4 AS TEXT) LIKE '%,' || c.category || ',%' AND ($5 < 0 OR c.is_open = $5)
  AND (CAST($8 AS TEXT) = '' OR c.subdistrict = $8 OR c.community = $8)
ORDER BY c.submitted_at DESC, c.number DESC LIMIT $6 OFFSET $7

-- Without words: whoever shows one case has them from its texts, wherever those lie.
-- name: public_case
SELECT number, state, category, owner, subdistrict, community, lat_e7, lon_e7, submitted_at, updated_at, closed_at, is_open,
    master, reject_code, public_overdue, NULL
FROM cases c WHERE c.jurisdiction = $1 AND c.number = $2 AND c.confidential = 0 AND c.state <> 'WITHDRAWN'

-- What is new or was resolved in a span of time.
-- name: public_news
SELECT c.number, c.state, c.category, c.owner, c.subdistrict, c.community, c.lat_e7, c.lon_e7, c.submitted_at, c.updated_at,
    c.closed_at, c.is_open, c.master, c.reject_code, c.public_overdue, NULL
FROM cases c
WHERE c.jurisdiction = $1 AND c.updated_at > $2 AND c.confidential = 0 AND c.state <> 'WITHDRAWN'
  AND CAST($4 AS TEXT) LIKE '%,' || c.category || ',%' AND (CAST($5 AS TEXT) = '' OR c.subdistrict = $5 OR c.community = $5)
  AND c.lat_e7 BETWEEN $7 AND $8 AND c.lon_e7 BETWEEN $9 AND $10
  AND ((c.submitted_at > $2 AND c.submitted_at <= $3)
    OR (c.resolved_at > $2 AND c.resolved_at <= $3 AND c.state IN ('RESOLVED', 'CLOSED')))
ORDER BY c.submitted_at DESC, c.number DESC LIMIT $6

-- name: public_due
SELECT due_at FROM case_clocks WHERE jurisdiction = $1 AND number = $2 AND kind IN ('T1', 'T5') AND stopped_at = 0 AND voided = 0
ORDER BY kind DESC LIMIT 1

-- Steps of everybody's cases in a span of time; what was archived meanwhile is not among them.
-- name: public_steps
SELECT e.number, e.seq, e.at, e.action, e.body FROM cases c
JOIN case_events e ON e.jurisdiction = $1 AND e.number = c.number AND e.at >= $2 AND e.at < $3
WHERE c.jurisdiction = $1 AND c.updated_at >= $2 AND c.confidential = 0 AND c.state <> 'WITHDRAWN'
  AND CAST($4 AS TEXT) LIKE '%,' || c.category || ',%' AND CAST($5 AS TEXT) LIKE '%,' || e.action || ',%'
ORDER BY e.at, e.number, e.seq LIMIT $6 OFFSET $7
