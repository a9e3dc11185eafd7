-- What is in one person's hands, and when somebody leaves.
-- name: leaving_cases
SELECT number FROM cases WHERE jurisdiction = $1 AND is_open = 1 AND (handler_person = $2 OR verifier_person = $2)
ORDER BY number LIMIT 1000

-- name: leaving_tasks
SELECT task, unit FROM tasks WHERE jurisdiction = $1 AND state = 'due' AND person = $2 ORDER BY task LIMIT 1000

-- name: leaving_task_free
UPDATE tasks SET person = '' WHERE jurisdiction = $1 AND task = $2

-- name: leaving_plans
SELECT plan, unit FROM plans WHERE jurisdiction = $1 AND stopped_at = 0 AND person = $2 ORDER BY plan LIMIT 1000

-- name: leaving_plan_free
UPDATE plans SET person = '' WHERE jurisdiction = $1 AND plan = $2

-- name: leaving_call_backs
SELECT id FROM phone_call_backs WHERE jurisdiction = $1 AND state = 'open' AND taken_by = $2 ORDER BY id LIMIT 1000

-- name: leaving_call_back_free
UPDATE phone_call_backs SET taken_by = '', taken_at = 0 WHERE jurisdiction = $1 AND id = $2 AND state = 'open'

-- name: leaving_set
UPDATE people SET leaves_at = $3 WHERE jurisdiction = $1 AND person = $2

-- name: leaving_due
SELECT person FROM people WHERE jurisdiction = $1 AND leaves_at > 0 AND leaves_at <= $2 AND active = 1 ORDER BY person LIMIT 100

-- name: leaving_list
SELECT person, leaves_at FROM people WHERE jurisdiction = $1 AND leaves_at > 0
