/* Messages leave here and nowhere else. Each is claimed (its next attempt put off) before it is handed to the
 * transport, so that two processes do not send it twice; who is meant is looked up only now, so that an erased phone
 * is never written to. In a demo nothing leaves. */
#include <string.h>
#include <time.h>

#include "jobs/job.h"
#include "store/case_store.h"
#include "store/outbox_store.h"
#include "store/person_store.h"
#include "store/twin_store.h"

enum { ATTEMPTS_MOST = 10, HOLD_PAGE = 100 };
#define BACKOFF_FIRST MINUTES(1)
#define BACKOFF_MOST HOURS(6)

static Err hold(Tx *tx, const void *in, void *out)
{
    (void)in;
    return outbox_hold(tx, HOLD_PAGE, out);
}

static Err hold_all(JobRun *run)
{
    int64_t held = 0;
    do {
        TRY(job_write(run, hold, NULL, &held));
        run->done += held;
    } while (held == HOLD_PAGE && !job_stopping(run));
    return OK;
}

static Err phone_of(Tx *tx, const OutboxMessage *message, Str *out)
{
    if (str_is(message->recipient, "reporter")) {
        StoredReporter reporter = {0};
        TRY(reporter_load(tx, message->number, &reporter));
        *out = reporter.known ? reporter.phone : STR("");
        return OK;
    }
    Str follower = STR("follower:");
    if (str_starts(message->recipient, follower))
        return follower_phone(tx, message->number, str_slice(message->recipient, follower.len, message->recipient.len),
                              out);
    Person person = {0};
    Err err = person_load(tx, message->recipient, &person);
    if (err == ERR_NOT_FOUND)
        tx->ctx->failure = (Failure){0};
    else if (err != OK)
        return err;
    *out = person.active ? person.phone : STR("");
    return OK;
}

enum { PHONE_ROOM = 64 };
typedef struct Claimed {
    bool ours;
    char phone[PHONE_ROOM]; /* empty: nobody is there any more */
} Claimed;

static UnixMs backoff(int64_t attempts)
{
    UnixMs wait = BACKOFF_FIRST;
    for (int64_t i = 0; i < attempts && wait < BACKOFF_MOST; i++)
        wait *= 2;
    return wait < BACKOFF_MOST ? wait : BACKOFF_MOST;
}

static Err claim(Tx *tx, const void *in, void *out)
{
    const OutboxMessage *message = in;
    Claimed claimed = {0};
    Str phone = STR("");
    TRY(outbox_claim(tx, &(OutboxClaim){message->id, tx->ctx->now + backoff(message->attempts)}, &claimed.ours));
    if (claimed.ours)
        TRY(phone_of(tx, message, &phone));
    if (claimed.ours && (str_empty(phone) || phone.len >= PHONE_ROOM))
        TRY(outbox_settle(tx, message->id, STR("dropped")));
    else
        memcpy(claimed.phone, phone.at, phone.len);
    *(Claimed *)out = claimed;
    return OK;
}

typedef struct Settle {
    Str id, state;
} Settle;

static Err settle(Tx *tx, const void *in, void *out)
{
    const Settle *end = in;
    (void)out;
    return outbox_settle(tx, end->id, end->state);
}

/* The letter has left: while the store is away nothing is more urgent than to note it, or it would leave again. */
static Err note(JobRun *run, const Settle *end)
{
    enum { TRIES = 300 }; /* a minute: then it may be another's turn anyway */
    Err err = ERR_BUSY;
    struct timespec pause = {.tv_nsec = 200 * 1000000L};
    for (int i = 0; i < TRIES && err == ERR_BUSY && !job_stopping(run); i++) {
        err = db_write(run->setup->db, run->ctx, settle, end, NULL);
        if (err == ERR_BUSY)
            (void)nanosleep(&pause, NULL);
    }
    return err;
}

static Err send_one(JobRun *run, const OutboxMessage *message)
{
    Claimed claimed = {0};
    TRY(job_write(run, claim, message, &claimed));
    if (!claimed.ours || claimed.phone[0] == '\0')
        return OK;
    const Transport *transport = run->setup->transport;
    Letter letter = {.id = message->id,
                     .kind = message->kind,
                     .phone = str_of(claimed.phone),
                     .text = message->body,
                     .link = message->link,
                     .number = message->number,
                     .at = message->at};
    Err err = transport->send(transport->self, run->ctx, &letter);
    bool last = message->attempts + 1 >= ATTEMPTS_MOST;
    if (err == OK || last)
        TRY(note(run, &(Settle){message->id, err == OK ? STR("sent") : STR("failed")}));
    run->done += err == OK;
    return err == OK || last ? OK : fail(run->ctx, ERR_CONFLICT, MSG_LETTER_NOT_SENT);
}

static Err find_due(Tx *tx, const void *in, void *out)
{
    (void)in;
    return outbox_due(tx, out);
}

Err send_outbox(JobRun *run)
{
    if (run->setup->demo)
        return hold_all(run);
    if (run->setup->transport == NULL)
        return OK;
    OutboxPage *page = ARENA_NEW(run->ctx->arena, OutboxPage);
    do {
        TRY(db_read(run->setup->db, run->ctx, find_due, NULL, page));
        for (size_t i = 0; i < page->len && !job_stopping(run); i++) {
            Err err = send_one(run, &page->at[i]);
            if (err != OK)
                TRY(job_failed(run, err, page->at[i].id));
        }
    } while (page->len == OUTBOX_PAGE && !job_stopping(run));
    return OK;
}
