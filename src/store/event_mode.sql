-- name: event_modes_now
SELECT event, at, since, until, person, unit, note FROM event_modes m
WHERE jurisdiction = $1 AND until > $2
  AND seq = (SELECT MAX(l.seq) FROM event_modes l WHERE l.jurisdiction = $1 AND l.event = m.event)
ORDER BY since, event

-- name: event_modes_newest
SELECT event, at, since, until, person, unit, note FROM event_modes WHERE jurisdiction = $1 ORDER BY seq DESC LIMIT 30

-- name: event_mode_add
INSERT INTO event_modes (jurisdiction, seq, event, at, since, until, person, unit, note)
SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM event_modes WHERE jurisdiction = $1
