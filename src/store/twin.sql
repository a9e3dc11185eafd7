-- Twins: what the index of recent cases reads, followers, and what people said of pairs.

-- Versions that were written since; from an index alone.
-- name: twin_changes
SELECT number, version, updated_at FROM cases
WHERE jurisdiction = $1 AND (updated_at > $2 OR (updated_at = $2 AND number > $3)) ORDER BY updated_at, number LIMIT $4

-- name: twin_since
SELECT number, submitted_at FROM cases
WHERE jurisdiction = $1 AND (submitted_at > $2 OR (submitted_at = $2 AND number > $3)) ORDER BY submitted_at, number LIMIT $4

-- name: twin_case
SELECT c.version, c.state, c.category, c.community, c.lat_e7, c.lon_e7, c.confidential, c.submitted_at,
    (SELECT t.body FROM case_texts t WHERE t.jurisdiction = $1 AND t.number = $2 AND t.seq = 1 AND t.field = 'text'),
    (SELECT p.body FROM case_texts p WHERE p.jurisdiction = $1 AND p.number = $2 AND p.seq = 1 AND p.field = 'place')
FROM cases c WHERE c.jurisdiction = $1 AND c.number = $2

-- name: follower_add
INSERT INTO followers (jurisdiction, number, follower, at, name, phone, lang) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: follower_load
SELECT follower, name, phone, lang FROM followers WHERE jurisdiction = $1 AND number = $2 AND follower = $3 AND erased_at = 0

-- Who is to be told of a case's end: its followers, and those of the cases merged into it.
-- name: followers_to_tell
SELECT f.number, f.follower, f.lang FROM followers f
WHERE f.jurisdiction = $1 AND f.erased_at = 0
  AND (f.phone IS NOT NULL OR EXISTS (SELECT 1 FROM ways w WHERE w.jurisdiction = $1 AND w.number = f.number
       AND w.who = 'follower:' || f.follower AND w.way <> 'none'))
  AND (f.number = $2 OR f.number IN (SELECT m.number FROM cases m WHERE m.jurisdiction = $1 AND m.master = $2 AND m.master <> ''))
ORDER BY f.number, f.follower LIMIT 1000

-- Contacts of who followed a case (or the one it was merged into) that ended that long ago.
-- name: followers_sweep
UPDATE followers SET name = NULL, phone = NULL, erased_at = $2
WHERE jurisdiction = $1 AND erased_at = 0 AND (number, follower) IN (
    SELECT f.number, f.follower FROM followers f
    JOIN cases c ON c.jurisdiction = $1 AND c.number = f.number
    LEFT JOIN cases m ON m.jurisdiction = $1 AND m.number = c.master AND c.master <> ''
    WHERE f.jurisdiction = $1 AND f.erased_at = 0 AND c.is_open = 0 AND c.updated_at < $3
      AND (m.number IS NULL OR (m.is_open = 0 AND m.updated_at < $3))
    LIMIT $4)

-- name: twin_verdict_put
INSERT INTO twin_verdicts (jurisdiction, number, other, same, at, person) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (jurisdiction, number, other) DO UPDATE SET same = excluded.same, at = excluded.at, person = excluded.person

-- Pairs are kept with the smaller number first.
-- name: twin_verdict_denied
SELECT 1 FROM twin_verdicts WHERE jurisdiction = $1 AND number = $2 AND other = $3 AND same = 0

-- Labelled pairs, to examine and to fit with: merged is one matter, denied is two. Nothing of confidential cases.
-- name: twin_pairs
SELECT q.same, a.category, at.body, ap.body, a.submitted_at, a.lat_e7, a.lon_e7,
    b.category, bt.body, bp.body, b.submitted_at, b.lat_e7, b.lon_e7
FROM (
    SELECT 1 AS same, m.master AS number, m.number AS other FROM cases m WHERE m.jurisdiction = $1 AND m.master <> ''
    UNION ALL SELECT v.same, v.number, v.other FROM twin_verdicts v WHERE v.jurisdiction = $1 AND v.same = 0
) AS q
JOIN cases a ON a.jurisdiction = $1 AND a.number = q.number AND a.confidential = 0
JOIN cases b ON b.jurisdiction = $1 AND b.number = q.other AND b.confidential = 0
JOIN case_texts at ON at.jurisdiction = $1 AND at.number = a.number AND at.seq = 1 AND at.field = 'text' AND at.body IS NOT NULL
JOIN case_texts bt ON bt.jurisdiction = $1 AND bt.number = b.number AND bt.seq = 1 AND bt.field = 'text' AND bt.body IS NOT NULL
LEFT JOIN case_texts ap ON ap.jurisdiction = $1 AND ap.number = a.number AND ap.seq = 1 AND ap.field = 'place'
LEFT JOIN case_texts bp ON bp.jurisdiction = $1 AND bp.number = b.number AND bp.seq = 1 AND bp.field = 'place'
ORDER BY a.submitted_at, q.number, q.other LIMIT $2
