-- What a simulation asks the store at its end, to hold it against its own counts.
-- name: sim_events
SELECT action, COUNT(*) FROM case_events WHERE jurisdiction = $1 GROUP BY action ORDER BY action

-- name: sim_items
SELECT measure, COUNT(*), SUM(hit), SUM(corrected_hit) FROM due_items WHERE jurisdiction = $1 GROUP BY measure ORDER BY measure

-- name: sim_outbox
SELECT kind, COUNT(*) FROM outbox WHERE jurisdiction = $1 GROUP BY kind ORDER BY kind
