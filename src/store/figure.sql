-- Counts for the dashboard. Every statement begins with the same scope: $2 everything, $3 confidential ones too,
-- $4..$7 units, $8..$11 areas (a missing code is '-'). A unit's cases are those it owns, handles or was called to.

-- name: figure_open
SELECT c.state, c.subdistrict, COUNT(*),
    SUM(CASE WHEN c.due_at > 0 AND c.due_at < $12 THEN 1 ELSE 0 END),
    SUM(CASE WHEN c.due_at >= $12 AND c.due_at < $13 THEN 1 ELSE 0 END)
FROM cases c
WHERE c.jurisdiction = $1 AND c.is_open = 1 AND (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) > 0 AND (c.confidential = 0 OR $3 = 1)
  AND ($2 = 1 OR c.subdistrict IN ($8, $9, $10, $11) OR c.owner IN ($4, $5, $6, $7) OR c.handler_unit IN ($4, $5, $6, $7)
    OR c.number IN (SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.callee IN ($4, $5, $6, $7) AND k.ended_at = 0 AND k.state <> 'PENDING'))
GROUP BY c.state, c.subdistrict

-- name: figure_submitted
SELECT (c.submitted_at + $14) / 86400000 AS day, c.subdistrict, COUNT(*), SUM(c.confident)
FROM cases c
WHERE c.jurisdiction = $1 AND c.submitted_at >= $12 AND c.submitted_at <= $13 AND (c.confidential = 0 OR $3 = 1)
  AND ($2 = 1 OR c.subdistrict IN ($8, $9, $10, $11) OR c.owner IN ($4, $5, $6, $7) OR c.handler_unit IN ($4, $5, $6, $7)
    OR c.number IN (SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.callee IN ($4, $5, $6, $7) AND k.state NOT IN ('PENDING', 'UPHELD', 'CANCELLED')))
GROUP BY 1, c.subdistrict

-- name: figure_category
SELECT c.category, COUNT(*)
FROM cases c
WHERE c.jurisdiction = $1 AND c.submitted_at >= $12 AND c.submitted_at <= $13 AND (c.confidential = 0 OR $3 = 1)
  AND ($2 = 1 OR c.subdistrict IN ($8, $9, $10, $11) OR c.owner IN ($4, $5, $6, $7) OR c.handler_unit IN ($4, $5, $6, $7)
    OR c.number IN (SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.callee IN ($4, $5, $6, $7) AND k.state NOT IN ('PENDING', 'UPHELD', 'CANCELLED')))
  AND c.category <> ''
GROUP BY c.category ORDER BY 2 DESC, 1 LIMIT $14

-- name: figure_closed
SELECT (c.closed_at + $14) / 86400000 AS day, COUNT(*)
FROM cases c
WHERE c.jurisdiction = $1 AND c.closed_at > 0 AND c.closed_at >= $12 AND c.closed_at <= $13 AND (c.confidential = 0 OR $3 = 1)
  AND ($2 = 1 OR c.subdistrict IN ($8, $9, $10, $11) OR c.owner IN ($4, $5, $6, $7) OR c.handler_unit IN ($4, $5, $6, $7)
    OR c.number IN (SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.callee IN ($4, $5, $6, $7) AND k.state NOT IN ('PENDING', 'UPHELD', 'CANCELLED')))
GROUP BY 1

-- Frozen figures: only what has fallen due ($13 is now) is in a denominator. One unit of one measure at a time: grouping
-- a year's items would sort them all, while each group lies together in the index.
-- name: figure_due
SELECT COUNT(*), SUM(d.hit), SUM(d.corrected_hit)
FROM due_items d
WHERE d.jurisdiction = $1 AND d.measure = $14 AND d.unit = $15 AND d.due_at >= $12 AND d.due_at <= $13
  AND ($2 = 1 OR d.subdistrict IN ($8, $9, $10, $11) OR d.unit IN ($4, $5, $6, $7))
  AND ($3 = 1 OR d.number NOT IN (SELECT c.number FROM cases c WHERE c.jurisdiction = $1 AND c.confidential = 1))

-- name: figure_due_unit
SELECT unit FROM due_items WHERE jurisdiction = $1 AND measure = $2 AND unit > $3 ORDER BY unit LIMIT 1
