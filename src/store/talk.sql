-- name: talk_get
SELECT step, text, place, has_point, lat_e7, lon_e7, photos, started_at, updated_at, number, lang, version FROM talks
WHERE jurisdiction = $1 AND channel = $2 AND who = $3

-- name: talk_put
INSERT INTO talks (jurisdiction, channel, who, step, text, place, has_point, lat_e7, lon_e7, photos, started_at, updated_at, number, lang, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)

-- name: talk_set
UPDATE talks SET step = $4, text = $5, place = $6, has_point = $7, lat_e7 = $8, lon_e7 = $9, photos = $10, started_at = $11,
    updated_at = $12, number = $13, lang = $14, version = version + 1
WHERE jurisdiction = $1 AND channel = $2 AND who = $3 AND version = $15

-- name: talk_seen_get
SELECT answer FROM talk_seen WHERE jurisdiction = $1 AND channel = $2 AND message = $3

-- name: talk_seen_put
INSERT INTO talk_seen (jurisdiction, channel, message, at, answer) VALUES ($1, $2, $3, $4, $5)

-- name: talk_media_put
INSERT INTO talk_media (jurisdiction, channel, media, who, started_at, number, photo, tries, next_at)
VALUES ($1, $2, $3, $4, $5, '', '', 0, $6) ON CONFLICT DO NOTHING

-- name: talk_media_fetched
SELECT photo FROM talk_media WHERE jurisdiction = $1 AND channel = $2 AND who = $3 AND started_at = $4 AND photo <> '' AND number = ''
ORDER BY media LIMIT 9

-- The ones that came too late for the report itself follow it.
-- name: talk_media_belongs
UPDATE talk_media SET number = $5, next_at = CASE WHEN photo <> '' THEN 0 ELSE next_at END
WHERE jurisdiction = $1 AND channel = $2 AND who = $3 AND started_at = $4 AND number = ''

-- name: talk_media_due
SELECT channel, media, who, number, tries FROM talk_media
WHERE jurisdiction = $1 AND next_at > 0 AND next_at <= $2 ORDER BY next_at LIMIT 20

-- name: talk_media_claim
UPDATE talk_media SET tries = tries + 1, next_at = $4
WHERE jurisdiction = $1 AND channel = $2 AND media = $3 AND next_at > 0 AND next_at <= $5

-- name: talk_media_settle
UPDATE talk_media SET photo = $4, next_at = 0 WHERE jurisdiction = $1 AND channel = $2 AND media = $3

-- name: talk_media_number
SELECT number FROM talk_media WHERE jurisdiction = $1 AND channel = $2 AND media = $3

-- name: talk_sweep
DELETE FROM talks WHERE jurisdiction = $1 AND updated_at < $2

-- name: talk_seen_sweep
DELETE FROM talk_seen WHERE jurisdiction = $1 AND at < $2

-- name: talk_media_sweep
DELETE FROM talk_media WHERE jurisdiction = $1 AND started_at < $2
