-- Beside the cases of Open311 partners: who sent them, pictures to be fetched, whom to tell, what was handed on.
-- name: partner_case_add
INSERT INTO partner_cases (jurisdiction, number, partner, account, device, erased_at) VALUES ($1, $2, $3, $4, $5, 0)

-- name: partner_case_get
SELECT partner, account, device FROM partner_cases WHERE jurisdiction = $1 AND number = $2

-- name: partner_case_erase
UPDATE partner_cases SET account = '', device = '', erased_at = $3
WHERE jurisdiction = $1 AND number = $2 AND erased_at = 0 AND (account <> '' OR device <> '')

-- name: linked_media_add
INSERT INTO linked_media (jurisdiction, number, no, url, state, tries, next_at) VALUES ($1, $2, $3, $4, 'waiting', 0, $5)

-- name: linked_media_due
SELECT number, no, url, tries FROM linked_media WHERE jurisdiction = $1 AND next_at > 0 AND next_at <= $2 ORDER BY next_at LIMIT 20

-- name: linked_media_claim
UPDATE linked_media SET tries = tries + 1, next_at = $5
WHERE jurisdiction = $1 AND number = $2 AND no = $3 AND next_at > 0 AND next_at <= $4

-- The address is not kept longer than it is needed.
-- name: linked_media_settle
UPDATE linked_media SET state = $4, url = '', next_at = 0 WHERE jurisdiction = $1 AND number = $2 AND no = $3

-- name: hook_get
SELECT partner, url, serial, leaf, state, fails, failing_since, next_at, sent_at, said FROM hooks WHERE jurisdiction = $1 AND partner = $2

-- name: hook_list
SELECT partner, url, serial, leaf, state, fails, failing_since, next_at, sent_at, said FROM hooks WHERE jurisdiction = $1 ORDER BY partner

-- name: hook_due
SELECT h.partner, h.url, h.serial, h.leaf, h.state, h.fails, h.failing_since, h.next_at, h.sent_at, h.said
FROM hooks h JOIN partners p ON p.jurisdiction = $1 AND p.partner = h.partner AND p.active = 1
WHERE h.jurisdiction = $1 AND h.next_at > 0 AND h.next_at <= $2 ORDER BY h.next_at LIMIT 20

-- name: hook_put
INSERT INTO hooks (jurisdiction, partner, url, serial, leaf, state, fails, failing_since, next_at, sent_at, said)
VALUES ($1, $2, $3, 1, $4, 'active', 0, 0, $5, 0, '')
ON CONFLICT (jurisdiction, partner) DO UPDATE SET url = excluded.url, serial = hooks.serial + 1, leaf = excluded.leaf,
    state = 'active', fails = 0, failing_since = 0, next_at = excluded.next_at, said = ''

-- name: hook_drop
DELETE FROM hooks WHERE jurisdiction = $1 AND partner = $2

-- name: hook_resume
UPDATE hooks SET state = 'active', fails = 0, failing_since = 0, next_at = $3, said = '' WHERE jurisdiction = $1 AND partner = $2

-- Only as long as it is still the same hook: it may be registered anew while we speak to the old address.
-- name: hook_set
UPDATE hooks SET leaf = $4, state = $5, fails = $6, failing_since = $7, next_at = $8, sent_at = $9, said = $10
WHERE jurisdiction = $1 AND partner = $2 AND serial = $3

-- name: hook_events
SELECT e.leaf_index, e.number, e.seq, e.at, e.action, e.body
FROM case_events e JOIN partner_cases p ON p.jurisdiction = $1 AND p.number = e.number AND p.partner = $2
WHERE e.jurisdiction = $1 AND e.leaf_index IS NOT NULL AND e.leaf_index >= $3 AND e.leaf_index < $4 ORDER BY e.leaf_index

-- name: push_candidates
SELECT k.number, k.no, c.category FROM case_calls k
JOIN cases c ON c.jurisdiction = $1 AND c.number = k.number AND c.confidential = 0
LEFT JOIN pushes p ON p.jurisdiction = $1 AND p.number = k.number AND p.call = k.no
WHERE k.jurisdiction = $1 AND k.callee = $2 AND k.ended_at = 0 AND k.state IN ('ISSUED', 'SIGNED') AND p.number IS NULL
ORDER BY k.number, k.no LIMIT 50

-- name: push_add
INSERT INTO pushes (jurisdiction, number, call, server, service, state, remote, token, status, notes, said, tries, made_at, heard_at, next_at, version)
VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', '', 0, $7, 0, $8, 1) ON CONFLICT DO NOTHING

-- name: push_due
SELECT number, call, server, service, state, remote, token, status, notes, said, tries, made_at, heard_at, next_at, version, step FROM pushes
WHERE jurisdiction = $1 AND next_at > 0 AND next_at <= $2 ORDER BY next_at LIMIT 50

-- name: push_list
SELECT number, call, server, service, state, remote, token, status, notes, said, tries, made_at, heard_at, next_at, version, step FROM pushes
WHERE jurisdiction = $1 ORDER BY made_at DESC, number, call LIMIT $2

-- name: push_get
SELECT number, call, server, service, state, remote, token, status, notes, said, tries, made_at, heard_at, next_at, version, step FROM pushes
WHERE jurisdiction = $1 AND number = $2 AND call = $3

-- name: push_set
UPDATE pushes SET state = $5, remote = $6, token = $7, status = $8, notes = $9, said = $10, tries = $11, heard_at = $12, next_at = $13,
    step = $14, version = version + 1
WHERE jurisdiction = $1 AND number = $2 AND call = $3 AND version = $4

-- Another version: whoever is asking them now may have been answered before their news.
-- name: push_ring
UPDATE pushes SET next_at = $4, tries = 0, version = version + 1 WHERE jurisdiction = $1 AND server = $2 AND remote = $3 AND state = 'placed'
