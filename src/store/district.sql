-- The files a district was imported from: kept whole, replaced whole (docs/decisions/0001-district-as-files.md).
-- name: district_files_clear
DELETE FROM district_files WHERE jurisdiction = $1

-- name: district_file_put
INSERT INTO district_files (jurisdiction, name, content, sha256, imported_at) VALUES ($1, $2, $3, $4, $5)

-- name: district_files_load
SELECT name, content, sha256 FROM district_files WHERE jurisdiction = $1 ORDER BY name

-- name: district_imported_at
SELECT COALESCE(MAX(imported_at), 0) FROM district_files WHERE jurisdiction = $1

-- name: district_jurisdictions
SELECT DISTINCT jurisdiction FROM district_files ORDER BY jurisdiction

-- Units and kinds that work in hand, plans and people point at: new files may not drop them.
-- name: district_units_in_use
SELECT DISTINCT used.unit FROM (
SELECT owner AS unit FROM cases WHERE jurisdiction = $1 AND is_open = 1
UNION SELECT handler_unit FROM cases WHERE jurisdiction = $1 AND is_open = 1
UNION SELECT verifier_unit FROM cases WHERE jurisdiction = $1 AND is_open = 1
UNION SELECT k.callee FROM case_calls k JOIN cases c ON c.jurisdiction = k.jurisdiction AND c.number = k.number
WHERE k.jurisdiction = $1 AND c.is_open = 1
UNION SELECT k.caller FROM case_calls k JOIN cases c ON c.jurisdiction = k.jurisdiction AND c.number = k.number
WHERE k.jurisdiction = $1 AND c.is_open = 1
UNION SELECT unit FROM plans WHERE jurisdiction = $1 AND stopped_at = 0
UNION SELECT owner FROM plans WHERE jurisdiction = $1 AND stopped_at = 0
UNION SELECT unit FROM person_grants WHERE jurisdiction = $1
) used WHERE used.unit <> '' ORDER BY used.unit

-- name: district_categories_in_use
SELECT DISTINCT category FROM cases WHERE jurisdiction = $1 AND is_open = 1 AND category <> '' ORDER BY category
