-- The hotline's telephone side: whose extension is whose, calls with what the telephone system told of them, who rang or
-- talked in them, cases that came of them, notes, call-backs, looks at numbers and recordings, and scores of samples.
-- Numbers, recordings and notes can be erased.
-- name: migration_0018_phone_calls
CREATE TABLE phone_agents (jurisdiction TEXT NOT NULL, extension TEXT NOT NULL, person TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, extension));
CREATE INDEX phone_agents_person ON phone_agents (jurisdiction, person);
CREATE TABLE phone_calls (jurisdiction TEXT NOT NULL, call TEXT NOT NULL, source TEXT NOT NULL, source_call TEXT NOT NULL, state TEXT NOT NULL, outbound BIGINT NOT NULL, number TEXT, called TEXT NOT NULL, queue TEXT NOT NULL, reason TEXT NOT NULL, recording TEXT, offered_at BIGINT NOT NULL, rang_at BIGINT NOT NULL, answered_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, extension TEXT NOT NULL, person TEXT NOT NULL, version BIGINT NOT NULL, erased_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, call));
CREATE INDEX phone_calls_offered ON phone_calls (jurisdiction, offered_at, call);
CREATE INDEX phone_calls_number ON phone_calls (jurisdiction, number, offered_at) WHERE number IS NOT NULL;
CREATE INDEX phone_calls_erased ON phone_calls (jurisdiction, offered_at) WHERE erased_at = 0;
CREATE TABLE phone_events (jurisdiction TEXT NOT NULL, call TEXT NOT NULL, event TEXT NOT NULL, type TEXT NOT NULL, at BIGINT NOT NULL, received_at BIGINT NOT NULL, agent TEXT NOT NULL, party TEXT, caller TEXT, called TEXT NOT NULL, queue TEXT NOT NULL, reason TEXT NOT NULL, recording TEXT, outbound BIGINT NOT NULL, PRIMARY KEY (jurisdiction, call, event));
CREATE TABLE phone_legs (jurisdiction TEXT NOT NULL, call TEXT NOT NULL, party TEXT NOT NULL, number TEXT, person TEXT NOT NULL, state TEXT NOT NULL, rang_at BIGINT NOT NULL, joined_at BIGINT NOT NULL, left_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, call, party));
CREATE INDEX phone_legs_person ON phone_legs (jurisdiction, person, state);
CREATE TABLE phone_call_cases (jurisdiction TEXT NOT NULL, call TEXT NOT NULL, number TEXT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (jurisdiction, call, number));
CREATE INDEX phone_call_cases_number ON phone_call_cases (jurisdiction, number);
CREATE TABLE phone_notes (jurisdiction TEXT NOT NULL, call TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, unit TEXT NOT NULL, body TEXT, PRIMARY KEY (jurisdiction, call, seq));
CREATE TABLE phone_call_backs (jurisdiction TEXT NOT NULL, id TEXT NOT NULL, call TEXT NOT NULL, why TEXT NOT NULL, state TEXT NOT NULL, made_at BIGINT NOT NULL, due_at BIGINT NOT NULL, made_by TEXT NOT NULL, note TEXT, taken_by TEXT NOT NULL, taken_at BIGINT NOT NULL, tries BIGINT NOT NULL, last_try_at BIGINT NOT NULL, settled_at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, id));
CREATE INDEX phone_call_backs_state ON phone_call_backs (jurisdiction, state, due_at, id);
CREATE INDEX phone_call_backs_call ON phone_call_backs (jurisdiction, call);
CREATE TABLE phone_call_back_tries (jurisdiction TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, result TEXT NOT NULL, note TEXT, PRIMARY KEY (jurisdiction, id, seq));
CREATE TABLE phone_looks (jurisdiction TEXT NOT NULL, call TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (jurisdiction, call, seq));
CREATE TABLE phone_scores (jurisdiction TEXT NOT NULL, call TEXT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, scored TEXT NOT NULL, greeting BIGINT NOT NULL, listening BIGINT NOT NULL, accuracy BIGINT NOT NULL, record BIGINT NOT NULL, closing BIGINT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (jurisdiction, call));
CREATE INDEX reporters_phone ON reporters (jurisdiction, REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', '')) WHERE phone IS NOT NULL;
