-- What the brain learns from, the models it learnt, and of each decision the figures with the truth known later, added
-- up by the week, so that a page of accuracy costs the same after ten years. Decisions of before say nothing of this: '' is unknown, and they are not counted.
-- name: migration_0003_learning
ALTER TABLE decisions ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN category_sure BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN guess TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN probability_e4 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN confident BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN subdistrict TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN known_category TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN known_owner TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN upheld BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN lost_minutes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX decisions_at ON decisions (jurisdiction, at, number);
CREATE TABLE decision_kinds (jurisdiction TEXT NOT NULL, week BIGINT NOT NULL, category TEXT NOT NULL, category_sure BIGINT NOT NULL, guess TEXT NOT NULL, known_category TEXT NOT NULL, n BIGINT NOT NULL, minutes BIGINT NOT NULL, PRIMARY KEY (jurisdiction, week, category, category_sure, guess, known_category));
CREATE TABLE decision_desks (jurisdiction TEXT NOT NULL, week BIGINT NOT NULL, owner TEXT NOT NULL, confident BIGINT NOT NULL, known_owner TEXT NOT NULL, upheld BIGINT NOT NULL, n BIGINT NOT NULL, minutes BIGINT NOT NULL, PRIMARY KEY (jurisdiction, week, owner, confident, known_owner, upheld));
CREATE TABLE examples (jurisdiction TEXT NOT NULL, number TEXT NOT NULL, what TEXT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, weight BIGINT NOT NULL, PRIMARY KEY (jurisdiction, number, what));
CREATE INDEX examples_at ON examples (jurisdiction, what, at);
CREATE TABLE models (jurisdiction TEXT NOT NULL, model TEXT NOT NULL, trained_at BIGINT NOT NULL, live_at BIGINT NOT NULL, source TEXT NOT NULL, basis TEXT NOT NULL, learnt_from TEXT NOT NULL, samples BIGINT NOT NULL, cases BIGINT NOT NULL, checked BIGINT NOT NULL, checked_on TEXT NOT NULL, accuracy_e4 BIGINT NOT NULL, accuracy_50_e4 BIGINT NOT NULL, accuracy_80_e4 BIGINT NOT NULL, accuracy_90_e4 BIGINT NOT NULL, macro_f1_e4 BIGINT NOT NULL, before_model TEXT NOT NULL, before_accuracy_e4 BIGINT NOT NULL, before_50_e4 BIGINT NOT NULL, before_80_e4 BIGINT NOT NULL, before_90_e4 BIGINT NOT NULL, before_macro_f1_e4 BIGINT NOT NULL, verdict TEXT NOT NULL, why_zh TEXT NOT NULL, why_en TEXT NOT NULL, seal TEXT NOT NULL, bytes BIGINT NOT NULL, PRIMARY KEY (jurisdiction, model));
CREATE UNIQUE INDEX models_live ON models (jurisdiction) WHERE verdict = 'live';
CREATE INDEX models_at ON models (jurisdiction, trained_at);
