-- How people are told.
-- name: way_load
SELECT way, mail, wechat, confirmed_at, leave, quiet_from, quiet_until, thread, lang, phone FROM ways
WHERE jurisdiction = $1 AND number = $2 AND who = $3

-- name: way_save
INSERT INTO ways (jurisdiction, number, who, way, lang, mail, wechat, confirmed_at, confirm_hash, confirm_until, leave, quiet_from, quiet_until, thread, updated_at, phone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, $9, $10, $11, $12, $13, $14)
ON CONFLICT (jurisdiction, number, who) DO UPDATE SET way = excluded.way, lang = excluded.lang, mail = excluded.mail, wechat = excluded.wechat,
    confirmed_at = excluded.confirmed_at, confirm_hash = CASE WHEN ways.mail = excluded.mail THEN ways.confirm_hash ELSE '' END, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
    thread = excluded.thread, updated_at = excluded.updated_at, phone = excluded.phone

-- name: way_ask
UPDATE ways SET confirm_hash = $4, confirm_until = $5 WHERE jurisdiction = $1 AND number = $2 AND who = $3

-- name: way_by_confirm
SELECT number, who, mail, confirm_until FROM ways WHERE jurisdiction = $1 AND confirm_hash = $2 AND confirm_hash <> ''

-- The link is spent with it.
-- name: way_confirm
UPDATE ways SET confirmed_at = $3, confirm_hash = '', confirm_until = 0
WHERE jurisdiction = $1 AND confirm_hash = $2 AND confirm_hash <> ''

-- name: way_confirm_holder
UPDATE ways SET confirmed_at = $4, confirm_hash = '', confirm_until = 0
WHERE jurisdiction = $1 AND number = $2 AND who = $3 AND confirmed_at = 0

-- name: way_by_leave
SELECT number, who, mail FROM ways WHERE jurisdiction = $1 AND leave = $2

-- No more mail to this address, in whatever matter; whoever enters it again confirms it again.
-- name: way_stop_mail
UPDATE ways SET way = 'none', confirmed_at = 0, confirm_hash = '', confirm_until = 0, updated_at = $3
WHERE jurisdiction = $1 AND mail = $2 AND way = 'mail'

-- name: way_mail_confirmed
SELECT 1 FROM ways WHERE jurisdiction = $1 AND mail = $2 AND confirmed_at > 0 AND way = 'mail' LIMIT 1

-- name: way_thread
UPDATE ways SET thread = $4 WHERE jurisdiction = $1 AND number = $2 AND who = $3

-- What somebody chose last in the messenger, in whatever matter; to ask for an alert says nothing about cases.
-- name: way_messenger_last
SELECT way FROM ways WHERE jurisdiction = $1 AND wechat = $2 AND (number <> '' OR way = 'none') ORDER BY updated_at DESC, number DESC LIMIT 1

-- All matters of one person at once: "no more", and "again".
-- name: way_messenger_switch
UPDATE ways SET way = $4, updated_at = $5 WHERE jurisdiction = $1 AND wechat = $2 AND way = $3

-- name: way_messenger_cases
SELECT c.number, c.state, c.category, c.submitted_at FROM ways w JOIN cases c ON c.jurisdiction = w.jurisdiction AND c.number = w.number
WHERE w.jurisdiction = $1 AND w.wechat = $2 AND w.who = 'reporter' ORDER BY c.submitted_at DESC, c.number DESC LIMIT $3

-- With the contact of the case's reporter.
-- name: way_erase_reporter
DELETE FROM ways WHERE jurisdiction = $1 AND number = $2 AND who = 'reporter'

-- name: way_sweep_followers
DELETE FROM ways WHERE jurisdiction = $1 AND (number, who) IN (
    SELECT f.number, 'follower:' || f.follower FROM followers f
    WHERE f.jurisdiction = $1 AND f.erased_at > 0 AND f.erased_at >= $2)

-- name: mail_seen_get
SELECT number FROM mail_seen WHERE jurisdiction = $1 AND message = $2

-- name: mail_seen_put
INSERT INTO mail_seen (jurisdiction, message, at, number) VALUES ($1, $2, $3, $4)

-- name: mail_seen_sweep
DELETE FROM mail_seen WHERE jurisdiction = $1 AND at < $2
