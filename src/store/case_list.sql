-- Lists of cases. All of them share $1..$21: the district, twelve units, $14 whose ('desk': owned by the units, 'work':
-- theirs to do, 'everywhere'), $15 the units' confidential ones too, then the filters in the order of CaseQuery.
-- What a list costs must hang on what is open, never on how many years lie behind it: every arm of a union has an index
-- of its own and is skipped whole when it is not asked for. (That a due time is above 0 is always true; it leads an
-- engine without statistics to the index of open cases, away from those of all years.)
-- Whose is asked before what is confidential, so that a count of one's own reads the index alone.
-- part: filters
  AND (($15 = 1 AND c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)) OR c.confidential = 0)
  AND (CAST($16 AS TEXT) = '' OR $16 LIKE '%,' || c.state || ',%')
  AND (CAST($17 AS TEXT) = '' OR c.urgency = $17)
  AND (CAST($18 AS TEXT) = '' OR c.category = $18)
  AND (CAST($19 AS TEXT) = '' OR c.owner = $19 OR c.handler_unit = $19)
  AND ($20 = 0 OR (c.due_at > 0 AND c.due_at < $21))

-- name: case_list_open
SELECT number, sort_key FROM (
    SELECT c.number, CASE CAST($25 AS TEXT) WHEN 'due' THEN (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END)
        WHEN 'newest' THEN -c.submitted_at ELSE -c.updated_at END AS sort_key
    FROM cases c
    WHERE c.jurisdiction = $1 AND c.is_open = 1 AND c.number IN (
        SELECT o.number FROM cases o WHERE o.jurisdiction = $1 AND o.is_open = 1 AND $14 = 'desk' AND o.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT h.number FROM cases h WHERE h.jurisdiction = $1 AND h.is_open = 1 AND h.handler_unit <> '' AND $14 = 'work'
            AND h.handler_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT v.number FROM cases v WHERE v.jurisdiction = $1 AND v.is_open = 1 AND v.verifier_unit <> '' AND $14 = 'work'
            AND v.verifier_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.ended_at = 0 AND k.state <> 'PENDING' AND $14 = 'work'
            AND k.callee IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT e.number FROM cases e WHERE e.jurisdiction = $1 AND e.is_open = 1 AND $14 = 'everywhere' AND (CASE WHEN e.due_at = 0 THEN 9000000000000000 ELSE e.due_at END) > 0)
      @filters
) AS listed
WHERE sort_key > $22 OR (sort_key = $22 AND number > $23)
ORDER BY sort_key, number LIMIT $24

-- name: case_count_open
SELECT COUNT(*) FROM (
    SELECT 1 FROM cases c
    WHERE c.jurisdiction = $1 AND c.is_open = 1 AND c.number IN (
        SELECT o.number FROM cases o WHERE o.jurisdiction = $1 AND o.is_open = 1 AND $14 = 'desk' AND o.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT h.number FROM cases h WHERE h.jurisdiction = $1 AND h.is_open = 1 AND h.handler_unit <> '' AND $14 = 'work'
            AND h.handler_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT v.number FROM cases v WHERE v.jurisdiction = $1 AND v.is_open = 1 AND v.verifier_unit <> '' AND $14 = 'work'
            AND v.verifier_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.ended_at = 0 AND k.state <> 'PENDING' AND $14 = 'work'
            AND k.callee IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT e.number FROM cases e WHERE e.jurisdiction = $1 AND e.is_open = 1 AND $14 = 'everywhere' AND (CASE WHEN e.due_at = 0 THEN 9000000000000000 ELSE e.due_at END) > 0)
      @filters
    LIMIT 10000) AS counted

-- The whole district by what is due first: read along an index until the page is full.
-- name: case_list_due
SELECT c.number, (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) AS sort_key
FROM cases c
WHERE c.jurisdiction = $1 AND c.is_open = 1 AND CAST($14 AS TEXT) = 'everywhere'
  AND (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) >= $22 AND ((CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) > $22 OR c.number > $23)
  @filters
ORDER BY (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END), c.number LIMIT $24

-- name: case_count_due
SELECT COUNT(*) FROM (
    SELECT 1 FROM cases c
    WHERE c.jurisdiction = $1 AND c.is_open = 1 AND CAST($14 AS TEXT) = 'everywhere' AND (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) > 0
      @filters
    LIMIT 10000) AS counted

-- The desk of one unit, by what is due first and by what came last: along an index of its own until the page is full.
-- name: case_list_desk_due
SELECT c.number, (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) AS sort_key
FROM cases c
WHERE c.jurisdiction = $1 AND c.owner = $2 AND c.is_open = 1 AND CAST($14 AS TEXT) = 'desk'
  AND (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) >= $22 AND ((CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) > $22 OR c.number > $23)
  @filters
ORDER BY (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END), c.number LIMIT $24

-- name: case_list_desk_newest
SELECT c.number, -c.submitted_at AS sort_key
FROM cases c
WHERE c.jurisdiction = $1 AND c.owner = $2 AND c.is_open = 1 AND CAST($14 AS TEXT) = 'desk'
  AND c.submitted_at <= $22 AND (c.submitted_at < $22 OR c.number > $23)
  @filters
ORDER BY c.submitted_at DESC, c.number LIMIT $24

-- name: case_count_desk
SELECT COUNT(*) FROM (
    SELECT 1 FROM cases c
    WHERE c.jurisdiction = $1 AND c.owner = $2 AND c.is_open = 1 AND CAST($14 AS TEXT) = 'desk'
      @filters
    LIMIT 10000) AS counted

-- Closed ones too: along the index of dates, so that a page without filters costs the same after ten years. With filters
-- only the newest 20,000 are looked at, which began at $22.
-- name: case_list_newest
SELECT c.number, -c.submitted_at AS sort_key
FROM cases c
WHERE c.jurisdiction = $1 AND c.submitted_at >= $22 AND c.submitted_at <= $23 AND (c.submitted_at < $23 OR c.number > $24)
  AND (CAST($14 AS TEXT) = 'everywhere' OR c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
  @filters
ORDER BY c.submitted_at DESC, c.number LIMIT $25

-- name: case_list_all
SELECT number, sort_key FROM (
    SELECT c.number, CASE CAST($26 AS TEXT) WHEN 'due' THEN (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END)
        WHEN 'newest' THEN -c.submitted_at ELSE -c.updated_at END AS sort_key
    FROM cases c
    WHERE c.jurisdiction = $1 AND c.submitted_at >= $22
      AND (CAST($14 AS TEXT) = 'everywhere' OR c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
      @filters
) AS listed
WHERE sort_key > $23 OR (sort_key = $23 AND number > $24)
ORDER BY sort_key, number LIMIT $25

-- name: case_count_all
SELECT COUNT(*) FROM (
    SELECT 1 FROM cases c
    WHERE c.jurisdiction = $1 AND c.submitted_at >= $22
      AND (CAST($14 AS TEXT) = 'everywhere' OR c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
      @filters
    LIMIT 10000) AS counted

-- name: case_list_since
SELECT c.submitted_at FROM cases c
WHERE c.jurisdiction = $1 AND (CAST($14 AS TEXT) = 'everywhere' OR c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
ORDER BY c.submitted_at DESC LIMIT 1 OFFSET $15

-- name: case_map
SELECT c.number, c.lat_e7, c.lon_e7, c.state, c.urgency, c.category, c.due_at,
    (SELECT t.body FROM case_texts t WHERE t.jurisdiction = $1 AND t.number = c.number AND t.seq = 1 AND t.field = 'text'),
    COALESCE(k.limit_text, ''), COALESCE(k.started_at, 0), COALESCE(k.paused_ms, 0), COALESCE(k.extended, 0)
FROM cases c LEFT JOIN case_clocks k ON k.jurisdiction = $1 AND k.number = c.number AND k.id = c.due_clock
WHERE c.jurisdiction = $1 AND c.is_open = 1 AND (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END) > 0 AND c.lat_e7 <> 0 AND c.confidential = 0
  AND ($14 = 1 OR c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
ORDER BY (CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END), c.number LIMIT 5001

-- name: case_list_requests
SELECT DISTINCT number, MIN(asked_at) FROM case_requests WHERE jurisdiction = $1 AND decided_at = 0
GROUP BY number ORDER BY MIN(asked_at), number LIMIT $2

-- (unary plus: sorted after the index of masters, not by the index of dates)
-- name: case_twins
SELECT number FROM cases WHERE jurisdiction = $1 AND master = $2 AND master <> '' ORDER BY +submitted_at LIMIT 200
