/* 权责清单, the duty table: whose a matter is, by its kind, place, hour and by the event mode that holds. A row of
 * duties.csv stands over the category's own row of categories.csv; the most specific one that fits wins. Pure. */
#ifndef GULOU_DOMAIN_DUTY_H
#define GULOU_DOMAIN_DUTY_H

#include "domain/case.h"
#include "domain/district.h"

enum { DUTY_CO_MAX = 8, EVENTS_MAX = 16 };

/* The event modes that hold: codes of events.csv. */
typedef struct Events {
    Str at[EVENTS_MAX];
    size_t len;
} Events;

typedef struct DutyQuestion {
    const Category *category; /* a leaf; NULL: nobody knows, and the answer is empty */
    Str subdistrict, community, grid;
    UnixMs at;
    const Events *events; /* NULL: none */
} DutyQuestion;

typedef struct Duty {
    Str lead, fallback; /* unit codes, JIEZ and SQ resolved; empty: the place is not known */
    Str co[DUTY_CO_MAX];
    size_t co_count;
    Urgency urgency;      /* the category's, or the raised one */
    const DutyRule *rule; /* NULL: categories.csv alone */
} Duty;

/* A confidential category belongs to the supervision unit whatever the table says. */
Duty duty_find(const District *district, const DutyQuestion *question);
/* The same for a case as it stands. */
Duty duty_of_case(const District *district, const Case *c, const DutyQuestion *when);

/* --- for the reader of duties.csv --- */
void duty_rank(const District *district, DutyRule *rule); /* fills rule->rank */
int duty_order(const DutyRule *a, const DutyRule *b);     /* < 0: a is the more specific */
bool duty_clash(const DutyRule *a, const DutyRule *b);    /* equally specific, and both may hold */
bool duty_parse_days(Str text, unsigned *out);            /* "1-5", "6-7", "1,3,5" */

#endif
