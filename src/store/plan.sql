-- Patrol plans, their tasks and the record of both.
-- name: plan_insert
INSERT INTO plans (jurisdiction, plan, spot, title, category, owner, unit, person, weekdays, hour, from_day, until_day,
    lat_e7, lon_e7, made_at, made_by, stopped_at, next_day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)

-- name: plan_load
SELECT plan, spot, title, category, owner, unit, person, weekdays, hour, from_day, until_day, next_day, lat_e7, lon_e7,
    made_at, stopped_at, made_by
FROM plans WHERE jurisdiction = $1 AND plan = $2

-- name: plan_save_progress
UPDATE plans SET next_day = $3, stopped_at = $4 WHERE jurisdiction = $1 AND plan = $2

-- name: plans_to_date
SELECT plan, spot, title, category, owner, unit, person, weekdays, hour, from_day, until_day, next_day, lat_e7, lon_e7,
    made_at, stopped_at, made_by
FROM plans WHERE jurisdiction = $1 AND stopped_at = 0 AND next_day <= $2 AND next_day <= until_day
ORDER BY plan LIMIT $3

-- name: task_insert
INSERT INTO tasks (jurisdiction, task, plan, day, unit, person, due_at, state, done_at, done_by, clean, note, distance_m)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'due', 0, '', 0, '', -1)
ON CONFLICT (jurisdiction, plan, day) DO NOTHING

-- name: task_load
SELECT task, plan, day, unit, person, due_at, state, done_at, done_by, clean, note, distance_m
FROM tasks WHERE jurisdiction = $1 AND task = $2

-- name: task_save_end
UPDATE tasks SET state = $3, done_at = $4, done_by = $5, clean = $6, note = $7, distance_m = $8
WHERE jurisdiction = $1 AND task = $2 AND state = 'due'

-- name: tasks_drop_after
DELETE FROM tasks WHERE jurisdiction = $1 AND plan = $2 AND state = 'due' AND due_at > $3

-- name: tasks_overdue
SELECT task, plan, day, unit, person, due_at, state, done_at, done_by, clean, note, distance_m
FROM tasks WHERE jurisdiction = $1 AND state = 'due' AND due_at <= $2 ORDER BY due_at, task LIMIT $3

-- Lists: $2 everywhere, $3 ",owners,", $4 ",units,".
-- name: spot_list
SELECT spot, category, lat_e7, lon_e7, owner, subdistrict, community, count, first_at, last_at, plan FROM spots
WHERE jurisdiction = $1 AND ($2 = 1 OR REPLACE(CAST($3 AS TEXT), ',' || owner || ',', '') <> $3)
ORDER BY last_at DESC, spot LIMIT $4

-- name: plan_list
SELECT p.plan, p.spot, p.title, p.category, p.owner, p.unit, p.person, p.weekdays, p.hour, p.from_day, p.until_day,
    p.next_day, p.lat_e7, p.lon_e7, p.made_at, p.stopped_at, p.made_by,
    (SELECT q.name FROM people q WHERE q.jurisdiction = $1 AND q.person = p.person),
    (SELECT COUNT(*) FROM tasks t WHERE t.jurisdiction = $1 AND t.plan = p.plan AND t.state = 'done'),
    (SELECT COUNT(*) FROM tasks t WHERE t.jurisdiction = $1 AND t.plan = p.plan AND t.state = 'missed'),
    (SELECT COUNT(*) FROM tasks t WHERE t.jurisdiction = $1 AND t.plan = p.plan AND t.state = 'due'),
    (SELECT MIN(t.due_at) FROM tasks t WHERE t.jurisdiction = $1 AND t.plan = p.plan AND t.state = 'due')
FROM plans p
WHERE p.jurisdiction = $1 AND (CAST($5 AS TEXT) = '' OR p.plan = $5)
  AND ($2 = 1 OR REPLACE(CAST($3 AS TEXT), ',' || p.owner || ',', '') <> $3
    OR REPLACE(CAST($4 AS TEXT), ',' || p.unit || ',', '') <> $4)
ORDER BY CASE WHEN p.stopped_at = 0 THEN 0 ELSE 1 END, p.made_at DESC, p.plan LIMIT $6

-- name: task_list
SELECT t.task, t.plan, t.day, t.unit, t.person, t.due_at, t.state, t.done_at, t.done_by, t.clean, t.note, t.distance_m,
    p.title, p.category, (SELECT q.name FROM people q WHERE q.jurisdiction = $1 AND q.person = t.person),
    p.lat_e7, p.lon_e7
FROM tasks t JOIN plans p ON p.jurisdiction = t.jurisdiction AND p.plan = t.plan
WHERE t.jurisdiction = $1 AND (CAST($5 AS TEXT) = '' OR t.task = $5) AND (CAST($6 AS TEXT) = '' OR t.state = $6)
  AND ($2 = 1 OR REPLACE(CAST($3 AS TEXT), ',' || p.owner || ',', '') <> $3
    OR REPLACE(CAST($4 AS TEXT), ',' || t.unit || ',', '') <> $4)
ORDER BY CASE WHEN t.state = 'due' THEN t.due_at ELSE 9000000000000000 - t.due_at END, t.task LIMIT $7

-- name: patrol_event_next
SELECT COALESCE(MAX(seq), 0) + 1 FROM patrol_events WHERE jurisdiction = $1 AND subject = $2

-- name: patrol_event_add
INSERT INTO patrol_events (jurisdiction, subject, seq, at, action, person, unit, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: patrol_event_list
SELECT seq, at, action, person, unit, body FROM patrol_events WHERE jurisdiction = $1 AND subject = $2 ORDER BY seq LIMIT $3
