-- A case file's rows. Columns stand in the order of the field tables in domain/change.c (a test compares them).

-- name: case_save
INSERT INTO cases (
    jurisdiction, number, state, urgency, difficulty, channel, category, owner, handler_unit, handler_person,
    verifier_unit, verifier_person, subdistrict, community, grid, lat_e7, lon_e7, accuracy_m, place_source,
    confident, anonymous, confidential, submitted_at, responded_at, accepted_at, proposed_at, resolved_at,
    closed_at, updated_at, wake_at, finding, by_answer, proposed_by, rework, unsolved, reopened, urged,
    supervised, transfers, overdues, upheld, public_overdue, extended, reject_code, master, spot, solved,
    satisfied, model, followers, consent, published, version, last_hash, last_at, is_open, due_at, due_clock)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
    $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44,
    $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58)
ON CONFLICT (jurisdiction, number) DO UPDATE SET
    state = excluded.state, urgency = excluded.urgency, difficulty = excluded.difficulty,
    channel = excluded.channel, category = excluded.category, owner = excluded.owner,
    handler_unit = excluded.handler_unit, handler_person = excluded.handler_person,
    verifier_unit = excluded.verifier_unit, verifier_person = excluded.verifier_person,
    subdistrict = excluded.subdistrict, community = excluded.community, grid = excluded.grid,
    lat_e7 = excluded.lat_e7, lon_e7 = excluded.lon_e7, accuracy_m = excluded.accuracy_m,
    place_source = excluded.place_source, confident = excluded.confident, anonymous = excluded.anonymous,
    confidential = excluded.confidential, submitted_at = excluded.submitted_at,
    responded_at = excluded.responded_at, accepted_at = excluded.accepted_at,
    proposed_at = excluded.proposed_at, resolved_at = excluded.resolved_at, closed_at = excluded.closed_at,
    updated_at = excluded.updated_at, wake_at = excluded.wake_at, finding = excluded.finding,
    by_answer = excluded.by_answer, proposed_by = excluded.proposed_by, rework = excluded.rework,
    unsolved = excluded.unsolved, reopened = excluded.reopened, urged = excluded.urged,
    supervised = excluded.supervised, transfers = excluded.transfers, overdues = excluded.overdues,
    upheld = excluded.upheld, public_overdue = excluded.public_overdue, extended = excluded.extended,
    reject_code = excluded.reject_code, master = excluded.master, spot = excluded.spot,
    solved = excluded.solved, satisfied = excluded.satisfied, model = excluded.model, followers = excluded.followers,
    consent = excluded.consent, published = excluded.published,
    version = excluded.version, last_hash = excluded.last_hash, last_at = excluded.last_at,
    is_open = excluded.is_open, due_at = excluded.due_at, due_clock = excluded.due_clock
WHERE cases.version = excluded.version - 1

-- name: call_save
INSERT INTO case_calls (
    jurisdiction, number, no, state, before, lead, required, callee, caller, called_by, person, issued_at,
    signed_at, present_at, done_at, ended_at, presence, distance_m, true_owner, score_timely, score_attend,
    score_result, score_call, returned)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
    $24)
ON CONFLICT (jurisdiction, number, no) DO UPDATE SET
    state = excluded.state, before = excluded.before, lead = excluded.lead, required = excluded.required,
    callee = excluded.callee, caller = excluded.caller, called_by = excluded.called_by,
    person = excluded.person, issued_at = excluded.issued_at, signed_at = excluded.signed_at,
    present_at = excluded.present_at, done_at = excluded.done_at, ended_at = excluded.ended_at,
    presence = excluded.presence, distance_m = excluded.distance_m, true_owner = excluded.true_owner,
    score_timely = excluded.score_timely, score_attend = excluded.score_attend,
    score_result = excluded.score_result, score_call = excluded.score_call, returned = excluded.returned

-- name: clock_save
INSERT INTO case_clocks (
    jurisdiction, number, id, kind, call, request, unit, limit_text, started_at, due_at, stopped_at,
    paused_at, paused_ms, extended, voided, alerted, next_at)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (jurisdiction, number, id) DO UPDATE SET
    kind = excluded.kind, call = excluded.call, request = excluded.request, unit = excluded.unit,
    limit_text = excluded.limit_text, started_at = excluded.started_at, due_at = excluded.due_at,
    stopped_at = excluded.stopped_at, paused_at = excluded.paused_at, paused_ms = excluded.paused_ms,
    extended = excluded.extended, voided = excluded.voided, alerted = excluded.alerted,
    next_at = excluded.next_at

-- name: request_save
INSERT INTO case_requests (
    jurisdiction, number, no, kind, call, by_unit, by_person, to_unit, asked_at, until, percent, decided_at,
    granted, decided_by)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (jurisdiction, number, no) DO UPDATE SET
    kind = excluded.kind, call = excluded.call, by_unit = excluded.by_unit, by_person = excluded.by_person,
    to_unit = excluded.to_unit, asked_at = excluded.asked_at, until = excluded.until,
    percent = excluded.percent, decided_at = excluded.decided_at, granted = excluded.granted,
    decided_by = excluded.decided_by

-- name: case_load
SELECT
    number, state, urgency, difficulty, channel, category, owner, handler_unit, handler_person,
    verifier_unit, verifier_person, subdistrict, community, grid, lat_e7, lon_e7, accuracy_m, place_source,
    confident, anonymous, confidential, submitted_at, responded_at, accepted_at, proposed_at, resolved_at,
    closed_at, updated_at, wake_at, finding, by_answer, proposed_by, rework, unsolved, reopened, urged,
    supervised, transfers, overdues, upheld, public_overdue, extended, reject_code, master, spot, solved,
    satisfied, model, followers, consent, published, version, last_hash, last_at
FROM cases WHERE jurisdiction = $1 AND number = $2

-- name: call_load
SELECT
    no, state, before, lead, required, callee, caller, called_by, person, issued_at, signed_at, present_at,
    done_at, ended_at, presence, distance_m, true_owner, score_timely, score_attend, score_result,
    score_call, returned
FROM case_calls WHERE jurisdiction = $1 AND number = $2 ORDER BY no

-- name: clock_load
SELECT
    id, kind, call, request, unit, limit_text, started_at, due_at, stopped_at, paused_at, paused_ms,
    extended, voided, alerted, next_at
FROM case_clocks WHERE jurisdiction = $1 AND number = $2 ORDER BY started_at, id

-- name: request_load
SELECT
    no, kind, call, by_unit, by_person, to_unit, asked_at, until, percent, decided_at, granted, decided_by
FROM case_requests WHERE jurisdiction = $1 AND number = $2 ORDER BY no

-- name: event_add
INSERT INTO case_events (jurisdiction, number, seq, at, action, body, hash, leaf_index)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)

-- name: event_list
SELECT seq, at, action, body, hash, leaf_index FROM case_events WHERE jurisdiction = $1 AND number = $2 ORDER BY seq

-- name: event_last
SELECT seq, at, action, body, hash, leaf_index FROM case_events WHERE jurisdiction = $1 AND number = $2 ORDER BY seq DESC LIMIT 1

-- name: text_add
INSERT INTO case_texts (jurisdiction, number, seq, field, salt, body) VALUES ($1, $2, $3, $4, $5, $6)

-- name: text_list
SELECT seq, field, salt, body, erased_at FROM case_texts WHERE jurisdiction = $1 AND number = $2 ORDER BY seq, field

-- name: reporter_add
INSERT INTO reporters (jurisdiction, number, name, phone, lang, salt) VALUES ($1, $2, $3, $4, $5, $6)

-- name: reporter_load
SELECT name, phone, lang, salt, erased_at FROM reporters WHERE jurisdiction = $1 AND number = $2

-- name: photo_add
INSERT INTO photos (jurisdiction, photo, number, seq, stage, sha256, salt, bytes, width, height, uploaded_at, erased_at)
VALUES ($1, $2, NULL, 0, 'report', $3, $4, $5, $6, $7, $8, 0)

-- name: photo_loose
SELECT sha256, salt FROM photos WHERE jurisdiction = $1 AND photo = $2 AND number IS NULL AND erased_at = 0

-- name: photo_attach
UPDATE photos SET number = $3, seq = $4, stage = $5 WHERE jurisdiction = $1 AND photo = $2 AND number IS NULL

-- name: photo_list
SELECT photo, seq, stage, width, height, uploaded_at, sha256, salt, erased_at FROM photos
WHERE jurisdiction = $1 AND number = $2 ORDER BY seq, uploaded_at, photo

-- name: photo_load
SELECT number, seq, stage, width, height, uploaded_at, erased_at FROM photos WHERE jurisdiction = $1 AND photo = $2

-- name: photos_loose_since
SELECT photo FROM photos WHERE jurisdiction = $1 AND number IS NULL AND erased_at = 0 AND uploaded_at < $2
ORDER BY uploaded_at LIMIT $3

-- name: photo_drop
DELETE FROM photos WHERE jurisdiction = $1 AND photo = $2 AND number IS NULL

-- name: photos_erased
SELECT photo FROM photos WHERE jurisdiction = $1 AND erased_at > 0 AND bytes > 0 ORDER BY erased_at LIMIT $2

-- name: photo_file_gone
UPDATE photos SET bytes = 0 WHERE jurisdiction = $1 AND photo = $2 AND erased_at > 0

-- name: idempotency_get
SELECT request_hash, number FROM idempotency WHERE jurisdiction = $1 AND scope = $2 AND key = $3

-- Before a report is taken: was it sent before, and is the number drawn for it free?
-- name: intake_look
SELECT
    (SELECT request_hash FROM idempotency WHERE jurisdiction = $1 AND scope = $2 AND key = $3),
    (SELECT number FROM idempotency WHERE jurisdiction = $1 AND scope = $2 AND key = $3),
    EXISTS (SELECT 1 FROM cases WHERE jurisdiction = $1 AND number = $4)

-- name: idempotency_put
INSERT INTO idempotency (jurisdiction, scope, key, request_hash, number, at) VALUES ($1, $2, $3, $4, $5, $6)

-- name: case_exists
SELECT 1 FROM cases WHERE jurisdiction = $1 AND number = $2

-- What jobs look for.
-- name: clocks_due
SELECT next_at, number FROM case_clocks
WHERE jurisdiction = $1 AND next_at > 0 AND next_at <= $2 AND (next_at > $3 OR (next_at = $3 AND number > $4))
ORDER BY next_at, number LIMIT $5

-- name: cases_to_wake
SELECT wake_at, number FROM cases
WHERE jurisdiction = $1 AND state = 'SUSPENDED' AND wake_at > 0 AND wake_at <= $2
  AND (wake_at > $3 OR (wake_at = $3 AND number > $4))
ORDER BY wake_at, number LIMIT $5

-- name: idempotency_sweep
DELETE FROM idempotency WHERE jurisdiction = $1 AND (scope, key) IN
    (SELECT scope, key FROM idempotency WHERE jurisdiction = $1 AND at < $2 LIMIT $3)
