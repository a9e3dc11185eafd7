-- name: migration_0007_commit_marks
CREATE TABLE commit_marks (jurisdiction TEXT NOT NULL, writer TEXT NOT NULL, mark BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (jurisdiction, writer));
