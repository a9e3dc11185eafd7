/* The hotline's figures, from its calls. GB/T 33358-2016 asks that a call be answered within 15 s, and that of the
 * calls of 24 hours in a row at least 95 % be connected; what exactly is counted is said at each member. */
#ifndef GULOU_INSIGHT_PHONE_FIGURES_H
#define GULOU_INSIGHT_PHONE_FIGURES_H

#include "domain/rates.h"
#include "store/phone_store.h"

#define PHONE_ANSWER_WITHIN SECONDS(15)
#define PHONE_SHORT SECONDS(5) /* [D] hung up so soon that nobody could have answered: told apart, never left out */

typedef struct PhoneFigures {
    /* Calls that came in and were answered, or ended without. One that still waits is in no denominator. */
    Rate connected;          /* answered by a person ÷ those */
    Rate in_time;            /* answered within 15 s of being offered ÷ those */
    Rate abandoned;          /* ended before anybody answered ÷ those */
    int64_t short_abandoned; /* of these, within PHONE_SHORT */
    int64_t wait_ms;         /* of the answered ones, all together: from offered to answered */
    int64_t longest_wait_ms; /* of all: until answered or abandoned */
    int64_t talk_ms;         /* from answered to ended, of those that ended */
    int64_t talks;
} PhoneFigures;

typedef struct PhoneDay {
    int64_t day; /* local: days since 1970-01-01 */
    PhoneFigures figures;
} PhoneDay;
typedef struct PhoneTaker {
    Str person;
    int64_t answered, in_time, talk_ms, talks;
} PhoneTaker;

enum { PHONE_DAYS_MOST = 92, PHONE_TAKERS_MOST = 500 };
typedef struct PhoneReport {
    PhoneFigures all;
    Rate lowest_24h; /* connected, of those 24 hours in a row within the span that were worst; n 0: none */
    UnixMs lowest_24h_from;
    PhoneDay days[PHONE_DAYS_MOST]; /* those with calls, in order */
    size_t day_count;
    PhoneTaker takers[PHONE_TAKERS_MOST]; /* in the order of their first call */
    size_t taker_count;
} PhoneReport;

/* Calls offered in the span, whose days are local ones (ctx->district). */
MUST_USE Err phone_figures(Tx *tx, const PhoneSpan *span, PhoneReport *out);

#endif
