/* A case file on disk; see case_store.h. Rows are read and written through the field tables of domain/change.h, so
 * that a new field needs a column and nothing else here. */
#include "store/case_store.h"

#include "domain/actor.h"
#include "domain/change.h"
#include "store/archive_store.h"
#include "store/case_rows.h"
#include "store/photo_store.h"

enum { SALT_SIZE = 16 };

const CaseClock *case_due_clock(const CaseFile *file)
{
    const CaseClock *first = NULL;
    for (size_t i = 0; i < file->clock_count; i++) {
        const CaseClock *clock = &file->clocks[i];
        bool window = clock->kind == CLOCK_T6 || clock->kind == CLOCK_T10 || clock->kind == CLOCK_T11;
        if (window || clock->stopped_at != 0 || clock->paused_at != 0)
            continue;
        if (first == NULL || clock->due_at < first->due_at)
            first = clock;
    }
    return first;
}

static Str new_salt(Ctx *ctx)
{
    unsigned char bytes[SALT_SIZE];
    rand_bytes(ctx->rand, bytes, sizeof bytes);
    return str_hex(ctx->arena, bytes, sizeof bytes);
}

static Str commit_to(Ctx *ctx, Str salt, Str body)
{
    Hash hash = hash_sha256_parts((const Str[]){salt, body}, 2);
    return hash_hex(ctx->arena, &hash);
}

/* Commitments of one event while it is being put together. */
typedef struct Draft {
    Tx *tx;
    const CaseRecord *record;
    Str number;
    int64_t seq;
    Commitment *commitments;
    size_t count;
} Draft;

static Err keep_texts(Draft *draft)
{
    Tx *tx = draft->tx;
    for (size_t i = 0; i < draft->record->text_count; i++) {
        const EventText *text = &draft->record->texts[i];
        if (str_empty(text->body))
            continue;
        Str salt = new_salt(tx->ctx);
        draft->commitments[draft->count++] = (Commitment){str_of(text->field), commit_to(tx->ctx, salt, text->body)};
        TRY(db_run(tx, SQL_TEXT_ADD, db_text(tx->ctx->jurisdiction), db_text(draft->number), db_int(draft->seq),
                   db_text(str_of(text->field)), db_text(salt), db_text(text->body)));
    }
    return OK;
}

static Err keep_contact(Draft *draft)
{
    const Contact *contact = draft->record->contact;
    if (contact == NULL || (str_empty(contact->name) && str_empty(contact->phone)))
        return OK;
    Tx *tx = draft->tx;
    Str salt = new_salt(tx->ctx);
    Str both = str_join(tx->ctx->arena, (const Str[]){contact->name, contact->phone}, 2, STR("\n"));
    draft->commitments[draft->count++] = (Commitment){STR("contact"), commit_to(tx->ctx, salt, both)};
    return db_run(tx, SQL_REPORTER_ADD, db_text(tx->ctx->jurisdiction), db_text(draft->number), db_opt(contact->name),
                  db_opt(contact->phone), db_text(contact->lang == LANG_EN ? STR("en") : STR("zh")), db_text(salt));
}

static Err keep_photos(Draft *draft)
{
    const EventPhotos *photos = &draft->record->photos;
    Ctx *ctx = draft->tx->ctx;
    for (size_t i = 0; i < photos->count; i++) {
        PhotoTake take = {photos->ids[i], draft->number, draft->seq, str_of(photos->stage)};
        LoosePhoto photo;
        TRY(photo_take(draft->tx, &take, &photo));
        draft->commitments[draft->count++] = (Commitment){str_printf(ctx->arena, "photo:" STR_FMT, STR_ARG(take.id)),
                                                          commit_to(ctx, photo.salt, photo.sha256)};
    }
    return OK;
}

static Str change_between(Ctx *ctx, const CaseFile *before, const CaseFile *after)
{
    JsonOut out = json_out(ctx->arena);
    change_write(&out, before, after);
    return json_text(&out);
}

static Err append_event(Draft *draft, UnixMs at)
{
    Ctx *ctx = draft->tx->ctx;
    const CaseRecord *r = draft->record;
    EventHead head = {
        .jurisdiction = ctx->jurisdiction,
        .number = draft->number,
        .seq = draft->seq,
        .at = at,
        .action = r->action,
        .relation = r->relation,
        .person = ctx->actor != NULL ? ctx->actor->person : STR("reporter"),
        .role = r->role,
        .unit = r->unit,
        .from = (CaseState)r->before->c.state,
        .to = (CaseState)r->after->c.state,
        .call = r->call,
        .change = change_between(ctx, r->before, r->after),
        .detail = str_empty(r->detail) ? STR("{}") : r->detail,
        .commitments = draft->commitments,
        .commitment_count = draft->count,
        .prev = r->before->last_hash,
    };
    if (r->relation == RELATION_SYSTEM)
        head.person = STR("system");
    Str body = event_bytes(ctx->arena, &head);
    Hash hash = event_hash(body);
    r->after->last_hash = hash_hex(ctx->arena, &hash);
    return db_run(draft->tx, SQL_EVENT_ADD, db_text(ctx->jurisdiction), db_text(draft->number), db_int(draft->seq),
                  db_int(at), db_text(str_of(action_code(r->action))), db_text(body), db_text(r->after->last_hash));
}

/* Everyone whose screen shows this case: its desk (old and new), handler, verifier, called units, and the centre. */
static void tell_desks(Tx *tx, const CaseRecord *r)
{
    const Case *c = &r->after->c;
    if (tx->unheard)
        return;
    JsonOut out = json_out(tx->ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "number", c->number);
    json_field_i64(&out, "version", r->after->version);
    json_field_str(&out, "state", str_of(case_state_code((CaseState)c->state)));
    json_field_str(&out, "action", action_slug(tx->ctx->arena, r->action));
    json_field_str(&out, "owner", c->owner);
    json_field_bool(&out, "new",
                    r->action == ACTION_TRIAGE || r->action == ACTION_HAND_OVER || r->action == ACTION_CALL);
    json_close(&out, '}');
    Str told[8 + CASE_CALLS_MAX];
    size_t count = 0;
    told[count++] = c->owner;
    told[count++] = r->before->c.owner;
    told[count++] = c->handler_unit;
    told[count++] = c->verifier_unit;
    if (!c->confidential)
        told[count++] = STR("centre");
    for (size_t i = 0; i < r->after->call_count; i++)
        told[count++] = r->after->calls[i].callee;
    for (size_t i = 0; i < count; i++) {
        bool again = str_empty(told[i]);
        for (size_t j = 0; j < i && !again; j++)
            again = str_eq(told[j], told[i]);
        if (!again)
            tx_notify(tx, str_printf(tx->ctx->arena, "case:" STR_FMT, STR_ARG(told[i])), json_text(&out));
    }
}

Err case_record(Tx *tx, const CaseRecord *record)
{
    CaseFile *after = record->after;
    UnixMs at = tx->ctx->now > record->before->last_at ? tx->ctx->now : record->before->last_at;
    after->c.updated_at = at;
    after->last_at = at;
    after->version = record->before->version + 1;
    Draft draft = {.tx = tx, .record = record, .number = after->c.number, .seq = after->version};
    if (record->before->version > 0)
        TRY(archive_bring_home(tx, draft.number));
    draft.commitments = ARENA_ARRAY(tx->ctx->arena, Commitment, record->text_count + record->photos.count + 1);
    TRY(keep_texts(&draft));
    TRY(keep_contact(&draft));
    TRY(keep_photos(&draft));
    TRY(append_event(&draft, at));
    if (record->more)
        return OK;
    TRY(case_rows_save(tx, record->stored != NULL ? record->stored : record->before, after));
    tell_desks(tx, record);
    return OK;
}

Err case_exists(Tx *tx, Str number, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_CASE_EXISTS, db_text(tx->ctx->jurisdiction), db_text(number)));
    *out = rows_next(&rows);
    return rows_end(&rows);
}

static StoredEvent event_of_row(const Rows *rows)
{
    return (StoredEvent){.seq = rows_int(rows, 0),
                         .at = rows_int(rows, 1),
                         .action = rows_text(rows, 2),
                         .body = rows_text(rows, 3),
                         .hash = rows_text(rows, 4),
                         .leaf_index = rows_null(rows, 5) ? -1 : rows_int(rows, 5)};
}

Err event_list(Tx *tx, Str number, StoredEvent **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    StoredEvent *list = NULL;
    size_t n = 0;
    Tx aside, *there = NULL;
    TRY(archive_seek(tx, number, &aside, &there));
    TRY(db_query(there, &rows, SQL_EVENT_LIST, db_text(tx->ctx->jurisdiction), db_text(number)));
    while (rows_next(&rows)) {
        list = ARENA_MORE(tx->ctx->arena, list, n);
        list[n++] = event_of_row(&rows);
    }
    *out = list;
    *count = n;
    return rows_end(&rows);
}

Err event_last(Tx *tx, Str number, StoredEvent *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Tx aside, *there = NULL;
    TRY(archive_seek(tx, number, &aside, &there));
    TRY(db_query(there, &rows, SQL_EVENT_LAST, db_text(tx->ctx->jurisdiction), db_text(number)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows));
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    }
    *out = event_of_row(&rows);
    return rows_end(&rows);
}

Err text_list(Tx *tx, Str number, StoredText **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    StoredText *list = NULL;
    size_t n = 0;
    Tx aside, *there = NULL;
    TRY(archive_seek(tx, number, &aside, &there));
    TRY(db_query(there, &rows, SQL_TEXT_LIST, db_text(tx->ctx->jurisdiction), db_text(number)));
    while (rows_next(&rows)) {
        list = ARENA_MORE(tx->ctx->arena, list, n);
        list[n++] = (StoredText){rows_int(&rows, 0), rows_text(&rows, 1), rows_text(&rows, 2), rows_text(&rows, 3),
                                 rows_int(&rows, 4)};
    }
    *out = list;
    *count = n;
    return rows_end(&rows);
}

Err reporter_load(Tx *tx, Str number, StoredReporter *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_REPORTER_LOAD, db_text(tx->ctx->jurisdiction), db_text(number)));
    *out = (StoredReporter){0};
    if (rows_next(&rows) && rows_int(&rows, 4) == 0) {
        Lang lang = str_is(rows_text(&rows, 2), "en") ? LANG_EN : LANG_ZH;
        *out = (StoredReporter){true, rows_text(&rows, 0), rows_text(&rows, 1), lang};
    }
    return rows_end(&rows);
}
