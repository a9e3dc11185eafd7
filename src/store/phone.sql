-- Telephone calls of the hotline.
-- name: phone_agent_put
INSERT INTO phone_agents (jurisdiction, extension, person, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (jurisdiction, extension) DO UPDATE SET person = excluded.person, at = excluded.at

-- name: phone_agent_drop
DELETE FROM phone_agents WHERE jurisdiction = $1 AND person = $2

-- name: phone_agent_of
SELECT person FROM phone_agents WHERE jurisdiction = $1 AND extension = $2

-- name: phone_agent_list
SELECT extension, person, at FROM phone_agents WHERE jurisdiction = $1 ORDER BY extension LIMIT 1000

-- name: phone_agent_by_person
SELECT extension FROM phone_agents WHERE jurisdiction = $1 AND person = $2 ORDER BY at DESC LIMIT 1

-- The call's row is touched before its events are read: of two events at once the later one is run again and sees both.
-- name: phone_call_begin
INSERT INTO phone_calls (jurisdiction, call, source, source_call, state, outbound, called, queue, reason, offered_at, rang_at,
    answered_at, ended_at, extension, person, version, erased_at)
VALUES ($1, $2, $3, $4, 'waiting', 0, '', '', '', $5, 0, 0, 0, '', '', 0, 0) ON CONFLICT DO NOTHING

-- name: phone_call_touch
UPDATE phone_calls SET version = version + 1 WHERE jurisdiction = $1 AND call = $2

-- name: phone_call_get
SELECT call, source, source_call, state, outbound, number, called, queue, reason, recording, offered_at, rang_at, answered_at,
    ended_at, extension, person, version, erased_at
FROM phone_calls WHERE jurisdiction = $1 AND call = $2

-- name: phone_call_set
UPDATE phone_calls SET state = $3, outbound = $4, number = $5, called = $6, queue = $7, reason = $8, recording = $9,
    offered_at = $10, rang_at = $11, answered_at = $12, ended_at = $13, extension = $14, person = $15
WHERE jurisdiction = $1 AND call = $2

-- name: phone_event_put
INSERT INTO phone_events (jurisdiction, call, event, type, at, received_at, agent, party, caller, called, queue, reason, recording, outbound)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: phone_event_list
SELECT event, type, at, agent, party, caller, called, queue, reason, recording, outbound FROM phone_events
WHERE jurisdiction = $1 AND call = $2

-- name: phone_leg_list
SELECT party, number, person, state, rang_at, joined_at, left_at FROM phone_legs
WHERE jurisdiction = $1 AND call = $2 ORDER BY rang_at, joined_at, party

-- name: phone_leg_clear
DELETE FROM phone_legs WHERE jurisdiction = $1 AND call = $2

-- name: phone_leg_put
INSERT INTO phone_legs (jurisdiction, call, party, number, person, state, rang_at, joined_at, left_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- What never ended (a telephone system that fell over) is not shown for ever: ringing since $3, talking since $4.
-- name: phone_current
SELECT call, state, rang_at, joined_at FROM phone_legs
WHERE jurisdiction = $1 AND person = $2
  AND ((state = 'ringing' AND rang_at > $3) OR (state = 'talking' AND joined_at > $4))
ORDER BY state DESC, rang_at, call LIMIT 20

-- name: phone_was_in
SELECT state FROM phone_legs WHERE jurisdiction = $1 AND call = $2 AND person = $3 AND (state = 'ringing' OR joined_at > 0)

-- name: phone_look_put
INSERT INTO phone_looks (jurisdiction, call, seq, at, person, what, note)
SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6 FROM phone_looks WHERE jurisdiction = $1 AND call = $2

-- name: phone_look_list
SELECT at, person, what, note FROM phone_looks WHERE jurisdiction = $1 AND call = $2 ORDER BY seq LIMIT 200

-- name: phone_earlier_calls
SELECT call FROM phone_calls
WHERE jurisdiction = $1 AND number IN ($2, $3, $4, $5) AND call <> $6 ORDER BY offered_at DESC LIMIT 20

-- Cases reported with this number, or made in a call from it, newest first.
-- name: phone_earlier_cases
SELECT c.number FROM cases c WHERE c.jurisdiction = $1 AND c.number IN (
    SELECT r.number FROM reporters r WHERE r.jurisdiction = $1 AND r.phone IS NOT NULL
      AND REPLACE(REPLACE(REPLACE(REPLACE(r.phone, ' ', ''), '-', ''), '(', ''), ')', '') IN ($2, $3, $4, $5)
    UNION
    SELECT l.number FROM phone_calls p JOIN phone_call_cases l ON l.jurisdiction = $1 AND l.call = p.call
    WHERE p.jurisdiction = $1 AND p.number IN ($2, $3, $4, $5))
ORDER BY c.submitted_at DESC LIMIT 30

-- name: phone_case_put
INSERT INTO phone_call_cases (jurisdiction, call, number, at, person) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- A confidential case is named to whoever wrote it down in this call, to nobody else who sees the call.
-- name: phone_case_list
SELECT p.number FROM phone_call_cases p
WHERE p.jurisdiction = $1 AND p.call = $2 AND (p.person = $3 OR NOT EXISTS (
    SELECT 1 FROM cases c WHERE c.jurisdiction = $1 AND c.number = p.number AND c.confidential = 1))
ORDER BY p.at, p.number LIMIT 50

-- name: phone_calls_of_case
SELECT call FROM phone_call_cases WHERE jurisdiction = $1 AND number = $2 ORDER BY at, call LIMIT 50

-- name: phone_note_put
INSERT INTO phone_notes (jurisdiction, call, seq, at, person, unit, body)
SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6 FROM phone_notes WHERE jurisdiction = $1 AND call = $2

-- name: phone_note_list
SELECT at, person, unit, body FROM phone_notes WHERE jurisdiction = $1 AND call = $2 ORDER BY seq LIMIT 200

-- name: phone_call_back_put
INSERT INTO phone_call_backs (jurisdiction, id, call, why, state, made_at, due_at, made_by, note, taken_by, taken_at, tries, last_try_at, settled_at)
VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, '', 0, 0, 0, 0) ON CONFLICT DO NOTHING

-- An event that came late: somebody had answered after all.
-- name: phone_call_back_withdraw
DELETE FROM phone_call_backs WHERE jurisdiction = $1 AND call = $2 AND why = 'missed' AND state IN ('open', 'got_through') AND tries = 0

-- Whoever got through meanwhile need not be called back.
-- name: phone_call_back_got_through
UPDATE phone_call_backs SET state = 'got_through', settled_at = $3
WHERE jurisdiction = $1 AND state = 'open' AND why = 'missed' AND call IN
    (SELECT call FROM phone_calls WHERE jurisdiction = $1 AND number = $2 AND offered_at <= $4)

-- name: phone_answered_since
SELECT 1 FROM phone_calls WHERE jurisdiction = $1 AND number = $2 AND answered_at >= $3 AND outbound = 0 LIMIT 1

-- name: phone_call_back_get
SELECT id, call, why, state, made_at, due_at, made_by, note, taken_by, taken_at, tries, last_try_at, settled_at FROM phone_call_backs
WHERE jurisdiction = $1 AND id = $2

-- name: phone_call_back_list
SELECT id, call, why, state, made_at, due_at, made_by, note, taken_by, taken_at, tries, last_try_at, settled_at FROM phone_call_backs
WHERE jurisdiction = $1 AND state = $2 ORDER BY due_at, id LIMIT 200

-- name: phone_call_back_settled
SELECT id, call, why, state, made_at, due_at, made_by, note, taken_by, taken_at, tries, last_try_at, settled_at FROM phone_call_backs
WHERE jurisdiction = $1 AND state <> 'open' ORDER BY settled_at DESC, id LIMIT 200

-- name: phone_call_back_take
UPDATE phone_call_backs SET taken_by = $3, taken_at = $4
WHERE jurisdiction = $1 AND id = $2 AND state = 'open' AND (taken_by = '' OR taken_by = $3 OR taken_at < $5)

-- name: phone_call_back_try
UPDATE phone_call_backs SET state = $3, tries = tries + 1, last_try_at = $4, settled_at = $5, taken_by = $6
WHERE jurisdiction = $1 AND id = $2 AND state = 'open' AND taken_by = $7

-- name: phone_call_back_try_put
INSERT INTO phone_call_back_tries (jurisdiction, id, seq, at, person, result, note)
SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6 FROM phone_call_back_tries WHERE jurisdiction = $1 AND id = $2

-- name: phone_call_back_tries
SELECT at, person, result, note FROM phone_call_back_tries WHERE jurisdiction = $1 AND id = $2 ORDER BY seq LIMIT 50

-- name: phone_call_back_taken
SELECT 1 FROM phone_call_backs WHERE jurisdiction = $1 AND call = $2 AND taken_by = $3 AND (state = 'open' OR settled_at > $4) LIMIT 1

-- name: phone_call_back_reached
UPDATE phone_call_backs SET state = 'reached', settled_at = $3
WHERE jurisdiction = $1 AND state = 'open' AND why = 'missed' AND call IN
    (SELECT call FROM phone_calls WHERE jurisdiction = $1 AND number = $2)

-- The newest first; $2: offered before then.
-- name: phone_list_all
SELECT call FROM phone_calls WHERE jurisdiction = $1 AND offered_at < $2 ORDER BY offered_at DESC, call LIMIT $3

-- name: phone_list_own
SELECT p.call FROM phone_calls p WHERE p.jurisdiction = $1 AND p.offered_at < $2
  AND EXISTS (SELECT 1 FROM phone_legs l WHERE l.jurisdiction = $1 AND l.call = p.call AND l.person = $4)
ORDER BY p.offered_at DESC, p.call LIMIT $3

-- name: phone_span
SELECT offered_at, answered_at, ended_at, outbound, person, call FROM phone_calls
WHERE jurisdiction = $1 AND offered_at >= $2 AND offered_at < $3 ORDER BY offered_at, call

-- name: phone_score_put
INSERT INTO phone_scores (jurisdiction, call, at, person, scored, greeting, listening, accuracy, record, closing, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: phone_score_get
SELECT at, person, scored, greeting, listening, accuracy, record, closing, note FROM phone_scores WHERE jurisdiction = $1 AND call = $2

-- What calls hold of people goes when retention.csv says so; that there was a call, how long it took and who took it stays.
-- name: retain_calls_count
SELECT COUNT(*) FROM phone_calls WHERE jurisdiction = $1 AND erased_at = 0 AND offered_at < $2

-- name: phone_expired
SELECT call FROM phone_calls WHERE jurisdiction = $1 AND erased_at = 0 AND offered_at < $2 ORDER BY offered_at, call LIMIT $3

-- name: phone_erase_call
UPDATE phone_calls SET number = NULL, recording = NULL, erased_at = $3 WHERE jurisdiction = $1 AND call = $2

-- name: phone_erase_events
UPDATE phone_events SET caller = NULL, party = NULL, recording = NULL WHERE jurisdiction = $1 AND call = $2

-- name: phone_erase_legs
UPDATE phone_legs SET number = NULL WHERE jurisdiction = $1 AND call = $2

-- name: phone_erase_notes
UPDATE phone_notes SET body = NULL WHERE jurisdiction = $1 AND call = $2

-- name: phone_erase_tries
UPDATE phone_call_back_tries SET note = NULL
WHERE jurisdiction = $1 AND id IN (SELECT id FROM phone_call_backs WHERE jurisdiction = $1 AND call = $2)

-- A call-back that nobody could make any more is given up.
-- name: phone_erase_call_backs
UPDATE phone_call_backs SET note = NULL, settled_at = CASE WHEN state = 'open' THEN CAST($3 AS BIGINT) ELSE settled_at END,
    state = CASE WHEN state = 'open' THEN 'given_up' ELSE state END
WHERE jurisdiction = $1 AND call = $2
