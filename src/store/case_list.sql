-- Whose cases: each arm of the union has an index of its own and is skipped whole when the view is another; "all" means
-- the newest 20,000. The same filter stands in list and count: $2..$13 units, then the filters by name of CaseQuery.
-- name: case_list
SELECT number, sort_key FROM (
    SELECT c.number,
        CASE CAST($14 AS TEXT) WHEN 'due' THEN CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END
            WHEN 'newest' THEN -c.submitted_at ELSE -c.updated_at END AS sort_key
    FROM cases c
    WHERE c.jurisdiction = $1 AND (c.is_open = 1 OR $15 = 1)
      AND c.number IN (
        SELECT o.number FROM cases o WHERE o.jurisdiction = $1 AND o.is_open = 1 AND $17 = 'desk' AND $15 = 0 AND $16 = 0
            AND o.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT h.number FROM cases h WHERE h.jurisdiction = $1 AND h.is_open = 1 AND h.handler_unit <> '' AND $17 = 'work'
            AND h.handler_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT v.number FROM cases v WHERE v.jurisdiction = $1 AND v.is_open = 1 AND $17 = 'work'
            AND v.verifier_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.ended_at = 0 AND k.state <> 'PENDING' AND $17 = 'work'
            AND k.callee IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT e.number FROM cases e WHERE e.jurisdiction = $1 AND e.is_open = 1 AND $16 = 1 AND $15 = 0
        UNION ALL SELECT a.number FROM (SELECT n.number FROM cases n WHERE n.jurisdiction = $1 AND $15 = 1
            AND ($16 = 1 OR n.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)) ORDER BY n.submitted_at DESC LIMIT 20000) AS a)
      AND (c.confidential = 0 OR ($18 = 1 AND c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)))
      AND (CAST($19 AS TEXT) = '' OR $19 LIKE '%,' || c.state || ',%')
      AND (CAST($20 AS TEXT) = '' OR c.urgency = $20)
      AND (CAST($21 AS TEXT) = '' OR c.category = $21)
      AND (CAST($22 AS TEXT) = '' OR c.owner = $22 OR c.handler_unit = $22)
      AND ($23 = 0 OR (c.due_at > 0 AND c.due_at < $24))
      AND (CAST($25 AS TEXT) = '' OR c.number LIKE $25 || '%' OR EXISTS (SELECT 1 FROM case_texts t
            WHERE t.jurisdiction = $1 AND t.number = c.number AND t.seq = 1 AND t.body LIKE '%' || $25 || '%'))
) AS listed
WHERE sort_key > $26 OR (sort_key = $26 AND number > $27)
ORDER BY sort_key, number LIMIT $28

-- name: case_count
SELECT COUNT(*) FROM (
    SELECT 1 FROM cases c
    WHERE c.jurisdiction = $1 AND (c.is_open = 1 OR $14 = 1)
      AND c.number IN (
        SELECT o.number FROM cases o WHERE o.jurisdiction = $1 AND o.is_open = 1 AND $16 = 'desk' AND $14 = 0 AND $15 = 0
            AND o.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT h.number FROM cases h WHERE h.jurisdiction = $1 AND h.is_open = 1 AND h.handler_unit <> '' AND $16 = 'work'
            AND h.handler_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT v.number FROM cases v WHERE v.jurisdiction = $1 AND v.is_open = 1 AND $16 = 'work'
            AND v.verifier_unit IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT k.number FROM case_calls k WHERE k.jurisdiction = $1 AND k.ended_at = 0 AND k.state <> 'PENDING' AND $16 = 'work'
            AND k.callee IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        UNION ALL SELECT e.number FROM cases e WHERE e.jurisdiction = $1 AND e.is_open = 1 AND $15 = 1 AND $14 = 0
        UNION ALL SELECT a.number FROM (SELECT n.number FROM cases n WHERE n.jurisdiction = $1 AND $14 = 1
            AND ($15 = 1 OR n.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)) ORDER BY n.submitted_at DESC LIMIT 20000) AS a)
      AND (c.confidential = 0 OR ($17 = 1 AND c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)))
      AND (CAST($18 AS TEXT) = '' OR $18 LIKE '%,' || c.state || ',%')
      AND (CAST($19 AS TEXT) = '' OR c.urgency = $19)
      AND (CAST($20 AS TEXT) = '' OR c.category = $20)
      AND (CAST($21 AS TEXT) = '' OR c.owner = $21 OR c.handler_unit = $21)
      AND ($22 = 0 OR (c.due_at > 0 AND c.due_at < $23))
      AND (CAST($24 AS TEXT) = '' OR c.number LIKE $24 || '%' OR EXISTS (SELECT 1 FROM case_texts t
            WHERE t.jurisdiction = $1 AND t.number = c.number AND t.seq = 1 AND t.body LIKE '%' || $24 || '%'))
    LIMIT 10000) AS counted

-- name: case_map
SELECT c.number, c.lat_e7, c.lon_e7, c.state, c.urgency, c.category, c.due_at,
    (SELECT t.body FROM case_texts t WHERE t.jurisdiction = $1 AND t.number = c.number AND t.seq = 1 AND t.field = 'text'),
    COALESCE(k.limit_text, ''), COALESCE(k.started_at, 0), COALESCE(k.paused_ms, 0), COALESCE(k.extended, 0)
FROM cases c LEFT JOIN case_clocks k ON k.jurisdiction = $1 AND k.number = c.number AND k.id =
    (SELECT MIN(d.id) FROM case_clocks d WHERE d.jurisdiction = $1 AND d.number = c.number AND d.due_at = c.due_at
        AND d.stopped_at = 0 AND d.voided = 0)
WHERE c.jurisdiction = $1 AND c.is_open = 1 AND c.lat_e7 <> 0 AND c.confidential = 0
  AND ($14 = 1 OR c.owner IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
ORDER BY CASE WHEN c.due_at = 0 THEN 9000000000000000 ELSE c.due_at END, c.number LIMIT 5001

-- name: case_list_requests
SELECT DISTINCT number, MIN(asked_at) FROM case_requests WHERE jurisdiction = $1 AND decided_at = 0
GROUP BY number ORDER BY MIN(asked_at), number LIMIT $2

-- (unary plus: sorted after the index of masters, not by the index of dates)
-- name: case_twins
SELECT number FROM cases WHERE jurisdiction = $1 AND master = $2 AND master <> '' ORDER BY +submitted_at LIMIT 200
