-- What `gulou verify` reads beyond the ordinary loaders.
-- name: evidence_jurisdictions
SELECT jurisdiction FROM cases UNION SELECT jurisdiction FROM case_events UNION SELECT jurisdiction FROM log_heads ORDER BY 1

-- name: evidence_case_count
SELECT COUNT(*) FROM cases WHERE jurisdiction = $1

-- name: evidence_cases
SELECT number FROM (SELECT number FROM cases WHERE jurisdiction = $1 AND number > $2 ORDER BY number LIMIT $3) AS a
UNION
SELECT number FROM (SELECT DISTINCT number FROM case_events WHERE jurisdiction = $1 AND number > $2 ORDER BY number LIMIT $3) AS b
ORDER BY number LIMIT $3

-- name: evidence_case_due
SELECT is_open, due_at, due_clock FROM cases WHERE jurisdiction = $1 AND number = $2

-- name: evidence_strays
SELECT number FROM case_calls WHERE jurisdiction = $1 AND number NOT IN (SELECT number FROM cases WHERE jurisdiction = $1)
UNION SELECT number FROM case_clocks WHERE jurisdiction = $1 AND number NOT IN (SELECT number FROM cases WHERE jurisdiction = $1)
UNION SELECT number FROM case_requests WHERE jurisdiction = $1 AND number NOT IN (SELECT number FROM cases WHERE jurisdiction = $1)
UNION SELECT number FROM case_texts WHERE jurisdiction = $1 AND number NOT IN (SELECT number FROM cases WHERE jurisdiction = $1)
    AND number NOT IN (SELECT subject FROM patrol_events WHERE jurisdiction = $1)
UNION SELECT number FROM reporters WHERE jurisdiction = $1 AND number NOT IN (SELECT number FROM cases WHERE jurisdiction = $1)
UNION SELECT number FROM photos WHERE jurisdiction = $1 AND number IS NOT NULL AND number NOT IN (SELECT number FROM cases WHERE jurisdiction = $1)
    AND number NOT IN (SELECT subject FROM patrol_events WHERE jurisdiction = $1)
LIMIT 100
