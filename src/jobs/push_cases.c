/* 转送: whoever calls a unit that answers by a server of its own (servers.csv) calls that server. Here is what all have
 * in common, and how those are asked that speak Open311; push_exchange.c asks the platforms.
 *
 * Nothing is asked for twice. Before anything leaves, the row is committed as `posting`; what comes back is committed
 * as `placed` (or `token`). A row still found `posting` later may have been lost or taken: then it is never simply sent
 * again. A server that knows an Idempotency-Key (servers.csv, resend) is sent the same key; of any other its list of
 * recent requests is asked for our reference, which stands in the description. Found: it is adopted. Not among them,
 * though the list shows descriptions, and long enough after: it is sent again. Otherwise it is `doubtful`, and a person
 * decides (api/partner_api.c). */
#include "jobs/push.h"

#include "store/case_store.h"

#define ANSWER_BY MINUTES(2)  /* then a `posting` row is looked after */
#define LISTED_BY MINUTES(10) /* then a server's list shows what it has taken */
#define POLL_FIRST MINUTES(1)
enum { TRIES_MOST = 12, DOUBLINGS = 6 };

UnixMs push_wait(int64_t tries)
{
    return POLL_FIRST << (tries < DOUBLINGS ? tries : DOUBLINGS);
}

static Err write_in_tx(Tx *tx, const void *in, void *out)
{
    return push_set(tx, in, out);
}

Err push_write(JobRun *run, const Push *push, bool *ours)
{
    return job_write(run, write_in_tx, push, ours);
}

/* "fz=secret,other=secret2" */
static Str key_of(Str keys, Str server)
{
    Str rest = keys, head, tail, code, key;
    while (!str_empty(rest)) {
        if (!str_cut(rest, ',', &head, &tail)) {
            head = rest;
            tail = STR("");
        }
        rest = tail;
        if (str_cut(str_trim(head), '=', &code, &key) && str_eq(str_trim(code), server))
            return str_trim(key);
    }
    return STR("");
}

Str push_key(const JobRun *run, Str server)
{
    return key_of(run->setup->server_keys, server);
}

Str push_reference(const JobRun *run, const Push *push)
{
    return str_printf(run->ctx->arena, "GULOU-" STR_FMT "-" STR_FMT "-%lld", STR_ARG(run->ctx->jurisdiction),
                      STR_ARG(push->number), (long long)push->call);
}

typedef struct Asked {
    PushTold told;
    bool confidential, over;
} Asked;

static Err read_case(Tx *tx, const void *in, void *output)
{
    const Push *push = in;
    Asked *out = output;
    CaseFile *file = case_file_new(tx->ctx->arena);
    StoredText *texts = NULL;
    size_t count = 0;
    TRY(case_load(tx, push->number, file));
    TRY(text_list(tx, push->number, &texts, &count));
    PushTold told = {.placed = file->c.lat_e7 != 0 || file->c.lon_e7 != 0,
                     .lat = (double)file->c.lat_e7 / 1e7,
                     .lon = (double)file->c.lon_e7 / 1e7,
                     .at = file->c.submitted_at};
    for (size_t i = 0; i < count; i++) {
        if (texts[i].seq == 1 && str_is(texts[i].field, "text"))
            told.text = texts[i].body;
        if (texts[i].seq == 1 && str_is(texts[i].field, "place"))
            told.place = texts[i].body;
    }
    const Call *call = case_call(file, push->call);
    *out = (Asked){.told = told,
                   .confidential = file->c.confidential == 1,
                   .over = call == NULL || !call_is_live((CallState)call->state)};
    return OK;
}

static Err stay(JobRun *run, Push *push, const Asked *asked)
{
    bool ours = false;
    push->state = asked->over ? STR("done") : STR("refused");
    push->said = asked->over ? STR("") : message_text(run->ctx->arena, MSG_PUSH_CONFIDENTIAL, run->ctx->lang, NULL, 0);
    push->next_at = 0;
    return push_write(run, push, &ours);
}

Err push_begin(JobRun *run, Push *push, PushTold *out)
{
    Asked asked;
    TRY(db_read(run->setup->db, run->ctx, read_case, push, &asked));
    *out = asked.told;
    if (asked.confidential || asked.over)
        return stay(run, push, &asked);
    push->state = STR("posting");
    push->tries++;
    push->next_at = run->ctx->now + ANSWER_BY;
    TRY(push_write(run, push, &out->leaves));
    push->version += out->leaves;
    return OK;
}

static void adopt(const JobRun *run, Push *push, Str remote, Str token)
{
    push->remote = remote;
    push->token = token;
    push->state = str_empty(remote) ? STR("token") : STR("placed");
    push->tries = 0;
    push->said = STR("");
    push->next_at = run->ctx->now; /* their status is looked at at once */
}

Err push_settle(JobRun *run, Push *push, const PushFate *fate)
{
    bool ours = false;
    switch (fate->fate) {
    case GEO_TAKEN:
        adopt(run, push, fate->remote, fate->token);
        run->done++;
        break;
    case GEO_REFUSED:
        push->state = STR("refused");
        push->said = fate->why;
        push->next_at = 0;
        break;
    case GEO_UNKNOWN:
        push->said = fate->why;
        push->next_at = run->ctx->now + ANSWER_BY + push_wait(push->tries);
        break;
    }
    return push_write(run, push, &ours);
}

static GeoPost post_of(const JobRun *run, const Push *push, const PushTold *told)
{
    Str reference = push_reference(run, push);
    return (GeoPost){
        .service = push->service,
        .description = str_printf(run->ctx->arena, STR_FMT "\n[" STR_FMT "]", STR_ARG(told->text), STR_ARG(reference)),
        .address = told->place,
        .reference = reference,
        .placed = told->placed,
        .lat = told->lat,
        .lon = told->lon};
}

static Err send(JobRun *run, Push *push, const GeoServer *server)
{
    PushTold told;
    GeoRequests answer;
    TRY(push_begin(run, push, &told));
    if (!told.leaves)
        return OK;
    GeoPost post = post_of(run, push, &told);
    PushFate fate = {.fate = geo_post(run->ctx, server, &post, &answer)};
    fate.why = answer.error;
    if (fate.fate == GEO_TAKEN) {
        fate.remote = answer.at[0].id;
        fate.token = answer.at[0].token;
    }
    return push_settle(run, push, &fate);
}

static const GeoRequest *with_reference(const GeoRequests *list, Str reference, bool *shows_words)
{
    *shows_words = list->len == 0;
    for (size_t i = 0; i < list->len; i++) {
        *shows_words = *shows_words || !str_empty(list->at[i].description);
        if (str_find(list->at[i].description, reference) >= 0)
            return &list->at[i];
    }
    return NULL;
}

/* Was it taken, of which we never heard? */
static Err look_after(JobRun *run, Push *push, const GeoServer *server)
{
    GeoRequests list = {0};
    bool shows_words = false, ours = false;
    Str mark = str_printf(run->ctx->arena, "[" STR_FMT "]", STR_ARG(push_reference(run, push)));
    Err err = geo_recent(run->ctx, server, &(GeoRecent){push->service, push->made_at - HOURS(1)}, &list);
    const GeoRequest *theirs = err == OK ? with_reference(&list, mark, &shows_words) : NULL;
    run->ctx->failure = (Failure){0};
    push->tries++;
    push->next_at = run->ctx->now + push_wait(push->tries);
    if (theirs != NULL)
        adopt(run, push, theirs->id, theirs->token);
    else if (err == OK && shows_words && run->ctx->now - push->made_at >= LISTED_BY)
        return send(run, push, server);
    else if ((err == OK && !shows_words) || push->tries >= TRIES_MOST) {
        push->state = STR("doubtful");
        push->next_at = 0;
    }
    return push_write(run, push, &ours);
}

static Err ask_token(JobRun *run, Push *push, const GeoServer *server)
{
    GeoRequest theirs = {0};
    bool ours = false;
    Err err = geo_token(run->ctx, server, push->token, &theirs);
    run->ctx->failure = (Failure){0};
    push->tries++;
    push->next_at = run->ctx->now + push_wait(push->tries);
    if (err == OK && !str_empty(theirs.id))
        adopt(run, push, theirs.id, push->token);
    return push_write(run, push, &ours);
}

static bool is_closed(Str status)
{
    static const char *const words[] = {"closed", "fixed", "no_further_action", "not_councils_responsibility",
                                        "duplicate"};
    bool closed = false;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        closed = closed || str_is(status, words[i]);
    return closed;
}

Err push_answered(JobRun *run, Push *push, const PushNews *heard)
{
    bool news = false;
    if (heard == NULL)
        push->said = str_empty(run->ctx->failure.internal) ? str_of(message_code(run->ctx->failure.message))
                                                           : run->ctx->failure.internal;
    run->ctx->failure = (Failure){0};
    TRY(job_write(run, push_heard, &(PushHeard){push, heard}, &news));
    run->done += news;
    return OK;
}

static Err ask_status(JobRun *run, Push *push, const GeoServer *server)
{
    GeoRequest theirs = {0};
    Err err = geo_request(run->ctx, server, push->remote, &theirs);
    PushNews news = {
        .status = str_lower_ascii(run->ctx->arena, theirs.status), .notes = theirs.notes, .accepted = true};
    news.done = is_closed(news.status);
    return push_answered(run, push, err == OK ? &news : NULL);
}

static Err ask_open311(JobRun *run, Push *push, const CityServer *row)
{
    GeoServer server = {.url = row->url,
                        .key = push_key(run, row->code),
                        .jurisdiction = row->jurisdiction,
                        .format = row->tongue == SERVER_JSON ? GEO_JSON : GEO_XML};
    if (str_is(push->state, "waiting") || (str_is(push->state, "posting") && row->resend))
        return send(run, push, &server);
    if (str_is(push->state, "posting"))
        return look_after(run, push, &server);
    return str_is(push->state, "token") ? ask_token(run, push, &server) : ask_status(run, push, &server);
}

static Err work_on(JobRun *run, Push *push)
{
    const CityServer *server = server_find(run->setup->district, push->server);
    bool ours = false;
    if (server != NULL)
        return server->tongue == SERVER_EXCHANGE ? push_exchange(run, push, server) : ask_open311(run, push, server);
    push->state = STR("unmapped"); /* it is not in servers.csv any more */
    push->next_at = 0;
    return push_write(run, push, &ours);
}

typedef struct Found {
    const CityServer *server;
    PushCandidates calls;
} Found;

static Err find_calls(Tx *tx, const void *in, void *out)
{
    return push_candidates(tx, *(const Str *)in, out);
}

static Err add_found(Tx *tx, const void *in, void *out)
{
    const Found *found = in;
    (void)out;
    for (size_t i = 0; i < found->calls.len; i++) {
        const PushCandidate *call = &found->calls.at[i];
        bool exchange = found->server->tongue == SERVER_EXCHANGE;
        Str service = exchange ? platform_kind(tx->ctx->district, found->server->code, call->category)
                               : server_service(tx->ctx->district, found->server, call->category);
        bool known = exchange || !str_empty(service); /* a platform may be left to say what it is */
        TRY(push_add(tx, &(Push){.number = call->number,
                                 .call = call->call,
                                 .server = found->server->code,
                                 .service = service,
                                 .state = known ? STR("waiting") : STR("unmapped"),
                                 .next_at = known ? tx->ctx->now : 0}));
    }
    return OK;
}

static Err find_new(JobRun *run)
{
    const District *district = run->setup->district;
    Found *found = ARENA_NEW(run->ctx->arena, Found);
    for (size_t i = 0; i < district->server_count; i++) {
        found->server = &district->servers[i];
        TRY(db_read(run->setup->db, run->ctx, find_calls, &found->server->unit, &found->calls));
        if (found->calls.len > 0)
            TRY(job_write(run, add_found, found, NULL));
    }
    return OK;
}

static Err find_due(Tx *tx, const void *in, void *out)
{
    (void)in;
    return push_due(tx, out);
}

Err push_cases(JobRun *run)
{
    Pushes *due = ARENA_NEW(run->ctx->arena, Pushes);
    if (run->setup->district->server_count == 0)
        return OK;
    TRY(push_bells(run));
    TRY(find_new(run));
    TRY(db_read(run->setup->db, run->ctx, find_due, NULL, due));
    for (size_t i = 0; i < due->len && !job_stopping(run); i++) {
        Err err = work_on(run, &due->at[i]);
        if (err != OK)
            TRY(job_failed(run, err, due->at[i].number));
    }
    return OK;
}
