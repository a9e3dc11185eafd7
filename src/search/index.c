/* Documents of cases, and their way into the index; see index.h. */
#include "search/index.h"

#include "base/utf8.h"
#include "domain/district.h"
#include "search/articles.h"
#include "search/marks.h"
#include "search/words.h"
#include "store/case_store.h"
#include "store/twin_store.h"

/* Another number: another way of making tokens or marks; every document is then made anew. */
#define TOKENS_VERSION "1"
enum { BODY_MAX = 12000, NEAR_MS = 2000, FAR_MS = 60000 };

/* --- tokens, each once --- */

typedef struct TokenSet {
    Arena *arena;
    Buf out;
    Str shelf;
    Str *slots;
    size_t room, count;
} TokenSet;

static bool take_slot(TokenSet *set, Str token)
{
    size_t i = (size_t)str_hash(token) & (set->room - 1);
    for (; !str_empty(set->slots[i]); i = (i + 1) & (set->room - 1))
        if (str_eq(set->slots[i], token))
            return false;
    set->slots[i] = token;
    set->count++;
    return true;
}

static void put_token(void *self, Str token)
{
    TokenSet *set = self;
    if (set->count * 2 >= set->room || str_empty(token) || !take_slot(set, token))
        return;
    if (set->out.len > 0)
        buf_char(&set->out, ' ');
    buf_add(&set->out, set->shelf);
    buf_add(&set->out, token);
}

static size_t power_above(size_t n)
{
    size_t power = 64;
    while (power < n)
        power *= 2;
    return power;
}

Str search_tokens(Arena *arena, Str marks, Str body, Str shelf)
{
    TokenSet set = {
        .arena = arena, .out = buf_new(arena), .shelf = shelf, .room = power_above(marks.len + body.len * 4)};
    set.slots = ARENA_ARRAY(arena, Str, set.room);
    Str head, rest = marks;
    bool more = !str_empty(marks);
    while (more) {
        more = str_cut(rest, ' ', &head, &rest);
        put_token(&set, more ? head : rest);
    }
    words_each(body, put_token, &set);
    return buf_str(&set.out);
}

/* --- the document of a case --- */

typedef struct Making {
    Ctx *ctx;
    const CaseFile *file;
    const StoredText *texts;
    size_t text_count;
    Buf body;
} Making;

static void put_line(Making *m, Str text)
{
    Str plain = search_plain(m->ctx->arena, text);
    if (str_empty(plain) || m->body.len + plain.len > BODY_MAX)
        return;
    buf_char(&m->body, '\n');
    buf_add(&m->body, plain);
}

static Str text_of(const Making *m, const char *field)
{
    for (size_t i = 0; i < m->text_count; i++)
        if (m->texts[i].seq == 1 && str_is(m->texts[i].field, field) && m->texts[i].erased_at == 0)
            return m->texts[i].body;
    return STR("");
}

/* Covered copies of the report, and the list of the pictures shown with it, say nothing more. */
static bool is_copy(const StoredText *text)
{
    return str_is(text->field, "agreed") || str_is(text->field, "public") || str_is(text->field, "public_photos");
}

static bool is_head(const StoredText *text)
{
    return text->seq == 1 && (str_is(text->field, "text") || str_is(text->field, "place"));
}

static void put_unit_names(Making *m, Str code)
{
    const Unit *unit = unit_find(&m->ctx->district->rights, code);
    if (unit != NULL)
        put_line(m, unit->name_zh);
}

static void put_names(Making *m)
{
    const District *district = m->ctx->district;
    const Case *c = &m->file->c;
    const Category *category = category_find(district, c->category);
    if (category != NULL)
        put_line(m, category->name_zh);
    const Str areas[] = {c->subdistrict, c->community};
    for (size_t i = 0; i < COUNT_OF(areas); i++) {
        const DistrictArea *area = area_find(district, areas[i]);
        if (area != NULL)
            put_line(m, area->name_zh);
    }
    put_unit_names(m, c->handler_unit);
    for (size_t i = 0; i < m->file->call_count; i++)
        put_unit_names(m, m->file->calls[i].callee);
}

/* The words of answers, not their form. */
static Err put_answers(Making *m, Str kept)
{
    const Json *json = NULL;
    Answers answers = {0};
    const Question *questions[QUESTIONS_MAX];
    TRY(json_parse(m->ctx, kept, &json));
    TRY(answers_read(m->ctx, json, &answers));
    size_t count = questions_of(m->ctx->district, answers.category, questions);
    for (size_t i = 0; i < answers.len; i++)
        for (size_t q = 0, v = 0; q < count; q++)
            for (v = 0; v < answers.at[i].count && str_eq(questions[q]->code, answers.at[i].code); v++) {
                const QuestionOption *option = question_option(questions[q], answers.at[i].values[v]);
                put_line(m, option != NULL ? option->zh : answers.at[i].values[v]);
            }
    return OK;
}

/* Its first line is the report: words there weigh most. */
static Err make_body(Making *m, Str *out)
{
    m->body = buf_new(m->ctx->arena);
    buf_add(&m->body, search_plain(m->ctx->arena, utf8_cut(text_of(m, "text"), BODY_MAX / 4)));
    put_line(m, text_of(m, "place"));
    put_names(m);
    for (size_t i = 0; i < m->text_count; i++) {
        if (m->texts[i].erased_at != 0 || is_head(&m->texts[i]) || is_copy(&m->texts[i]))
            continue;
        if (str_is(m->texts[i].field, "answers"))
            TRY(put_answers(m, m->texts[i].body));
        else
            put_line(m, m->texts[i].body);
    }
    *out = buf_str(&m->body);
    return OK;
}

static Err make_entry(Tx *tx, Str number, SearchEntry *out)
{
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    StoredText *texts = NULL;
    Making making = {.ctx = tx->ctx, .file = file};
    TRY(case_load(tx, number, file));
    TRY(text_list(tx, number, &texts, &making.text_count));
    making.texts = texts;
    out->doc = (SearchDoc){.subject = number,
                           .version = file->version,
                           .at = file->c.submitted_at,
                           .marks = case_marks(tx->ctx->arena, &tx->ctx->district->rights, file)};
    TRY(make_body(&making, &out->doc.body));
    out->tokens = search_tokens(tx->ctx->arena, out->doc.marks, out->doc.body, STR(""));
    return OK;
}

/* --- writing --- */

static Str shelf_of(Str subject)
{
    return str_starts(subject, STR("article:")) ? STR(ARTICLE_SHELF) : STR("");
}

static Str tokens_of_doc(Arena *arena, const SearchDoc *doc, Str subject)
{
    return search_tokens(arena, doc->marks, doc->body, shelf_of(subject));
}

/* `again`: also in the version that is there. */
static Err write_entry(Tx *tx, const SearchEntry *made, bool again)
{
    SearchDoc old;
    SearchEntry entry = *made;
    bool found = false;
    int64_t sid = 0;
    TRY(search_doc_load(tx, made->doc.subject, &old, &found));
    if (!found)
        return search_doc_add(tx, made, &sid);
    if (old.version > made->doc.version || (!again && old.version == made->doc.version))
        return OK;
    bool same = str_eq(old.marks, made->doc.marks) && str_eq(old.body, made->doc.body);
    if (same)
        return old.version == made->doc.version ? OK : search_doc_same(tx, old.sid, made->doc.version);
    entry.doc.sid = old.sid;
    return search_doc_change(tx, &entry, tokens_of_doc(tx->ctx->arena, &old, made->doc.subject));
}

/* What documents are made by: the tokens, and the district's names. */
static Str basis_now(const Ctx *ctx)
{
    Str parts[] = {STR(TOKENS_VERSION), STR(":"), ctx->district->version};
    return str_join(ctx->arena, parts, COUNT_OF(parts), STR(""));
}

static Err ensure_state(Tx *tx)
{
    SearchState state;
    TRY(search_state_load(tx, &state));
    if (!str_empty(state.basis))
        return OK;
    return search_state_save(
        tx, &(SearchState){.basis = basis_now(tx->ctx), .next_sid = 1, .seen_at = tx->ctx->now, .fill_at = INT64_MIN});
}

static Err leave(Tx *tx, Str subject)
{
    SearchDoc old;
    bool found = false;
    TRY(search_doc_load(tx, subject, &old, &found));
    return found ? search_doc_drop(tx, old.sid, tokens_of_doc(tx->ctx->arena, &old, subject)) : OK;
}

Err search_index_case(Tx *tx, Str number)
{
    SearchEntry entry;
    TRY(ensure_state(tx));
    Err err = make_entry(tx, number, &entry);
    if (err == ERR_NOT_FOUND) {
        tx->ctx->failure = (Failure){0};
        return leave(tx, number);
    }
    TRY(err);
    return write_entry(tx, &entry, true);
}

Err search_index_article(Tx *tx, Str id)
{
    SearchEntry entry;
    TRY(ensure_state(tx));
    TRY(search_article_entry(tx, id, &entry));
    return write_entry(tx, &entry, true);
}

Err search_write(Tx *tx, const SearchBatch *batch)
{
    SearchState now;
    if (batch->wipe)
        TRY(search_wipe(tx));
    TRY(ensure_state(tx));
    for (size_t i = 0; i < batch->len; i++)
        TRY(write_entry(tx, &batch->at[i], batch->again));
    TRY(search_state_load(tx, &now)); /* numbers were drawn from it */
    SearchState after = batch->after;
    after.next_sid = now.next_sid;
    return search_state_save(tx, &after);
}

Err search_wipe(Tx *tx)
{
    TRY(search_docs_wipe(tx));
    return ensure_state(tx);
}

/* --- what is to be done --- */

static Err gather(Tx *tx, const Str *numbers, size_t count, SearchBatch *out)
{
    out->at = ARENA_ARRAY(tx->ctx->arena, SearchEntry, count + SEARCH_BATCH);
    for (size_t i = 0; i < count; i++)
        TRY(make_entry(tx, numbers[i], &out->at[out->len++]));
    return OK;
}

static Err gather_first(Tx *tx, SearchBatch *out)
{
    TwinPage *page = ARENA_NEW(tx->ctx->arena, TwinPage);
    TRY(twin_page_submitted(tx, &(TwinCursor){out->after.fill_at, out->after.fill_number}, page));
    size_t count = page->len < SEARCH_BATCH ? page->len : SEARCH_BATCH;
    TRY(gather(tx, page->number, count, out));
    if (count > 0) {
        out->after.fill_at = page->key[count - 1];
        out->after.fill_number = page->number[count - 1];
    }
    out->after.filled = page->len <= SEARCH_BATCH;
    out->again = true;
    out->more = !out->after.filled;
    return OK;
}

static Err gather_changed(Tx *tx, SearchLook look, SearchBatch *out)
{
    SearchChange *changes = ARENA_ARRAY(tx->ctx->arena, SearchChange, SEARCH_BATCH);
    Str *numbers = ARENA_ARRAY(tx->ctx->arena, Str, SEARCH_BATCH);
    size_t count = 0;
    UnixMs since = out->after.seen_at - (look == SEARCH_LOOK_FAR ? FAR_MS : NEAR_MS);
    TRY(search_changed(tx, since, SEARCH_BATCH, changes, &count));
    for (size_t i = 0; i < count; i++)
        numbers[i] = changes[i].number;
    TRY(gather(tx, numbers, count, out));
    out->more = count == SEARCH_BATCH;
    UnixMs reached = out->more ? changes[count - 1].at : tx->ctx->now;
    out->after.seen_at = reached > out->after.seen_at ? reached : out->after.seen_at;
    return OK;
}

/* Articles go along with whatever batch there is. */
static Err gather_articles(Tx *tx, SearchBatch *out)
{
    Str *ids = ARENA_ARRAY(tx->ctx->arena, Str, SEARCH_BATCH);
    size_t count = 0;
    TRY(articles_behind(tx, SEARCH_BATCH, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(search_article_entry(tx, ids[i], &out->at[out->len++]));
    out->more = out->more || count == SEARCH_BATCH;
    return OK;
}

/* Another basis than the one documents were made by: the past is gone through again. */
static void follow_basis(Ctx *ctx, SearchBatch *out)
{
    Str basis = basis_now(ctx), ours, before, rest;
    if (str_eq(out->after.basis, basis))
        return;
    if (str_cut(basis, ':', &ours, &rest) && str_cut(out->after.basis, ':', &before, &rest))
        out->wipe = !str_eq(ours, before);
    out->after = (SearchState){.basis = basis, .seen_at = ctx->now, .fill_at = INT64_MIN};
}

/* While the past is gone through, what changes now goes into the index at once as well. */
Err search_gather(Tx *tx, SearchLook look, SearchBatch *out)
{
    *out = (SearchBatch){0};
    TRY(search_state_load(tx, &out->after));
    follow_basis(tx->ctx, out);
    TRY(gather_changed(tx, look, out));
    if (!out->after.filled && out->len == 0)
        TRY(gather_first(tx, out));
    out->more = out->more || !out->after.filled;
    return gather_articles(tx, out);
}
