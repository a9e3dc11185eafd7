-- name: text_erase
UPDATE case_texts SET body = NULL, salt = '', erased_at = $5
WHERE jurisdiction = $1 AND number = $2 AND seq = $3 AND field = $4 AND erased_at = 0

-- The copies of the report that its reporter or the desk covered.
-- name: text_erase_shown
UPDATE case_texts SET body = NULL, salt = '', erased_at = $3
WHERE jurisdiction = $1 AND number = $2 AND field IN ('agreed', 'public') AND erased_at = 0

-- name: photo_mark_erased
UPDATE photos SET erased_at = $4, salt = '' WHERE jurisdiction = $1 AND number = $2 AND photo = $3 AND erased_at = 0
