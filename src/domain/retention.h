/* 保存期限: how long what concerns people is kept after a case has ended, and what is then done with it. The rules are
 * the district's (retention.csv); the events, which hold none of it, stay for ever. */
#ifndef GULOU_DOMAIN_RETENTION_H
#define GULOU_DOMAIN_RETENTION_H

#include "domain/case.h"

/* X(name, code, of a case, days by default; 0: for ever) */
#define RETAINED(X)                                                                                                    \
    X(CONTACT, "contact", true, 0)                  /* name and phone of the reporter */                               \
    X(REPORT, "report", true, 0)                    /* the words of the report: text, place, and as others saw it */   \
    X(NOTES, "notes", true, 0)                      /* the words of everything later */                                \
    X(PHOTOS, "photos", true, 0)                    /* rows are marked; the sweep removes the files */                 \
    X(FOLLOWERS, "followers", false, 30)            /* names and phones of those who follow a case */                  \
    X(MESSAGES, "messages", false, 30)              /* what was sent, from when it was written */                      \
    X(SUBMISSION_KEYS, "submission_keys", false, 7) /* by which a repeated submission is known */                      \
    X(CALLS, "calls", false, 365)                   /* numbers, recordings and notes of telephone calls */             \
    X(READINGS, "readings", false, 90)              /* of devices, by the hour */                                      \
    X(ALERTS, "alerts", false, 730)                 /* who asked for alerts about public cases */                      \
    X(ACCOUNT_LOG, "account_log", false, 0)         /* who signed in, and what was done to accounts */

typedef enum Retained {
#define X(name, code, of_case, days) RETAINED_##name,
    RETAINED(X)
#undef X
        RETAINED_COUNT
} Retained;

typedef struct RetentionRule {
    bool erase;             /* false: kept */
    UnixMs after;           /* from the case's end, or from when the thing was made */
    UnixMs after_contested; /* of a case: at least `after` */
} RetentionRule;

/* Longer than every window in which a case may come back (T10, T11, appeals): no rule of a case may be shorter. */
#define RETENTION_CASE_LEAST DAYS(30)

typedef struct RetentionRules {
    RetentionRule at[RETAINED_COUNT];
} RetentionRules;

const char *retained_code(Retained what);
bool retained_parse(Str code, Retained *out);
bool retained_of_case(Retained what); /* its time runs from the case's end; the others' from when they were made */
RetentionRules retention_defaults(void);
/* "90d", "3y" (a year is 365 days): 1 day to 100 years. */
bool retention_span_parse(Str text, UnixMs *out);

/* Something about the case was in dispute, so that it may be asked for longer: it was supervised, rated unsolved, or a
 * call of it was disputed. */
bool case_contested(const CaseFile *file);
/* When a rule's time comes for a case that ended at `ended_at`; 0: never. */
UnixMs retention_due(const RetentionRule *rule, UnixMs ended_at, bool contested);

#endif
