-- Alerts about public cases.
-- name: alert_add
INSERT INTO alerts (jurisdiction, alert, area, category, at_once, made_at, told_until, next_at, lat_e7, lon_e7, radius_m)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10)

-- What an address, a phone or a person of the messenger has already: all of it, what is not proven, what was made since $3.
-- name: alert_count
SELECT COUNT(*), COALESCE(SUM(CASE WHEN w.confirmed_at = 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN a.made_at > $3 THEN 1 ELSE 0 END), 0) FROM alerts a
JOIN ways w ON w.jurisdiction = $1 AND w.number = '' AND w.who = 'alert:' || a.alert
WHERE a.jurisdiction = $1 AND (w.mail = $2 OR w.phone = $2 OR w.wechat = $2)

-- Asked for by SMS since then, by anybody.
-- name: alert_count_sms
SELECT COUNT(*) FROM alerts a
JOIN ways w ON w.jurisdiction = $1 AND w.number = '' AND w.who = 'alert:' || a.alert
WHERE a.jurisdiction = $1 AND a.made_at > $2 AND w.phone IS NOT NULL

-- Of proven addresses, those whose time has come.
-- name: alerts_due
SELECT a.alert, a.area, a.category, a.at_once, CASE WHEN a.told_until > w.confirmed_at THEN a.told_until ELSE w.confirmed_at END, w.lang,
    a.lat_e7, a.lon_e7, a.radius_m, w.way, w.leave FROM alerts a
JOIN ways w ON w.jurisdiction = $1 AND w.number = '' AND w.who = 'alert:' || a.alert
WHERE a.jurisdiction = $1 AND a.next_at <= $2 AND w.confirmed_at > 0 AND w.way <> 'none' ORDER BY a.next_at, a.alert LIMIT $3

-- name: alert_by_leave
SELECT a.alert, a.area, a.category, a.at_once, a.told_until, w.lang, a.lat_e7, a.lon_e7, a.radius_m, w.way, w.leave FROM ways w
JOIN alerts a ON a.jurisdiction = $1 AND 'alert:' || a.alert = w.who
WHERE w.jurisdiction = $1 AND w.leave = $2 AND w.number = '' AND w.confirmed_at > 0

-- name: alert_told
UPDATE alerts SET told_until = $3, next_at = $4 WHERE jurisdiction = $1 AND alert = $2

-- name: alert_drop
DELETE FROM alerts WHERE jurisdiction = $1 AND alert = $2

-- name: alert_way_drop
DELETE FROM ways WHERE jurisdiction = $1 AND number = '' AND who = 'alert:' || CAST($2 AS TEXT)

-- Never proven ($2; by SMS $5), or older than the district keeps them ($3; 0: for ever).
-- name: alerts_over
SELECT a.alert FROM alerts a
LEFT JOIN ways w ON w.jurisdiction = $1 AND w.number = '' AND w.who = 'alert:' || a.alert
WHERE a.jurisdiction = $1 AND (a.made_at < $3 OR ((w.confirmed_at IS NULL OR w.confirmed_at = 0)
    AND (a.made_at < $2 OR (a.made_at < $5 AND w.phone IS NOT NULL)))) LIMIT $4

-- name: retain_alerts_count
SELECT COUNT(*) FROM alerts WHERE jurisdiction = $1 AND made_at < $2
