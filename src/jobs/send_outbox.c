/* Messages leave here and nowhere else. Each is claimed (its next attempt put off) before it is handed to the
 * transport, so that two processes do not send it twice; who is meant, by which way and whether now is looked up only
 * then, so that an erased phone is never written to and a changed mind holds at once. In a demo nothing leaves. */
#include <string.h>
#include <time.h>

#include "actions/subscribe.h"
#include "jobs/job.h"
#include "store/outbox_store.h"
#include "store/way_store.h"

enum { ATTEMPTS_MOST = 10, HOLD_PAGE = 100, LETTERS_DAY = 10, LETTERS_MINUTE = 60 };
#define BACKOFF_FIRST MINUTES(1)
#define BACKOFF_MOST HOURS(6)
#define LOOK_AGAIN MINUTES(10)  /* where there is no gateway, or too much has gone to an address */
#define UNCONFIRMED_FOR DAYS(3) /* a letter waits so long for its address to be confirmed */
#define FULL_MINUTE SECONDS(15)

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

/* --- may it leave now, and by which way --- */

typedef struct Claim {
    const JobsSetup *setup;
    const OutboxMessage *message;
} Claim;

enum { ADDRESS_ROOM = 260, THREAD_ROOM = 260, HASH_ROOM = 65, LEAVE_ROOM = 40 };
typedef struct Claimed {
    bool ours;
    Via way;
    Lang lang;
    char to[ADDRESS_ROOM], thread[THREAD_ROOM], to_hash[HASH_ROOM], leave[LEAVE_ROOM];
} Claimed;

/* What keeps a message back: `why`, until when; or its end (until 0). All zero: nothing. */
typedef struct Kept {
    const char *why;
    UnixMs until;
} Kept;

static bool is_alert(const OutboxMessage *message) /* to staff, of a case that cannot wait */
{
    return message->at_once && str_is(message->kind, "notice");
}

/* The first letter to a mailbox that nobody has proven to be theirs; it asks for just that. */
static bool is_first_letter(const OutboxMessage *message)
{
    return str_is(message->kind, "confirm") || str_is(message->kind, "receipt");
}

static Str hash_of(Ctx *ctx, const JobsSetup *setup, const Reach *reach)
{
    static const Hash none;
    Str text = str_printf(ctx->arena, "%s:" STR_FMT, way_code(reach->way), STR_ARG(reach->to));
    Hash hash = hash_hmac(setup->keys != NULL ? &setup->keys->tracking : &none, text);
    return hash_hex(ctx->arena, &hash);
}

/* By SMS where the chosen way is not there on this server. */
static void choose_way(const Claim *claim, Reach *reach)
{
    const Transport *const *transports = claim->setup->transports;
    if (transports[reach->way] == NULL && transports[VIA_SMS] != NULL && reach->way != VIA_NONE &&
        !str_empty(reach->phone)) {
        reach->way = VIA_SMS;
        reach->to = reach->phone;
    }
}

static Kept kept_by_time(const Ctx *ctx, const OutboxMessage *message, const Reach *reach)
{
    const DistrictLimits *limits = &ctx->district->limits;
    Quiet quiet = reach->quiet;
    if (quiet.from == QUIET_UNSAID)
        quiet = (Quiet){limits->quiet_from_hour * 60, limits->quiet_until_hour * 60};
    UnixMs until = message->at_once ? 0 : quiet_end(&quiet, ctx->now, ctx->district->calendar.offset_minutes);
    return until > 0 ? (Kept){"quiet", until} : (Kept){0};
}

static Kept kept_unconfirmed(const Ctx *ctx, const OutboxMessage *message, const Reach *reach)
{
    if (reach->way != VIA_MAIL || reach->confirmed || is_first_letter(message))
        return (Kept){0};
    bool late = ctx->now > message->at + UNCONFIRMED_FOR;
    return (Kept){"unconfirmed", late ? 0 : ctx->now + LOOK_AGAIN};
}

/* To a mailbox that is not proven goes one letter a day, whoever enters it wherever. */
static Err kept_by_limits(Tx *tx, const Claim *claim, const Reach *reach, Kept *out)
{
    Ctx *ctx = tx->ctx;
    const DistrictLimits *limits = &ctx->district->limits;
    int64_t here = 0, all = 0;
    int64_t most_here = limits->letters_day > 0 ? limits->letters_day : LETTERS_DAY;
    int64_t most_all = limits->letters_minute > 0 ? limits->letters_minute : LETTERS_MINUTE;
    if (reach->way == VIA_MAIL && !reach->confirmed)
        most_here = 1;
    if (is_alert(claim->message))
        return OK;
    TRY(outbox_count(tx, &(OutboxCount){hash_of(ctx, claim->setup, reach), ctx->now - DAYS(1)}, &here));
    TRY(outbox_count(tx, &(OutboxCount){STR(""), ctx->now - MINUTES(1)}, &all));
    if (here >= most_here)
        *out = (Kept){"limit_address", ctx->now + LOOK_AGAIN};
    else if (all >= most_all)
        *out = (Kept){"limit_district", ctx->now + FULL_MINUTE};
    return OK;
}

static Err judge(Tx *tx, const Claim *claim, Reach *reach, Kept *out)
{
    *out = (Kept){0};
    choose_way(claim, reach);
    bool late = str_is(claim->message->kind, "code") && tx->ctx->now >= claim->message->at + CODE_LASTS;
    if (reach->way == VIA_NONE)
        *out = (Kept){"declined", 0};
    else if (late)
        *out = (Kept){"too_late", 0};
    else if (str_empty(reach->to) || reach->to.len >= ADDRESS_ROOM)
        *out = (Kept){"nobody", 0};
    else
        *out = kept_unconfirmed(tx->ctx, claim->message, reach);
    if (out->why == NULL && claim->setup->transports[reach->way] == NULL)
        *out = (Kept){"no_gateway", tx->ctx->now + LOOK_AGAIN};
    if (out->why == NULL)
        *out = kept_by_time(tx->ctx, claim->message, reach);
    return out->why == NULL ? kept_by_limits(tx, claim, reach, out) : OK;
}

static UnixMs backoff(int64_t attempts)
{
    UnixMs wait = BACKOFF_FIRST;
    for (int64_t i = 0; i < attempts && wait < BACKOFF_MOST; i++)
        wait *= 2;
    return wait < BACKOFF_MOST ? wait : BACKOFF_MOST;
}

static void copy(char *to, size_t room, Str text)
{
    size_t len = text.len < room ? text.len : 0;
    if (len > 0)
        memcpy(to, text.at, len);
    to[len] = '\0';
}

static Err claim_it(Tx *tx, const void *in, void *out)
{
    const Claim *claim = in;
    const OutboxMessage *message = claim->message;
    Claimed claimed = {0};
    Reach reach;
    Kept kept;
    TRY(reach_load(tx, message->number, message->recipient, &reach));
    TRY(judge(tx, claim, &reach, &kept));
    if (kept.why != NULL && kept.until > 0)
        TRY(outbox_put_off(tx, &(OutboxRest){.id = message->id, .why = str_of(kept.why), .until = kept.until}));
    else if (kept.why != NULL)
        TRY(outbox_settle(tx, &(OutboxEnd){.id = message->id, .state = STR("dropped"), .why = str_of(kept.why)}));
    else
        TRY(outbox_claim(tx, &(OutboxClaim){message->id, tx->ctx->now + backoff(message->attempts)}, &claimed.ours));
    if (claimed.ours) {
        claimed.way = reach.way;
        claimed.lang = reach.lang;
        copy(claimed.to, sizeof claimed.to, reach.to);
        copy(claimed.thread, sizeof claimed.thread, reach.thread);
        copy(claimed.leave, sizeof claimed.leave, reach.leave);
        copy(claimed.to_hash, sizeof claimed.to_hash, hash_of(tx->ctx, claim->setup, &reach));
    }
    *(Claimed *)out = claimed;
    return OK;
}

/* --- and what became of it --- */

static Err settle(Tx *tx, const void *in, void *out)
{
    (void)out;
    return outbox_settle(tx, in);
}

/* The letter has left: while the store is away nothing is more urgent than to note it, or it would leave again. */
static Err note(JobRun *run, const OutboxEnd *end)
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

static Err note_try(Tx *tx, const void *in, void *out)
{
    (void)out;
    return outbox_why(tx, in);
}

static Err give_back(Tx *tx, const void *in, void *out)
{
    (void)out;
    return outbox_give_back(tx, in);
}

/* A path with the secret that the reporter has anyway, made only now: it is kept nowhere. */
static Str track_path(Ctx *ctx, const JobsSetup *setup, const OutboxMessage *message)
{
    Str follower = STR("follower:"), secret = STR("");
    if (setup->keys == NULL || str_empty(message->number))
        return STR("");
    if (str_is(message->recipient, "reporter"))
        secret = tracking_secret(setup->keys, ctx, message->number);
    else if (str_starts(message->recipient, follower))
        secret = follower_secret(setup->keys, ctx, message->number,
                                 str_slice(message->recipient, follower.len, message->recipient.len));
    else
        return STR("");
    return str_printf(ctx->arena, "/t/" STR_FMT "#" STR_FMT, STR_ARG(message->number), STR_ARG(secret));
}

static Letter letter_of(const JobRun *run, const OutboxMessage *message, const Claimed *claimed)
{
    const ServerKeys *keys = run->setup->keys;
    bool reporter = keys != NULL && str_is(message->recipient, "reporter");
    return (Letter){.id = message->id,
                    .kind = message->kind,
                    .way = claimed->way,
                    .to = str_of(claimed->to),
                    .lang = claimed->lang,
                    .text = message->body,
                    .link = message->link,
                    .number = message->number,
                    .track = track_path(run->ctx, run->setup, message),
                    .leave = str_of(claimed->leave),
                    .reply_mac = reporter ? reply_mac(keys, run->ctx, message->number) : STR(""),
                    .thread = str_of(claimed->thread),
                    .at = message->at};
}

static Err send_one(JobRun *run, const OutboxMessage *message)
{
    Ctx *ctx = run->ctx;
    Claimed *claimed = ARENA_NEW(ctx->arena, Claimed);
    TRY(job_write(run, claim_it, &(Claim){run->setup, message}, claimed));
    if (!claimed->ours)
        return OK;
    const Transport *transport = run->setup->transports[claimed->way];
    Letter letter = letter_of(run, message, claimed);
    Err err = transport->send(transport->self, ctx, &letter);
    bool last = message->attempts + 1 >= ATTEMPTS_MOST;
    Str way = str_of(way_code(claimed->way)), why = err == OK ? STR("") : ctx->failure.internal;
    if (err == ERR_TOO_MANY)
        return job_write(run, give_back, &(OutboxRest){message->id, way, why, ctx->now + LOOK_AGAIN}, NULL);
    OutboxEnd end = {.id = message->id, .way = way, .why = why, .to_hash = str_of(claimed->to_hash)};
    end.state = err == OK ? STR("sent") : err == ERR_GONE ? STR("refused") : STR("failed");
    end.sent_at = err == OK ? ctx->now : 0;
    if (err == OK || err == ERR_GONE || last)
        TRY(note(run, &end));
    else
        TRY(job_write(run, note_try, &(OutboxRest){.id = message->id, .way = way, .why = why}, NULL));
    run->done += err == OK;
    return err == OK || err == ERR_GONE || last ? OK : fail(ctx, ERR_CONFLICT, MSG_LETTER_NOT_SENT);
}

static Err find_due(Tx *tx, const void *in, void *out)
{
    (void)in;
    return outbox_due(tx, out);
}

static bool any_way_out(const JobsSetup *setup)
{
    for (int way = 0; way < VIA_COUNT; way++)
        if (setup->transports[way] != NULL)
            return true;
    return false;
}

Err send_outbox(JobRun *run)
{
    if (run->setup->demo)
        return hold_all(run);
    if (!any_way_out(run->setup))
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
