/* The cases a person may see, as a file for other programs: CSV, XLSX or JSON. No contact is in it. Who took how many
 * of which is kept beside what was done to accounts, before anything leaves; supervisors and auditors read it. For the
 * page (case_export_api.c) and the command line. */
#ifndef GULOU_API_CASE_EXPORT_H
#define GULOU_API_CASE_EXPORT_H

#include "reception/app.h"

typedef struct ExportedCases {
    Str format, bytes;
    const char *content_type;
    size_t count;
    bool more; /* than fit into a file */
} ExportedCases;

/* What the request's query says: format, state, urgency, category, unit, overdue, from, to. INVALID with the field. */
MUST_USE Err case_export(const Request *req, ExportedCases *out);

#endif
