/* Public cases; see public_store.h. */
#include "store/public_store.h"

#include "base/buf.h"
#include "base/json.h"

/* 0.001 degrees: 111 m of latitude, some 100 m of longitude here. */
int64_t public_rounded(int64_t e7)
{
    enum { STEP = 10000 };
    return (e7 >= 0 ? e7 + STEP / 2 : e7 - STEP / 2) / STEP * STEP;
}

static PublicCase of_row(const Rows *rows)
{
    PublicCase c = {.number = rows_text(rows, 0),
                    .category = rows_text(rows, 2),
                    .owner = rows_text(rows, 3),
                    .subdistrict = rows_text(rows, 4),
                    .community = rows_text(rows, 5),
                    .lat_e7 = public_rounded(rows_int(rows, 6)),
                    .lon_e7 = public_rounded(rows_int(rows, 7)),
                    .submitted_at = rows_int(rows, 8),
                    .updated_at = rows_int(rows, 9),
                    .closed_at = rows_int(rows, 10),
                    .open = rows_int(rows, 11) == 1,
                    .master = rows_text(rows, 12),
                    .reject_code = rows_text(rows, 13),
                    .overdue = rows_int(rows, 14) == 1,
                    .words = rows_text(rows, 15)};
    (void)case_state_parse(rows_text(rows, 1), &c.state);
    return c;
}

static Err fill_due(Tx *tx, PublicCase *c)
{
    Rows rows CLEANUP(rows_close) = {0};
    if (!c->open)
        return OK;
    TRY(db_query(tx, &rows, SQL_PUBLIC_DUE, db_text(tx->ctx->jurisdiction), db_text(c->number)));
    if (rows_next(&rows))
        c->due_at = rows_int(&rows, 0);
    c->overdue = c->overdue || (c->due_at > 0 && c->due_at < tx->ctx->now);
    return rows_end(&rows);
}

/* ",P0101,P0102,": those asked for that are public. */
static Str shown(const Ctx *ctx, Str category)
{
    Buf list = buf_new(ctx->arena);
    const District *d = ctx->district;
    buf_char(&list, ',');
    for (size_t i = 0; i < d->category_count; i++)
        if (d->categories[i].public && (str_empty(category) || category_within(d, d->categories[i].code, category)))
            buf_printf(&list, STR_FMT ",", STR_ARG(d->categories[i].code));
    return buf_str(&list);
}

Err public_cases(Tx *tx, const PublicQuery *query, PublicCase *out, size_t *count)
{
    size_t found = 0;
    int64_t limit = query->limit < PUBLIC_PAGE_MAX ? query->limit : PUBLIC_PAGE_MAX;
    {
        Rows rows CLEANUP(rows_close) = {0};
        TRY(db_query(tx, &rows, SQL_PUBLIC_CASES, db_text(tx->ctx->jurisdiction), db_int(query->from),
                     db_int(query->until), db_text(shown(tx->ctx, query->category)),
                     db_int(query->open == PUBLIC_EITHER ? -1 : (int64_t)query->open), db_int(limit),
                     db_int(query->skip), db_text(query->area)));
        while (found < (size_t)limit && rows_next(&rows))
            out[found++] = of_row(&rows);
        TRY(rows_end(&rows));
    }
    for (size_t i = 0; i < found; i++)
        TRY(fill_due(tx, &out[i]));
    *count = found;
    return OK;
}

Err public_case(Tx *tx, Str number, PublicCase *out)
{
    PublicCase found = {0};
    {
        Rows rows CLEANUP(rows_close) = {0};
        TRY(db_query(tx, &rows, SQL_PUBLIC_CASE, db_text(tx->ctx->jurisdiction), db_text(number)));
        if (rows_next(&rows))
            found = of_row(&rows);
        TRY(rows_end(&rows));
    }
    const Category *category = category_find(tx->ctx->district, found.category);
    if (category == NULL || !category->public)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    TRY(fill_due(tx, &found));
    *out = found;
    return OK;
}

enum { WHOLE = 1800000000 }; /* 180 degrees */

Err public_news(Tx *tx, const PublicNews *query, PublicCase *out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t found = 0;
    bool placed = query->north > query->south;
    TRY(db_query(tx, &rows, SQL_PUBLIC_NEWS, db_text(tx->ctx->jurisdiction), db_int(query->after), db_int(query->until),
                 db_text(shown(tx->ctx, query->category)), db_text(query->area), db_int(query->limit),
                 db_int(placed ? query->south : -WHOLE), db_int(placed ? query->north : WHOLE),
                 db_int(placed ? query->west : -WHOLE), db_int(placed ? query->east : WHOLE)));
    while (found < (size_t)query->limit && rows_next(&rows))
        out[found++] = of_row(&rows);
    *count = found;
    return rows_end(&rows);
}

Str public_case_title(const Ctx *ctx, const PublicCase *c)
{
    const District *d = ctx->district;
    bool english = ctx->lang == LANG_EN;
    const Category *category = category_find(d, c->category);
    const DistrictArea *area = area_find(d, str_empty(c->community) ? c->subdistrict : c->community);
    Str state = case_state_text(c->state, ctx->lang);
    Str what = category != NULL ? (english ? category->name_en : category->name_zh) : c->category;
    Str where = area != NULL ? (english ? area->name_en : area->name_zh) : STR("");
    Str parts[] = {what, where, state};
    Str kept[COUNT_OF(parts)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (!str_empty(parts[i]))
            kept[count++] = parts[i];
    return str_join(ctx->arena, kept, count, STR(" · "));
}

/* As the page of a follower tells them (api/timeline_json.c). */
static const Action steps_for_all[] = {
    ACTION_SUBMIT,    ACTION_RESPOND,        ACTION_TRANSFER,  ACTION_HAND_OVER,    ACTION_ESCALATE,
    ACTION_MERGE,     ACTION_UNMERGE,        ACTION_REJECT,    ACTION_ASSIGN,       ACTION_START,
    ACTION_CALL,      ACTION_BEGIN_HANDLING, ACTION_PROGRESS,  ACTION_PROPOSE_DONE, ACTION_PAUSE,
    ACTION_WAKE,      ACTION_PASS,           ACTION_SEND_BACK, ACTION_REOPEN,       ACTION_CLOSE,
    ACTION_SUPERVISE, ACTION_FORCE_ESCALATE, ACTION_ANSWER,    ACTION_CHECK_IN,
};

bool public_step_of(Ctx *ctx, Str action, Str body, PublicStep *out)
{
    const Json *event = NULL;
    Str to = STR("");
    PublicStep step = {0};
    bool shown = false;
    Failure before = ctx->failure;
    if (!action_parse(action, &step.action))
        return false;
    for (size_t i = 0; i < COUNT_OF(steps_for_all); i++)
        shown = shown || steps_for_all[i] == step.action;
    if (!shown || json_parse(ctx, body, &event) != OK) {
        ctx->failure = before;
        return false;
    }
    (void)json_str(json_get(event, "unit"), &step.unit);
    if (!json_str(json_get(event, "to"), &to) || !case_state_parse(to, &step.state))
        return false;
    *out = step;
    return true;
}

Str public_step_id(Arena *arena, const PublicStep *step)
{
    return str_printf(arena, STR_FMT "-%lld", STR_ARG(step->number), (long long)step->seq);
}

Str public_step_text(const Ctx *ctx, const PublicStep *step)
{
    const Unit *unit = unit_find(&ctx->district->rights, step->unit);
    Str words[] = {unit != NULL ? unit_name(unit, ctx->lang) : STR(""), action_text(step->action, ctx->lang),
                   case_state_text(step->state, ctx->lang)};
    return message_text(ctx->arena, unit != NULL ? MSG_OPEN311_STEP_BY : MSG_OPEN311_STEP, ctx->lang, words,
                        COUNT_OF(words));
}

static Str step_names(const Ctx *ctx)
{
    Buf list = buf_new(ctx->arena);
    buf_char(&list, ',');
    for (size_t i = 0; i < COUNT_OF(steps_for_all); i++)
        buf_printf(&list, "%s,", action_code(steps_for_all[i]));
    return buf_str(&list);
}

Err public_steps(Tx *tx, const PublicSteps *query, PublicStep *out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_PUBLIC_STEPS, db_text(tx->ctx->jurisdiction), db_int(query->from), db_int(query->until),
                 db_text(shown(tx->ctx, STR(""))), db_text(step_names(tx->ctx)), db_int(query->limit),
                 db_int(query->skip)));
    while (found < (size_t)query->limit && rows_next(&rows)) {
        if (!public_step_of(tx->ctx, rows_text(&rows, 3), rows_text(&rows, 4), &out[found]))
            continue;
        out[found].number = rows_text(&rows, 0);
        out[found].seq = rows_int(&rows, 1);
        out[found++].at = rows_int(&rows, 2);
    }
    TRY(rows_end(&rows));
    *count = found;
    return OK;
}
