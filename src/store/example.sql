-- Labelled examples: what a person said a case was. One of each kind of question a case; the later word counts, but
-- only something said on purpose replaces something said on purpose (weight).
-- name: example_put
INSERT INTO examples (jurisdiction, number, what, at, kind, label, weight) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (jurisdiction, number, what) DO UPDATE SET
    at = excluded.at, kind = excluded.kind, label = excluded.label, weight = excluded.weight
WHERE examples.weight <= excluded.weight

-- A text that was erased or redacted is gone from here by itself. The person is only to tell one flood from many voices.
-- name: example_list
SELECT e.number, e.at, e.kind, e.label, e.weight, t.body, COALESCE(r.phone, '')
FROM examples e
JOIN case_texts t ON t.jurisdiction = e.jurisdiction AND t.number = e.number AND t.seq = 1 AND t.field = 'text'
LEFT JOIN reporters r ON r.jurisdiction = e.jurisdiction AND r.number = e.number
WHERE e.jurisdiction = $1 AND e.what = $2 AND t.body IS NOT NULL AND t.body <> ''
ORDER BY e.at DESC, e.number DESC LIMIT $3

-- name: example_counts
SELECT what, COUNT(*), MAX(at) FROM examples WHERE jurisdiction = $1 GROUP BY what ORDER BY what
