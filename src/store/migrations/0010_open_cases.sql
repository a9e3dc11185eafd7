-- Open cases by what is due first, and by who verifies them: without these an engine that has no statistics read all years
-- to list what is open.
-- name: migration_0010_open_cases
CREATE INDEX cases_open_due ON cases (jurisdiction, (CASE WHEN due_at = 0 THEN 9000000000000000 ELSE due_at END), number) WHERE is_open = 1;
CREATE INDEX cases_open_verifier ON cases (jurisdiction, verifier_unit) WHERE is_open = 1 AND verifier_unit <> '';
