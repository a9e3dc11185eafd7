-- Until its due moment an item may still be decided anew (rework); after it the first figure stands.
-- name: due_item_put
INSERT INTO due_items (jurisdiction, measure, number, item, unit, category, due_at, hit, corrected_hit, corrected_at, subdistrict)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0, $10)
ON CONFLICT (jurisdiction, measure, number, item) DO UPDATE SET
    hit = excluded.hit, corrected_hit = excluded.hit, due_at = excluded.due_at,
    unit = excluded.unit, category = excluded.category, subdistrict = excluded.subdistrict
WHERE due_items.due_at > $9

-- name: due_item_correct
UPDATE due_items SET corrected_hit = $5, corrected_at = $6
WHERE jurisdiction = $1 AND measure = $2 AND number = $3 AND item = $4 AND corrected_hit <> $5
