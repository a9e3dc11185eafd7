-- The whole first schema. Every key begins with the jurisdiction, so that rows can be spread over nodes; types are
-- TEXT and BIGINT only (times in milliseconds, flags 0/1, words by code, hashes in hex), so that both engines read it alike.
-- name: migration_0001_initial
CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL);

CREATE TABLE server_settings (jurisdiction TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (jurisdiction, name));

CREATE TABLE district_files (jurisdiction TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, sha256 TEXT NOT NULL, imported_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, name));

CREATE TABLE people (jurisdiction TEXT NOT NULL, person TEXT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, password TEXT NOT NULL, must_change BIGINT NOT NULL, active BIGINT NOT NULL, stand_in TEXT NOT NULL, created_at BIGINT NOT NULL, last_sign_in_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, person));
CREATE UNIQUE INDEX people_login ON people (jurisdiction, login);
CREATE TABLE person_grants (jurisdiction TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (jurisdiction, person, role, unit));
CREATE INDEX person_grants_unit ON person_grants (jurisdiction, unit);
CREATE TABLE sessions (jurisdiction TEXT NOT NULL, token_hash TEXT NOT NULL, person TEXT NOT NULL, csrf TEXT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, token_hash));
CREATE INDEX sessions_person ON sessions (jurisdiction, person);
CREATE TABLE throttles (jurisdiction TEXT NOT NULL, subject TEXT NOT NULL, count BIGINT NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (jurisdiction, subject));

CREATE TABLE cases (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL,
    state TEXT NOT NULL, urgency TEXT NOT NULL, difficulty TEXT NOT NULL, channel TEXT NOT NULL, category TEXT NOT NULL,
    owner TEXT NOT NULL, handler_unit TEXT NOT NULL, handler_person TEXT NOT NULL, verifier_unit TEXT NOT NULL, verifier_person TEXT NOT NULL,
    subdistrict TEXT NOT NULL, community TEXT NOT NULL, grid TEXT NOT NULL,
    lat_e7 BIGINT NOT NULL, lon_e7 BIGINT NOT NULL, accuracy_m BIGINT NOT NULL, place_source TEXT NOT NULL,
    confident BIGINT NOT NULL, anonymous BIGINT NOT NULL, confidential BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL, responded_at BIGINT NOT NULL, accepted_at BIGINT NOT NULL, proposed_at BIGINT NOT NULL,
    resolved_at BIGINT NOT NULL, closed_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, wake_at BIGINT NOT NULL,
    finding TEXT NOT NULL, by_answer BIGINT NOT NULL, proposed_by TEXT NOT NULL,
    rework BIGINT NOT NULL, unsolved BIGINT NOT NULL, reopened BIGINT NOT NULL, urged BIGINT NOT NULL, supervised BIGINT NOT NULL,
    transfers BIGINT NOT NULL, overdues BIGINT NOT NULL, upheld BIGINT NOT NULL, public_overdue BIGINT NOT NULL, extended BIGINT NOT NULL,
    reject_code TEXT NOT NULL, master TEXT NOT NULL, spot TEXT NOT NULL, solved BIGINT NOT NULL, satisfied BIGINT NOT NULL, model TEXT NOT NULL,
    version BIGINT NOT NULL, last_hash TEXT NOT NULL, last_at BIGINT NOT NULL,
    is_open BIGINT NOT NULL, due_at BIGINT NOT NULL, due_clock TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, number));
CREATE INDEX cases_open_owner ON cases (jurisdiction, owner, due_at) WHERE is_open = 1;
CREATE INDEX cases_open_handler ON cases (jurisdiction, handler_unit) WHERE is_open = 1 AND handler_unit <> '';
CREATE INDEX cases_submitted ON cases (jurisdiction, submitted_at);
CREATE INDEX cases_place ON cases (jurisdiction, category, lat_e7, lon_e7, submitted_at) WHERE lat_e7 <> 0;
CREATE INDEX cases_master ON cases (jurisdiction, master) WHERE master <> '';
CREATE INDEX cases_wake ON cases (jurisdiction, wake_at) WHERE wake_at > 0;
CREATE INDEX cases_spot ON cases (jurisdiction, spot) WHERE spot <> '';

CREATE TABLE case_calls (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL, no BIGINT NOT NULL,
    state TEXT NOT NULL, before TEXT NOT NULL, lead BIGINT NOT NULL, required BIGINT NOT NULL, callee TEXT NOT NULL, caller TEXT NOT NULL,
    called_by TEXT NOT NULL, person TEXT NOT NULL, issued_at BIGINT NOT NULL, signed_at BIGINT NOT NULL, present_at BIGINT NOT NULL,
    done_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, presence TEXT NOT NULL, distance_m BIGINT NOT NULL, true_owner TEXT NOT NULL,
    score_timely BIGINT NOT NULL, score_attend BIGINT NOT NULL, score_result BIGINT NOT NULL, score_call BIGINT NOT NULL, returned BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction, number, no));
CREATE INDEX case_calls_callee ON case_calls (jurisdiction, callee, ended_at);

CREATE TABLE case_clocks (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL, id TEXT NOT NULL,
    kind TEXT NOT NULL, call BIGINT NOT NULL, request BIGINT NOT NULL, unit TEXT NOT NULL, limit_text TEXT NOT NULL,
    started_at BIGINT NOT NULL, due_at BIGINT NOT NULL, stopped_at BIGINT NOT NULL, paused_at BIGINT NOT NULL, paused_ms BIGINT NOT NULL,
    extended BIGINT NOT NULL, voided BIGINT NOT NULL, alerted BIGINT NOT NULL, next_at BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction, number, id));
CREATE INDEX case_clocks_next ON case_clocks (jurisdiction, next_at) WHERE next_at > 0;

CREATE TABLE case_requests (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL, no BIGINT NOT NULL,
    kind TEXT NOT NULL, call BIGINT NOT NULL, by_unit TEXT NOT NULL, by_person TEXT NOT NULL, to_unit TEXT NOT NULL, asked_at BIGINT NOT NULL,
    until BIGINT NOT NULL, percent BIGINT NOT NULL, decided_at BIGINT NOT NULL, granted BIGINT NOT NULL, decided_by TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, number, no));
CREATE INDEX case_requests_pending ON case_requests (jurisdiction, asked_at) WHERE decided_at = 0;

CREATE TABLE case_events (
    jurisdiction TEXT NOT NULL, number TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, action TEXT NOT NULL,
    body TEXT NOT NULL, hash TEXT NOT NULL, leaf_index BIGINT,
    PRIMARY KEY (jurisdiction, number, seq));
CREATE INDEX case_events_unsealed ON case_events (jurisdiction, at, number, seq) WHERE leaf_index IS NULL;
CREATE UNIQUE INDEX case_events_leaf ON case_events (jurisdiction, leaf_index) WHERE leaf_index IS NOT NULL;

CREATE TABLE case_texts (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, seq BIGINT NOT NULL, field TEXT NOT NULL, salt TEXT NOT NULL, body TEXT, erased_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (jurisdiction, number, seq, field));
CREATE TABLE reporters (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, name TEXT, phone TEXT, lang TEXT NOT NULL, salt TEXT NOT NULL, erased_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (jurisdiction, number));
CREATE TABLE photos (jurisdiction TEXT NOT NULL, photo TEXT NOT NULL, number TEXT, seq BIGINT NOT NULL, stage TEXT NOT NULL, sha256 TEXT NOT NULL, salt TEXT NOT NULL, bytes BIGINT NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL, uploaded_at BIGINT NOT NULL, erased_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, photo));
CREATE INDEX photos_case ON photos (jurisdiction, number, seq) WHERE number IS NOT NULL;
CREATE INDEX photos_loose ON photos (jurisdiction, uploaded_at) WHERE number IS NULL AND erased_at = 0;
CREATE INDEX photos_erased ON photos (jurisdiction, erased_at) WHERE erased_at > 0 AND bytes > 0;
CREATE TABLE decisions (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, model TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (jurisdiction, number, seq));

CREATE TABLE idempotency (jurisdiction TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, number TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, scope, key));
CREATE INDEX idempotency_at ON idempotency (jurisdiction, at);
CREATE TABLE rating_tokens (jurisdiction TEXT NOT NULL, token_hash TEXT NOT NULL, number TEXT NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, token_hash));
CREATE INDEX rating_tokens_case ON rating_tokens (jurisdiction, number);
CREATE TABLE outbox (jurisdiction TEXT NOT NULL, id TEXT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL, next_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, id));
CREATE INDEX outbox_waiting ON outbox (jurisdiction, next_at) WHERE state = 'waiting';
CREATE INDEX outbox_at ON outbox (jurisdiction, at);

CREATE TABLE log_tiles (jurisdiction TEXT NOT NULL, level BIGINT NOT NULL, tile BIGINT NOT NULL, hashes TEXT NOT NULL, PRIMARY KEY (jurisdiction, level, tile));
CREATE TABLE log_heads (jurisdiction TEXT NOT NULL, size BIGINT NOT NULL, root TEXT NOT NULL, at BIGINT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (jurisdiction, size));

CREATE TABLE spots (jurisdiction TEXT NOT NULL, spot TEXT NOT NULL, category TEXT NOT NULL, lat_e7 BIGINT NOT NULL, lon_e7 BIGINT NOT NULL, owner TEXT NOT NULL, subdistrict TEXT NOT NULL, community TEXT NOT NULL, count BIGINT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, plan TEXT NOT NULL, PRIMARY KEY (jurisdiction, spot));
CREATE INDEX spots_owner ON spots (jurisdiction, owner, last_at);
CREATE INDEX spots_place ON spots (jurisdiction, category, lat_e7);
CREATE TABLE plans (jurisdiction TEXT NOT NULL, plan TEXT NOT NULL, spot TEXT NOT NULL, title TEXT NOT NULL, category TEXT NOT NULL, owner TEXT NOT NULL, unit TEXT NOT NULL, person TEXT NOT NULL, weekdays TEXT NOT NULL, hour BIGINT NOT NULL, from_day BIGINT NOT NULL, until_day BIGINT NOT NULL, lat_e7 BIGINT NOT NULL, lon_e7 BIGINT NOT NULL, made_at BIGINT NOT NULL, made_by TEXT NOT NULL, stopped_at BIGINT NOT NULL, next_day BIGINT NOT NULL, PRIMARY KEY (jurisdiction, plan));
CREATE INDEX plans_owner ON plans (jurisdiction, owner);
CREATE TABLE tasks (jurisdiction TEXT NOT NULL, task TEXT NOT NULL, plan TEXT NOT NULL, day BIGINT NOT NULL, unit TEXT NOT NULL, person TEXT NOT NULL, due_at BIGINT NOT NULL, state TEXT NOT NULL, done_at BIGINT NOT NULL, done_by TEXT NOT NULL, clean BIGINT NOT NULL, note TEXT NOT NULL, distance_m BIGINT NOT NULL, PRIMARY KEY (jurisdiction, task));
CREATE UNIQUE INDEX tasks_plan ON tasks (jurisdiction, plan, day);
CREATE INDEX tasks_unit ON tasks (jurisdiction, unit, due_at);
CREATE INDEX tasks_due ON tasks (jurisdiction, due_at) WHERE state = 'due';
CREATE TABLE patrol_events (jurisdiction TEXT NOT NULL, subject TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, action TEXT NOT NULL, person TEXT NOT NULL, unit TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (jurisdiction, subject, seq));

CREATE TABLE due_items (jurisdiction TEXT NOT NULL, measure TEXT NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, unit TEXT NOT NULL, category TEXT NOT NULL, due_at BIGINT NOT NULL, hit BIGINT NOT NULL, corrected_hit BIGINT NOT NULL, corrected_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, measure, number, item));
CREATE INDEX due_items_due ON due_items (jurisdiction, measure, due_at);
CREATE TABLE leases (jurisdiction TEXT NOT NULL, name TEXT NOT NULL, holder TEXT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (jurisdiction, name));
CREATE TABLE account_events (jurisdiction TEXT NOT NULL, id TEXT NOT NULL, at BIGINT NOT NULL, action TEXT NOT NULL, person TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (jurisdiction, id));
