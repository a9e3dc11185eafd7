/* Cases found by words: the question and its filters from the address, the page with what was hit. Every case that is
 * shown is judged once more by the law itself. */
#include "api/case_search.h"

#include "api/case_json.h"
#include "domain/permission.h"
#include "search/find.h"

enum { NUMBERS_MOST = 200 };

typedef struct SearchJob {
    const Request *req;
    SearchWords words;
    FindCases in;
    Str units[LIST_UNITS_MAX];
} SearchJob;

/* --- the question --- */

static Err choose(const Request *req, const char *name, const char *const *codes, size_t count, int *out)
{
    Str value = request_query(req, name);
    for (size_t i = 0; i < count; i++)
        if (str_is(value, codes[i])) {
            *out = (int)i;
            return OK;
        }
    return str_empty(value) ? OK : fail_field(req->ctx, name, MSG_FIELD_CHOICE, str_of(name), value);
}

static Err read_states(const Request *req, FindCases *in)
{
    Str head, rest = request_query(req, "state");
    bool more = !str_empty(rest);
    while (more && in->state_count < SEARCH_STATES_MAX) {
        more = str_cut(rest, ',', &head, &rest);
        CaseState state;
        Str code = more ? head : rest;
        if (!case_state_parse(code, &state))
            return fail_field(req->ctx, "state", MSG_FIELD_CHOICE, STR("state"), code);
        in->states[in->state_count++] = str_of(case_state_code(state));
    }
    return OK;
}

/* 2026-11-22 -> 261122, as case numbers begin. */
static Err read_day(const Request *req, const char *name, Str *out)
{
    Str value = request_query(req, name);
    int64_t digits = 0;
    if (str_empty(value))
        return OK;
    Str parts[] = {str_slice(value, 2, 4), str_slice(value, 5, 7), str_slice(value, 8, 10)};
    Str day = str_join(req->ctx->arena, parts, COUNT_OF(parts), STR(""));
    if (value.len != 10 || value.at[4] != '-' || value.at[7] != '-' || day.len != 6 || !str_to_i64(day, &digits))
        return fail_field(req->ctx, name, MSG_FIELD_CHOICE, str_of(name), value);
    *out = day;
    return OK;
}

/* "as-of.key.number": all pages are of one moment. */
static Err read_cursor(const Request *req, FindCases *in)
{
    Str cursor = request_query(req, "cursor"), as_of, rest, key, number;
    in->as_of = req->ctx->now;
    in->after_key = INT64_MIN;
    if (str_empty(cursor))
        return OK;
    if (!str_cut(cursor, '.', &as_of, &rest) || !str_cut(rest, '.', &key, &number) || !str_to_i64(as_of, &in->as_of) ||
        !str_to_i64(key, &in->after_key))
        return fail_field(req->ctx, "cursor", MSG_FIELD_CHOICE, STR("cursor"), cursor);
    in->after_number = number;
    return OK;
}

static Err read_job(const Request *req, SearchJob *job)
{
    static const char *const views[] = {"all", "open", "desk", "work"};
    static const char *const sorts[] = {"relevance", "newest"};
    static const CaseView lists[] = {VIEW_ALL, VIEW_OPEN, VIEW_DESK, VIEW_WORK};
    FindCases *in = &job->in;
    int view = FIND_DESK, sort = FIND_BEST;
    int64_t limit = 0;
    TRY(search_words_parse(req->ctx, request_query(req, "q"), &job->words));
    TRY(choose(req, "view", views, COUNT_OF(views), &view));
    TRY(choose(req, "sort", sorts, COUNT_OF(sorts), &sort));
    TRY(read_states(req, in));
    TRY(read_day(req, "from", &in->from_day));
    TRY(read_day(req, "to", &in->to_day));
    TRY(request_query_i64(req, "limit", 1, 200, 50, &limit));
    own_units(req->ctx, lists[view], job->units);
    /* the whole district's desk is the centre's: its people look among all open ones */
    in->view = view == FIND_DESK && sees_everything(req->ctx->actor) ? FIND_OPEN : (FindView)view;
    in->sort = (FindSort)sort;
    in->words = &job->words;
    in->actor = req->ctx->actor;
    in->units = job->units;
    in->unit_count = LIST_UNITS_MAX;
    in->urgency = request_query(req, "urgency");
    in->category = request_query(req, "category");
    in->unit = request_query(req, "unit");
    in->area = request_query(req, "area");
    in->late = str_is(request_query(req, "overdue"), "true");
    in->limit = (size_t)limit;
    return read_cursor(req, in);
}

/* --- the answer --- */

void put_snippet(JsonOut *out, const Snippet *snippet)
{
    json_key(out, "hit");
    if (snippet->count == 0) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_bool(out, "cut_before", snippet->cut_before);
    json_field_bool(out, "cut_after", snippet->cut_after);
    json_key(out, "pieces");
    json_open(out, '[');
    for (size_t i = 0; i < snippet->count; i++) {
        json_open(out, '{');
        json_field_str(out, "text", snippet->pieces[i].text);
        json_field_bool(out, "hit", snippet->pieces[i].hit);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static Snippet first_snippet(const Ctx *ctx, const SearchWords *words, const CasePage *page)
{
    Snippet snippet = snippet_of(ctx->arena, words, page_text(page, 1, "text"));
    if (snippet.count == 0)
        snippet = snippet_of(ctx->arena, words, page_text(page, 1, "place"));
    for (size_t i = 0; i < page->text_count && snippet.count == 0; i++)
        if (page->texts[i].erased_at == 0)
            snippet = snippet_of(ctx->arena, words, page->texts[i].body);
    return snippet;
}

static Err put_case(JsonOut *out, const SearchJob *job, Tx *tx, Str number)
{
    CasePage page;
    TRY(case_row_load(tx, number, &page));
    if (!may_read_case(&tx->ctx->district->rights, job->in.actor, page.file))
        return OK;
    Snippet snippet = first_snippet(tx->ctx, &job->words, &page);
    json_open(out, '{');
    put_summary_members(out, job->req, &page);
    put_snippet(out, &snippet);
    json_close(out, '}');
    return OK;
}

Err put_index_state(JsonOut *out, Tx *tx)
{
    SearchState state;
    TRY(search_state_load(tx, &state));
    json_key(out, "index");
    json_open(out, '{');
    json_field_time(out, "until", state.seen_at);
    json_field_bool(out, "complete", state.filled);
    json_close(out, '}');
    return OK;
}

static Err put_found(JsonOut *out, const SearchJob *job, Tx *tx)
{
    FoundPage page;
    TRY(search_cases(tx, &job->in, &page));
    json_key(out, "items");
    json_open(out, '[');
    for (size_t i = 0; i < page.count; i++)
        TRY(put_case(out, job, tx, page.at[i].number));
    json_close(out, ']');
    const Found *last = page.count > 0 ? &page.at[page.count - 1] : NULL;
    json_key(out, "next");
    if (page.more && last != NULL)
        json_put_str(out, str_printf(tx->ctx->arena, "%lld.%lld." STR_FMT, (long long)job->in.as_of,
                                     (long long)last->key, STR_ARG(last->number)));
    else
        json_put_null(out);
    json_field_i64(out, "total", (int64_t)page.total);
    json_field_bool(out, "total_at_least", page.total_at_least);
    return OK;
}

/* By the beginning of the number, whatever the view: whoever has it in hand wants that very case. */
static Err put_numbers(JsonOut *out, const SearchJob *job, Tx *tx)
{
    Str *numbers = ARENA_ARRAY(tx->ctx->arena, Str, NUMBERS_MOST);
    size_t count = 0, shown = 0, i = 0;
    TRY(search_numbers(tx, job->words.number, NUMBERS_MOST, numbers, &count));
    json_key(out, "items");
    json_open(out, '[');
    for (; i < count && shown < job->in.limit; i++) {
        size_t before = out->buf.len;
        TRY(put_case(out, job, tx, numbers[i]));
        shown += out->buf.len > before;
    }
    json_close(out, ']');
    json_key(out, "next");
    json_put_null(out);
    json_field_i64(out, "total", (int64_t)shown);
    json_field_bool(out, "total_at_least", i < count || count == NUMBERS_MOST);
    return OK;
}

static Err answer_in_tx(Tx *tx, const void *in, void *out)
{
    const SearchJob *job = in;
    JsonOut *json = out;
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    TRY(str_empty(job->words.number) ? put_found(json, job, tx) : put_numbers(json, job, tx));
    TRY(put_index_state(json, tx));
    json_close(json, '}');
    return OK;
}

Err search_cases_answer(Request *req, Response *res)
{
    SearchJob *job = ARENA_NEW(req->ctx->arena, SearchJob);
    JsonOut json;
    job->req = req;
    TRY(read_job(req, job));
    TRY(db_read(app_of(req)->db, req->ctx, answer_in_tx, job, &json));
    respond_json(res, 200, &json);
    return OK;
}
