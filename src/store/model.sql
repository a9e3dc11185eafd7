-- The models that were learnt: the live one, those that had to give way, and those that were refused, each with why.
-- name: model_add
INSERT INTO models (jurisdiction, model, trained_at, live_at, source, basis, learnt_from, samples, cases, checked, checked_on,
    accuracy_e4, accuracy_50_e4, accuracy_80_e4, accuracy_90_e4, macro_f1_e4,
    before_model, before_accuracy_e4, before_50_e4, before_80_e4, before_90_e4, before_macro_f1_e4,
    verdict, why_zh, why_en, seal, bytes)
VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 'refused', $22, $23, $24, $25)
ON CONFLICT (jurisdiction, model) DO UPDATE SET
    trained_at = excluded.trained_at, source = excluded.source, basis = excluded.basis, learnt_from = excluded.learnt_from,
    samples = excluded.samples, cases = excluded.cases, checked = excluded.checked, checked_on = excluded.checked_on,
    accuracy_e4 = excluded.accuracy_e4, accuracy_50_e4 = excluded.accuracy_50_e4, accuracy_80_e4 = excluded.accuracy_80_e4,
    accuracy_90_e4 = excluded.accuracy_90_e4, macro_f1_e4 = excluded.macro_f1_e4, before_model = excluded.before_model,
    before_accuracy_e4 = excluded.before_accuracy_e4, before_50_e4 = excluded.before_50_e4, before_80_e4 = excluded.before_80_e4,
    before_90_e4 = excluded.before_90_e4, before_macro_f1_e4 = excluded.before_macro_f1_e4,
    verdict = CASE WHEN models.verdict = 'live' THEN 'live' ELSE 'refused' END,
    why_zh = excluded.why_zh, why_en = excluded.why_en, seal = excluded.seal, bytes = excluded.bytes

-- name: model_retire_live
UPDATE models SET verdict = 'retired' WHERE jurisdiction = $1 AND verdict = 'live'

-- name: model_go_live
UPDATE models SET verdict = 'live', live_at = $3, why_zh = $4, why_en = $5 WHERE jurisdiction = $1 AND model = $2

-- name: model_live
SELECT model FROM models WHERE jurisdiction = $1 AND verdict = 'live'

-- name: model_rows
SELECT model, trained_at, live_at, source, basis, learnt_from, samples, cases, checked, checked_on,
    accuracy_e4, accuracy_50_e4, accuracy_80_e4, accuracy_90_e4, macro_f1_e4,
    before_model, before_accuracy_e4, before_50_e4, before_80_e4, before_90_e4, before_macro_f1_e4,
    verdict, why_zh, why_en, seal, bytes
FROM models WHERE jurisdiction = $1 AND ($2 = '' OR model = $2)
ORDER BY CASE WHEN verdict = 'live' THEN 0 ELSE 1 END, trained_at DESC, model LIMIT $3

-- The files that are still worth keeping: the live one, those that were live last, then the last that were tried.
-- name: model_keep
SELECT model FROM models WHERE jurisdiction = $1
ORDER BY CASE WHEN verdict = 'live' THEN 0 ELSE 1 END, live_at DESC, trained_at DESC LIMIT $2

-- What the category model is taught with by the district's own files.
-- name: model_basis
SELECT name, sha256 FROM district_files WHERE jurisdiction = $1 AND name IN ('corpus.csv', 'categories.csv') ORDER BY name
