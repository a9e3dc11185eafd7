-- What the dashboard counts is answered from indexes alone, so that ten years of cases do not make a month slow.
-- name: migration_0002_figures
ALTER TABLE due_items ADD COLUMN subdistrict TEXT NOT NULL DEFAULT '';
UPDATE due_items SET subdistrict = COALESCE((SELECT c.subdistrict FROM cases c WHERE c.jurisdiction = due_items.jurisdiction AND c.number = due_items.number), '');
DROP INDEX due_items_due;
CREATE INDEX due_items_unit ON due_items (jurisdiction, measure, unit, due_at, subdistrict, hit, corrected_hit, number);
DROP INDEX cases_submitted;
CREATE INDEX cases_submitted ON cases (jurisdiction, submitted_at, subdistrict, owner, handler_unit, category, confident, confidential, number);
CREATE INDEX cases_closed ON cases (jurisdiction, closed_at, subdistrict, owner, handler_unit, confidential, number) WHERE closed_at > 0;
CREATE INDEX cases_confidential ON cases (jurisdiction, confidential, number) WHERE confidential = 1;
DROP INDEX case_calls_callee;
CREATE INDEX case_calls_callee ON case_calls (jurisdiction, callee, ended_at, state, number);
