/* One case under verification: its chain, its rows rebuilt from its events, and what its events committed to. */
#include "domain/change.h"
#include "insight/verify_parts.h"
#include "store/evidence_store.h"
#include "store/photo_store.h"

typedef struct Promise { /* a commitment of an event, and whether what it is about was met with */
    int64_t seq;
    Str field, hash;
    bool met;
} Promise;

typedef struct CaseCheck {
    Tx *tx;
    VerifyRun *run;
    Str number;
    StoredEvent *events;
    size_t event_count;
    CaseFile *rebuilt;
    bool whole;    /* no fault in the chain so far: the rebuilt file means something */
    Str last_hash; /* stored, of the event before */
    int64_t last_leaf, next_seq;
    Promise *promises;
    size_t promise_count;
} CaseCheck;

static void tell(CaseCheck *check, Fault fault, Str detail)
{
    verify_fault(check->run, &(VerifyFault){.fault = fault, .number = check->number, .detail = detail});
}

static void tell_event(CaseCheck *check, Fault fault, int64_t seq)
{
    check->whole = false;
    tell(check, fault, str_printf(check->tx->ctx->arena, "event %lld", (long long)seq));
}

static bool says(const Json *body, const char *key, Str right)
{
    Str text;
    return json_str(json_get(body, key), &text) && str_eq(text, right);
}

static bool counts(const Json *body, const char *key, int64_t right)
{
    int64_t number;
    return json_i64(json_get(body, key), &number) && number == right;
}

static bool is_in_place(const CaseCheck *check, const StoredEvent *event, const Json *body)
{
    Ctx *ctx = check->tx->ctx;
    return says(body, "jurisdiction", ctx->jurisdiction) && says(body, "number", check->number) &&
           counts(body, "seq", event->seq) && counts(body, "at", event->at) &&
           says(body, "action", str_lower_ascii(ctx->arena, event->action));
}

static void add_promise(CaseCheck *check, const Promise *promise)
{
    check->promises = ARENA_MORE(check->tx->ctx->arena, check->promises, check->promise_count);
    check->promises[check->promise_count++] = *promise;
}

static bool read_promises(CaseCheck *check, int64_t seq, const Json *list)
{
    if (!json_is_array(list))
        return false;
    for (size_t i = 0; i < json_length(list); i++) {
        Promise promise = {.seq = seq};
        const Json *item = json_at(list, i);
        if (!json_str(json_get(item, "field"), &promise.field) || !json_str(json_get(item, "hash"), &promise.hash))
            return false;
        add_promise(check, &promise);
    }
    return true;
}

static void check_leaf(CaseCheck *check, const StoredEvent *event)
{
    bool first = event->seq == 1;
    bool sealed = event->leaf_index >= 0, before = first || check->last_leaf >= 0;
    if (sealed && (!before || (!first && event->leaf_index <= check->last_leaf)))
        tell_event(check, FAULT_LEAF_ORDER, event->seq);
    check->last_leaf = event->leaf_index;
}

static void check_body(CaseCheck *check, const StoredEvent *event)
{
    Ctx *ctx = check->tx->ctx;
    const Json *body = NULL;
    bool read = json_parse(ctx, event->body, &body) == OK && json_is_object(body);
    if (!read || !read_promises(check, event->seq, json_get(body, "commitments"))) {
        tell_event(check, FAULT_EVENT_UNREADABLE, event->seq);
        return;
    }
    if (!is_in_place(check, event, body))
        tell_event(check, FAULT_EVENT_MISPLACED, event->seq);
    if (!says(body, "prev", check->last_hash))
        tell_event(check, FAULT_CHAIN_BROKEN, event->seq);
    if (change_apply(ctx, json_get(body, "change"), check->rebuilt) != OK)
        tell_event(check, FAULT_CHANGE_BROKEN, event->seq);
}

static void check_event(CaseCheck *check, const StoredEvent *event)
{
    for (; check->next_seq < event->seq; check->next_seq++)
        tell_event(check, FAULT_EVENT_MISSING, check->next_seq);
    check->next_seq = event->seq + 1;
    Hash hash = event_hash(event->body);
    if (!str_eq(hash_hex(check->tx->ctx->arena, &hash), event->hash))
        tell_event(check, FAULT_EVENT_ALTERED, event->seq);
    check_leaf(check, event);
    check_body(check, event);
    check->last_hash = event->hash;
    check->run->report->events++;
}

static Str differing_column(CaseCheck *check, const CaseFile *row, const CaseDue *due)
{
    const StoredEvent *last = &check->events[check->event_count - 1];
    const CaseClock *clock = case_due_clock(check->rebuilt);
    if (row->version != last->seq)
        return STR("case/version");
    if (!str_eq(row->last_hash, last->hash))
        return STR("case/last_hash");
    if (row->last_at != last->at)
        return STR("case/last_at");
    if (due->is_open != case_is_open((CaseState)check->rebuilt->c.state))
        return STR("case/is_open");
    if (due->due_at != (clock != NULL ? clock->due_at : 0) ||
        !str_eq(due->due_clock, clock != NULL ? clock->id : STR("")))
        return STR("case/due_at");
    return change_first_difference(check->tx->ctx->arena, row, check->rebuilt);
}

static Err check_rows(CaseCheck *check)
{
    Ctx *ctx = check->tx->ctx;
    CaseFile *row = ARENA_NEW(ctx->arena, CaseFile);
    Err err = case_load(check->tx, check->number, row);
    if (err != OK) {
        tell(check, err == ERR_NOT_FOUND ? FAULT_ROW_MISSING : FAULT_ROW_UNREADABLE, STR("case"));
        return OK;
    }
    if (check->event_count == 0) {
        tell(check, FAULT_ROW_STRAY, STR("case"));
        return OK;
    }
    CaseDue due;
    TRY(evidence_case_due(check->tx, check->number, &due));
    Str differs = check->whole ? differing_column(check, row, &due) : STR("");
    if (!str_empty(differs))
        tell(check, FAULT_ROW_DIFFERS, differs);
    return OK;
}

/* Something that is kept apart from the events: a text, a contact or a photo. */
typedef struct Kept {
    int64_t seq; /* 0: of whichever event promised it */
    Str field, salt, body;
    bool erased;
} Kept;

static Promise *find_promise(CaseCheck *check, const Kept *kept)
{
    for (size_t i = 0; i < check->promise_count; i++) {
        Promise *promise = &check->promises[i];
        if (!promise->met && str_eq(promise->field, kept->field) && (kept->seq == 0 || kept->seq == promise->seq))
            return promise;
    }
    return NULL;
}

static void check_kept(CaseCheck *check, const Kept *kept)
{
    Arena *arena = check->tx->ctx->arena;
    Promise *promise = find_promise(check, kept);
    Str where = str_printf(arena, "event %lld " STR_FMT, (long long)(promise != NULL ? promise->seq : kept->seq),
                           STR_ARG(kept->field));
    check->run->report->erased += kept->erased;
    if (promise == NULL) {
        tell(check, FAULT_TEXT_STRAY, where);
        return;
    }
    promise->met = true;
    Hash hash = hash_sha256_parts((const Str[]){kept->salt, kept->body}, 2);
    if (kept->erased && !str_empty(kept->salt))
        tell(check, FAULT_ERASURE_PARTIAL, where);
    if (!kept->erased && !str_eq(hash_hex(arena, &hash), promise->hash))
        tell(check, FAULT_TEXT_ALTERED, where);
}

static Err check_texts(CaseCheck *check)
{
    StoredText *texts;
    size_t count;
    TRY(text_list(check->tx, check->number, &texts, &count));
    for (size_t i = 0; i < count; i++)
        check_kept(check, &(Kept){texts[i].seq, texts[i].field, texts[i].salt, texts[i].body, texts[i].erased_at != 0});
    check->run->report->texts += (int64_t)count;
    ContactEvidence contact;
    TRY(evidence_contact(check->tx, check->number, &contact));
    if (contact.found)
        check_kept(check, &(Kept){0, STR("contact"), contact.salt, contact.body, contact.erased_at != 0});
    check->run->report->texts += contact.found;
    return OK;
}

static Err check_file(CaseCheck *check, const StoredPhoto *photo)
{
    const Verify *in = check->run->in;
    if (in->hash_photo == NULL || photo->erased_at != 0)
        return OK;
    Hash hash;
    Err err = in->hash_photo(in->self, check->tx->ctx, photo->id, &hash);
    if (err != OK && err != ERR_NOT_FOUND)
        return err; /* the store is away: that is no fault of the photo's */
    if (err != OK)
        tell(check, FAULT_PHOTO_FILE_MISSING, photo->id);
    else if (!str_eq(hash_hex(check->tx->ctx->arena, &hash), photo->sha256))
        tell(check, FAULT_PHOTO_FILE_ALTERED, photo->id);
    return OK;
}

static Err check_photos(CaseCheck *check)
{
    StoredPhoto *photos;
    size_t count;
    TRY(photo_list(check->tx, check->number, &photos, &count));
    for (size_t i = 0; i < count; i++) {
        const StoredPhoto *photo = &photos[i];
        Str field = str_printf(check->tx->ctx->arena, "photo:" STR_FMT, STR_ARG(photo->id));
        check_kept(check, &(Kept){photo->seq, field, photo->salt, photo->sha256, photo->erased_at != 0});
        TRY(check_file(check, photo));
    }
    check->run->report->photos += (int64_t)count;
    return OK;
}

static void check_promises(CaseCheck *check)
{
    for (size_t i = 0; i < check->promise_count; i++) {
        const Promise *promise = &check->promises[i];
        if (!promise->met)
            tell(check, FAULT_TEXT_MISSING,
                 str_printf(check->tx->ctx->arena, "event %lld " STR_FMT, (long long)promise->seq,
                            STR_ARG(promise->field)));
    }
}

Err verify_case(Tx *tx, VerifyRun *run, Str number)
{
    CaseCheck check = {.tx = tx, .run = run, .number = number, .whole = true, .next_seq = 1};
    check.rebuilt = ARENA_NEW(tx->ctx->arena, CaseFile);
    TRY(event_list(tx, number, &check.events, &check.event_count));
    for (size_t i = 0; i < check.event_count; i++)
        check_event(&check, &check.events[i]);
    TRY(check_rows(&check));
    TRY(check_texts(&check));
    TRY(check_photos(&check));
    check_promises(&check);
    run->report->cases++;
    return OK;
}
