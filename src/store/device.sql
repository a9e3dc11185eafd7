-- name: device_insert
INSERT INTO devices (jurisdiction, device, name, kind, place, area, lat_e7, lon_e7, owner, key_hash, key_hint, per_minute, own_rule, raise_at, clear_at, hold_ms, rearm_ms, active, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18)

-- name: device_set
UPDATE devices SET name = $3, place = $4, area = $5, lat_e7 = $6, lon_e7 = $7, owner = $8, per_minute = $9, own_rule = $10, raise_at = $11, clear_at = $12, hold_ms = $13, rearm_ms = $14, active = $15
WHERE jurisdiction = $1 AND device = $2

-- name: device_set_key
UPDATE devices SET key_hash = $3, key_hint = $4 WHERE jurisdiction = $1 AND device = $2

-- name: device_list
SELECT d.device, d.name, d.kind, d.place, d.area, d.lat_e7, d.lon_e7, d.owner, d.key_hash, d.key_hint, d.per_minute, d.own_rule, d.raise_at, d.clear_at, d.active, d.created_at,
    COALESCE(s.phase, 0), COALESCE(s.since, 0), COALESCE(s.last_at, 0), COALESCE(s.last, 0), COALESCE(s.peak, 0), COALESCE(s.readings, 0), COALESCE(s.alarm, 0),
    COALESCE(s.seen_at, 0), COALESCE(s.refused, 0), COALESCE(s.clock_off, 0), COALESCE(s.battery, -1), COALESCE(s.told, 0), COALESCE(s.told_at, 0), d.hold_ms, d.rearm_ms
FROM devices d LEFT JOIN device_states s ON s.jurisdiction = $1 AND s.device = d.device
WHERE d.jurisdiction = $1 AND d.device > $2 ORDER BY d.device LIMIT $3

-- name: device_get
SELECT d.device, d.name, d.kind, d.place, d.area, d.lat_e7, d.lon_e7, d.owner, d.key_hash, d.key_hint, d.per_minute, d.own_rule, d.raise_at, d.clear_at, d.active, d.created_at,
    COALESCE(s.phase, 0), COALESCE(s.since, 0), COALESCE(s.last_at, 0), COALESCE(s.last, 0), COALESCE(s.peak, 0), COALESCE(s.readings, 0), COALESCE(s.alarm, 0),
    COALESCE(s.seen_at, 0), COALESCE(s.refused, 0), COALESCE(s.clock_off, 0), COALESCE(s.battery, -1), COALESCE(s.told, 0), COALESCE(s.told_at, 0), d.hold_ms, d.rearm_ms
FROM devices d LEFT JOIN device_states s ON s.jurisdiction = $1 AND s.device = d.device
WHERE d.jurisdiction = $1 AND d.device = $2

-- Makes two who tell of one device at once wait for each other, on either engine: the row is there and is theirs.
-- name: device_hold
INSERT INTO device_states (jurisdiction, device, phase, since, last_at, last, peak, readings, alarm, seen_at, refused, clock_off, battery, told, told_at)
VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, $3, 0, 0, -1, 0, 0)
ON CONFLICT (jurisdiction, device) DO UPDATE SET seen_at = excluded.seen_at

-- name: device_state_put
UPDATE device_states SET phase = $3, since = $4, last_at = $5, last = $6, peak = $7, readings = $8, alarm = $9, refused = $10, clock_off = $11, battery = $12
WHERE jurisdiction = $1 AND device = $2

-- name: device_told
INSERT INTO device_states (jurisdiction, device, phase, since, last_at, last, peak, readings, alarm, seen_at, refused, clock_off, battery, told, told_at)
VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, $3, $4)
ON CONFLICT (jurisdiction, device) DO UPDATE SET told = excluded.told, told_at = excluded.told_at

-- name: device_hour_add
INSERT INTO device_hours (jurisdiction, device, hour, readings, least, most, last) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (jurisdiction, device, hour) DO UPDATE SET readings = device_hours.readings + excluded.readings, last = excluded.last,
    least = CASE WHEN excluded.least < device_hours.least THEN excluded.least ELSE device_hours.least END,
    most = CASE WHEN excluded.most > device_hours.most THEN excluded.most ELSE device_hours.most END

-- name: device_hours_list
SELECT hour, readings, least, most, last FROM device_hours WHERE jurisdiction = $1 AND device = $2 AND hour >= $3 ORDER BY hour

-- name: device_hours_sweep
DELETE FROM device_hours WHERE jurisdiction = $1 AND (device, hour) IN (SELECT device, hour FROM device_hours WHERE jurisdiction = $1 AND hour < $2 LIMIT $3)

-- name: retain_readings_count
SELECT COUNT(*) FROM device_hours WHERE jurisdiction = $1 AND hour < $2

-- name: device_alarm_add
INSERT INTO device_alarms (jurisdiction, device, alarm, raised_at, cleared_at, value, peak, readings, number, joined, told)
VALUES ($1, $2, $3, $4, 0, $5, $6, $7, '', 0, 0)

-- name: device_alarm_on
UPDATE device_alarms SET peak = $4, readings = $5, cleared_at = $6 WHERE jurisdiction = $1 AND device = $2 AND alarm = $3

-- name: device_alarms_waiting
SELECT device, alarm, raised_at, cleared_at, value, peak, readings, number, joined, told FROM device_alarms
WHERE jurisdiction = $1 AND number = '' ORDER BY raised_at, device LIMIT 50

-- name: device_alarms_of
SELECT device, alarm, raised_at, cleared_at, value, peak, readings, number, joined, told FROM device_alarms
WHERE jurisdiction = $1 AND device = $2 ORDER BY alarm DESC LIMIT 50

-- name: device_alarm_settle
UPDATE device_alarms SET number = $4, joined = $5, told = $6 WHERE jurisdiction = $1 AND device = $2 AND alarm = $3 AND number = ''

-- Alarms whose cases an alarm may belong to: the device's own last one, and what others of its kind raised lately.
-- name: device_alarm_cases
SELECT a.device, d.lat_e7, d.lon_e7, a.number, c.state, c.master, a.raised_at FROM device_alarms a
JOIN devices d ON d.jurisdiction = $1 AND d.device = a.device JOIN cases c ON c.jurisdiction = $1 AND c.number = a.number
WHERE a.jurisdiction = $1 AND a.number <> '' AND ((a.device = $2 AND a.alarm = $3) OR (a.device <> $2 AND d.kind = $4 AND a.raised_at >= $5))
ORDER BY CASE WHEN a.device = $2 THEN 0 ELSE 1 END, a.raised_at DESC LIMIT 200

-- name: device_case_told
SELECT MAX(raised_at) FROM device_alarms WHERE jurisdiction = $1 AND number = $2 AND told = 1
