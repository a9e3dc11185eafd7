-- Decisions that entered or left a week's sums and were not yet added up: a row each, so that reports taken at the same
-- time never wait for each other at one sum.
-- name: migration_0009_decision_moves
CREATE TABLE decision_moves (jurisdiction TEXT NOT NULL, at BIGINT NOT NULL, id BIGINT NOT NULL, week BIGINT NOT NULL, category TEXT NOT NULL, category_sure BIGINT NOT NULL, guess TEXT NOT NULL, known_category TEXT NOT NULL, owner TEXT NOT NULL, confident BIGINT NOT NULL, known_owner TEXT NOT NULL, upheld BIGINT NOT NULL, n BIGINT NOT NULL, minutes BIGINT NOT NULL, PRIMARY KEY (jurisdiction, at, id));
