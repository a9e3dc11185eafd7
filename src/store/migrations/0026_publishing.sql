-- A case tells by which event its reporter let others see the words and photos, and by which the desk shows them (0: neither).
-- What is shown stands in case_texts beside the report, covered where it shall not be read.
-- name: migration_0026_publishing
ALTER TABLE cases ADD COLUMN consent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN published BIGINT NOT NULL DEFAULT 0;
