-- A desk's list is read along an index until its page is full, by what is due first and by what came last, so that a storm
-- of open cases makes no page slower.
-- name: migration_0031_desk_lists
DROP INDEX cases_open_owner;
CREATE INDEX cases_open_owner ON cases (jurisdiction, owner, (CASE WHEN due_at = 0 THEN 9000000000000000 ELSE due_at END), number) WHERE is_open = 1;
CREATE INDEX cases_open_newest ON cases (jurisdiction, owner, submitted_at DESC, number) WHERE is_open = 1;
