-- What is searched: one document per case (and other subjects), its plain text for judging and its marks, and the
-- engine's own index of its tokens: FTS5 here, a GIN index over a tsvector there. All of it can be built anew.
-- name: migration_0011_search_sqlite
CREATE TABLE search_docs (jurisdiction TEXT NOT NULL, sid BIGINT NOT NULL, subject TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, marks TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (jurisdiction, sid)) WITHOUT ROWID;
CREATE UNIQUE INDEX search_docs_subject ON search_docs (jurisdiction, subject);
CREATE VIRTUAL TABLE search_tokens USING fts5(tokens, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '@.-_~'");
CREATE TABLE search_state (jurisdiction TEXT NOT NULL, basis TEXT NOT NULL, next_sid BIGINT NOT NULL, seen_at BIGINT NOT NULL, fill_at BIGINT NOT NULL, fill_number TEXT NOT NULL, filled BIGINT NOT NULL, PRIMARY KEY (jurisdiction));

-- No pending list: a question never has to read through what was not merged yet.
-- name: migration_0011_search_postgres
CREATE TABLE search_docs (jurisdiction TEXT NOT NULL, sid BIGINT NOT NULL, subject TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, marks TEXT NOT NULL, body TEXT NOT NULL, tokens TSVECTOR NOT NULL, PRIMARY KEY (jurisdiction, sid));
CREATE UNIQUE INDEX search_docs_subject ON search_docs (jurisdiction, subject);
CREATE INDEX search_docs_tokens ON search_docs USING gin (tokens) WITH (fastupdate = off);
CREATE TABLE search_state (jurisdiction TEXT NOT NULL, basis TEXT NOT NULL, next_sid BIGINT NOT NULL, seen_at BIGINT NOT NULL, fill_at BIGINT NOT NULL, fill_number TEXT NOT NULL, filled BIGINT NOT NULL, PRIMARY KEY (jurisdiction));
