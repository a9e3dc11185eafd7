-- What a case still holds of people, and taking it away. A row that is erased keeps that it was there, without its salt:
-- then its commitment tells nothing any more.
-- name: retain_contact_erase
UPDATE reporters SET name = NULL, phone = NULL, salt = '', erased_at = $3 WHERE jurisdiction = $1 AND number = $2 AND erased_at = 0

-- name: retain_report_erase
UPDATE case_texts SET body = NULL, salt = '', erased_at = $3 WHERE jurisdiction = $1 AND number = $2 AND (seq = 1 OR field IN ('agreed', 'public')) AND erased_at = 0

-- name: retain_notes_erase
UPDATE case_texts SET body = NULL, salt = '', erased_at = $3 WHERE jurisdiction = $1 AND number = $2 AND seq > 1 AND field NOT IN ('agreed', 'public') AND erased_at = 0

-- name: retain_photos_erase
UPDATE photos SET erased_at = $3, salt = '' WHERE jurisdiction = $1 AND number = $2 AND erased_at = 0

-- name: retain_contact_count
SELECT COUNT(*) FROM reporters WHERE jurisdiction = $1 AND number = $2 AND erased_at = 0

-- name: retain_report_count
SELECT COUNT(*) FROM case_texts WHERE jurisdiction = $1 AND number = $2 AND (seq = 1 OR field IN ('agreed', 'public')) AND erased_at = 0

-- name: retain_notes_count
SELECT COUNT(*) FROM case_texts WHERE jurisdiction = $1 AND number = $2 AND seq > 1 AND field NOT IN ('agreed', 'public') AND erased_at = 0

-- name: retain_photos_count
SELECT COUNT(*) FROM photos WHERE jurisdiction = $1 AND number = $2 AND erased_at = 0

-- Cases by their end, from where a rule stands ($2, $3) to where it may go ($4).
-- name: retain_ended
SELECT closed_at, number FROM cases
WHERE jurisdiction = $1 AND closed_at > 0 AND closed_at >= $2 AND closed_at <= $4 AND (closed_at > $2 OR number > $3)
ORDER BY closed_at, number LIMIT $5

-- Those merged into a case, by number.
-- name: retain_merged
SELECT number FROM cases WHERE jurisdiction = $1 AND master = $2 AND master <> '' AND number > $3 ORDER BY number LIMIT $4

-- name: retain_later
SELECT again_at, number FROM retention_later
WHERE jurisdiction = $1 AND again_at >= $2 AND again_at <= $4 AND (again_at > $2 OR number > $3)
ORDER BY again_at, number LIMIT $5

-- name: retain_later_put
INSERT INTO retention_later (jurisdiction, number, again_at) VALUES ($1, $2, $3)
ON CONFLICT (jurisdiction, number) DO UPDATE SET again_at = excluded.again_at

-- name: retain_later_drop
DELETE FROM retention_later WHERE jurisdiction = $1 AND number = $2

-- name: retain_mark_load
SELECT rule, closed_at, number FROM retention_marks WHERE jurisdiction = $1 AND what = $2

-- name: retain_mark_save
INSERT INTO retention_marks (jurisdiction, what, rule, closed_at, number) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (jurisdiction, what) DO UPDATE SET rule = excluded.rule, closed_at = excluded.closed_at, number = excluded.number

-- name: hold_put
INSERT INTO case_holds (jurisdiction, number, at, reason) VALUES ($1, $2, $3, $4)
ON CONFLICT (jurisdiction, number) DO UPDATE SET at = excluded.at, reason = excluded.reason

-- name: hold_drop
DELETE FROM case_holds WHERE jurisdiction = $1 AND number = $2

-- name: hold_get
SELECT 1 FROM case_holds WHERE jurisdiction = $1 AND number = $2

-- name: hold_list
SELECT number, at, reason FROM case_holds WHERE jurisdiction = $1 ORDER BY at, number

-- What does not belong to one case alone; $2: made (or ended) before then.
-- name: retain_followers_count
SELECT COUNT(*) FROM followers f
JOIN cases c ON c.jurisdiction = $1 AND c.number = f.number
LEFT JOIN cases m ON m.jurisdiction = $1 AND m.number = c.master AND c.master <> ''
WHERE f.jurisdiction = $1 AND f.erased_at = 0 AND c.is_open = 0 AND c.updated_at < $2
  AND (m.number IS NULL OR (m.is_open = 0 AND m.updated_at < $2))

-- name: retain_messages_count
SELECT COUNT(*) FROM outbox WHERE jurisdiction = $1 AND at < $2 AND state <> 'waiting'

-- name: retain_submission_keys_count
SELECT COUNT(*) FROM idempotency WHERE jurisdiction = $1 AND at < $2

-- name: retain_account_log_count
SELECT COUNT(*) FROM account_events WHERE jurisdiction = $1 AND at < $2

-- name: account_log_sweep
DELETE FROM account_events WHERE jurisdiction = $1 AND id IN
    (SELECT id FROM account_events WHERE jurisdiction = $1 AND at < $2 LIMIT $3)
