-- Decisions of the brain, beside the truth that people told later.
-- name: decision_add
INSERT INTO decisions (jurisdiction, number, seq, at, model, body, category, category_sure, guess, probability_e4, confident, owner, subdistrict)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: decision_last
SELECT body, model FROM decisions WHERE jurisdiction = $1 AND number = $2 ORDER BY seq DESC LIMIT 1

-- name: decision_figures
SELECT seq, at, category, category_sure, guess, confident, owner, known_category, known_owner, upheld, lost_minutes
FROM decisions WHERE jurisdiction = $1 AND number = $2 ORDER BY seq DESC LIMIT 1

-- name: decision_know
UPDATE decisions SET known_category = $4, known_owner = $5, upheld = $6, lost_minutes = $7
WHERE jurisdiction = $1 AND number = $2 AND seq = $3

-- Sums by the week (local Mondays) move with the truth: what becomes known leaves one row and enters another. Each move
-- is a row of its own until it is added up (jobs/add_up.c); whoever asks for sums adds the moves that wait.
-- name: decision_move_add
INSERT INTO decision_moves (jurisdiction, at, id, week, category, category_sure, guess, known_category, owner, confident, known_owner, upheld, n, minutes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: decision_moves_waiting
SELECT COUNT(*) FROM (SELECT 1 FROM decision_moves WHERE jurisdiction = $1 LIMIT $2) waiting

-- name: decision_kinds_add_up
INSERT INTO decision_kinds (jurisdiction, week, category, category_sure, guess, known_category, n, minutes)
SELECT $1, week, category, category_sure, guess, known_category, CAST(SUM(n) AS BIGINT), CAST(SUM(minutes) AS BIGINT)
FROM (SELECT * FROM decision_moves WHERE jurisdiction = $1 ORDER BY at, id LIMIT $2) moved
WHERE jurisdiction = $1 GROUP BY week, category, category_sure, guess, known_category
ON CONFLICT (jurisdiction, week, category, category_sure, guess, known_category) DO UPDATE SET
    n = decision_kinds.n + excluded.n, minutes = decision_kinds.minutes + excluded.minutes

-- name: decision_desks_add_up
INSERT INTO decision_desks (jurisdiction, week, owner, confident, known_owner, upheld, n, minutes)
SELECT $1, week, owner, confident, known_owner, upheld, CAST(SUM(n) AS BIGINT), CAST(SUM(minutes) AS BIGINT)
FROM (SELECT * FROM decision_moves WHERE jurisdiction = $1 ORDER BY at, id LIMIT $2) moved
WHERE jurisdiction = $1 GROUP BY week, owner, confident, known_owner, upheld
ON CONFLICT (jurisdiction, week, owner, confident, known_owner, upheld) DO UPDATE SET
    n = decision_desks.n + excluded.n, minutes = decision_desks.minutes + excluded.minutes

-- name: decision_moves_drop
DELETE FROM decision_moves WHERE jurisdiction = $1 AND (at, id) IN
    (SELECT at, id FROM decision_moves WHERE jurisdiction = $1 ORDER BY at, id LIMIT $2)

-- name: decision_weeks
SELECT week, category, category_sure, guess, known_category, SUM(n) FROM (
    SELECT week, category, category_sure, guess, known_category, n FROM decision_kinds
    WHERE jurisdiction = $1 AND week >= $2 AND week <= $3 AND category <> ''
    UNION ALL
    SELECT week, category, category_sure, guess, known_category, n FROM decision_moves
    WHERE jurisdiction = $1 AND week >= $2 AND week <= $3 AND category <> ''
) sums
GROUP BY week, category, category_sure, guess, known_category HAVING SUM(n) > 0
ORDER BY week, category, category_sure, guess, known_category

-- name: decision_dispatches
SELECT week, confident, CASE WHEN known_owner = '' THEN -1 WHEN known_owner = owner AND upheld = 0 THEN 1 ELSE 0 END, SUM(n)
FROM (
    SELECT week, confident, owner, known_owner, upheld, n FROM decision_desks
    WHERE jurisdiction = $1 AND week >= $2 AND week <= $3 AND owner <> '' AND owner <> $4 AND known_owner <> $4
    UNION ALL
    SELECT week, confident, owner, known_owner, upheld, n FROM decision_moves
    WHERE jurisdiction = $1 AND week >= $2 AND week <= $3 AND owner <> '' AND owner <> $4 AND known_owner <> $4
) sums
GROUP BY 1, 2, 3 HAVING SUM(n) > 0

-- What was taken for something else, dearest first: $4 'category' or 'owner'.
-- name: decision_confusions
SELECT told, truth, SUM(n), SUM(minutes) FROM (
    SELECT category AS told, known_category AS truth, n, minutes FROM decision_kinds
    WHERE $4 = 'category' AND jurisdiction = $1 AND week >= $2 AND week <= $3 AND category <> '' AND known_category <> '' AND known_category <> category
    UNION ALL
    SELECT category, known_category, n, minutes FROM decision_moves
    WHERE $4 = 'category' AND jurisdiction = $1 AND week >= $2 AND week <= $3 AND category <> '' AND known_category <> '' AND known_category <> category
    UNION ALL
    SELECT owner, known_owner, n, minutes FROM decision_desks
    WHERE $4 = 'owner' AND jurisdiction = $1 AND week >= $2 AND week <= $3 AND owner <> '' AND known_owner <> '' AND known_owner <> owner
    UNION ALL
    SELECT owner, known_owner, n, minutes FROM decision_moves
    WHERE $4 = 'owner' AND jurisdiction = $1 AND week >= $2 AND week <= $3 AND owner <> '' AND known_owner <> '' AND known_owner <> owner
) confused
GROUP BY told, truth HAVING SUM(n) > 0 ORDER BY 4 DESC, 3 DESC, told, truth LIMIT $5

-- The latest of one confusion; $4 as above.
-- name: decision_confused
SELECT number, at, lost_minutes FROM decisions
WHERE jurisdiction = $1 AND at >= $2 AND at < $3
    AND (($4 = 'category' AND category = $5 AND known_category = $6) OR ($4 = 'owner' AND owner = $5 AND known_owner = $6))
ORDER BY at DESC, number DESC LIMIT $7

-- The last so many, oldest first within a page, as they were sent and decided.
-- name: decision_replay
SELECT d.at, d.number, d.body, d.known_category, d.known_owner, d.category, d.category_sure, d.owner, d.confident,
    COALESCE(t.erased_at, 0), COALESCE(p.erased_at, 0), COALESCE(t.body, ''), COALESCE(p.body, '')
FROM decisions d
LEFT JOIN case_texts t ON t.jurisdiction = d.jurisdiction AND t.number = d.number AND t.seq = 1 AND t.field = 'text'
LEFT JOIN case_texts p ON p.jurisdiction = d.jurisdiction AND p.number = d.number AND p.seq = 1 AND p.field = 'place'
WHERE d.jurisdiction = $1 AND (d.at < $2 OR (d.at = $2 AND d.number < $3))
ORDER BY d.at DESC, d.number DESC LIMIT $4
