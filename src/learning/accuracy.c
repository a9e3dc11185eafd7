/* Accuracy from the decisions' index; see accuracy.h. */
#include "learning/accuracy.h"

#include <stdlib.h>

static bool is_hidden(const District *district, Str code)
{
    const Category *category = category_find(district, code);
    return category != NULL && category->confidential;
}

static void add(const DecisionCount *row, AccuracyCount *to)
{
    to->decisions += row->n;
    to->sure += row->sure ? row->n : 0;
    if (str_empty(row->known))
        return;
    to->known += row->n;
    if (row->sure) {
        to->sure_known += row->n;
        to->sure_right += str_eq(row->category, row->known) ? row->n : 0;
    } else {
        to->guess_known += row->n;
        to->guess_right += str_eq(row->guess, row->known) ? row->n : 0;
    }
}

static void add_dispatch(const DispatchCount *row, AccuracyCount *to)
{
    to->dispatches += row->n;
    if (!row->confident)
        return;
    to->dispatched += row->n;
    to->dispatch_known += row->right >= 0 ? row->n : 0;
    to->dispatch_right += row->right == 1 ? row->n : 0;
}

static AccuracyCount *week_of(Accuracy *a, int64_t week)
{
    int64_t i = week - a->weeks[0].week;
    return i >= 0 && i < (int64_t)a->week_count ? &a->weeks[i].count : NULL;
}

static CategoryAccuracy *category_of(Accuracy *a, const District *district, Str code)
{
    const Category *known = category_find(district, code);
    if (known == NULL)
        return NULL; /* a kind that the district no longer has */
    for (size_t i = 0; i < a->category_count; i++)
        if (str_eq(a->categories[i].category, known->code))
            return &a->categories[i];
    a->categories[a->category_count].category = known->code;
    return &a->categories[a->category_count++];
}

static Err count_categories(Tx *tx, const District *district, const DecisionSpan *span, Accuracy *a)
{
    DecisionCounts rows;
    TRY(decision_weeks(tx, span, &rows));
    for (size_t i = 0; i < rows.len; i++) {
        const DecisionCount *row = &rows.at[i];
        AccuracyCount *week = week_of(a, row->week);
        if (week == NULL || is_hidden(district, row->category) || is_hidden(district, row->known) ||
            is_hidden(district, row->guess))
            continue;
        add(row, week);
        add(row, &a->total);
        CategoryAccuracy *category = category_of(a, district, row->known);
        if (category != NULL)
            add(row, &category->count);
    }
    return OK;
}

static Err count_dispatches(Tx *tx, const DecisionSpan *span, Accuracy *a)
{
    DispatchCounts rows;
    TRY(decision_dispatches(tx, span, &rows));
    for (size_t i = 0; i < rows.len; i++) {
        AccuracyCount *week = week_of(a, rows.at[i].week);
        if (week == NULL)
            continue;
        add_dispatch(&rows.at[i], week);
        add_dispatch(&rows.at[i], &a->total);
    }
    return OK;
}

static double share_right(const AccuracyCount *c)
{
    return c->known > 0 ? (double)(c->sure_right + c->guess_right) / (double)c->known : 0.0;
}

static int by_rank(const void *a, const void *b)
{
    const CategoryAccuracy *x = a, *y = b;
    if (x->may_rank != y->may_rank)
        return x->may_rank ? -1 : 1;
    if (x->may_rank && share_right(&x->count) < share_right(&y->count))
        return -1;
    if (x->may_rank && share_right(&x->count) > share_right(&y->count))
        return 1;
    if (x->count.known != y->count.known)
        return x->count.known > y->count.known ? -1 : 1;
    return str_cmp(x->category, y->category);
}

static void drop_hidden(const District *district, ConfusedList *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->len; i++)
        if (!is_hidden(district, list->at[i].told) && !is_hidden(district, list->at[i].truth))
            list->at[kept++] = list->at[i];
    list->len = kept;
}

/* Who moves a case to or from the unit of supervision tells that there is a complaint about an official. */
static void drop_supervision(const District *district, ConfusedList *list)
{
    size_t kept = 0;
    Str hidden = district->rights.supervision_unit;
    for (size_t i = 0; i < list->len; i++)
        if (!str_eq(list->at[i].told, hidden) && !str_eq(list->at[i].truth, hidden))
            list->at[kept++] = list->at[i];
    list->len = kept;
}

Err accuracy_load(Tx *tx, const AccuracySpan *in, Accuracy *out)
{
    const District *district = in->district;
    int offset = district->calendar.offset_minutes;
    int64_t last = decision_week_of(tx->ctx->now, offset);
    *out = (Accuracy){.week_count = (size_t)in->weeks};
    for (size_t i = 0; i < out->week_count; i++)
        out->weeks[i].week = last - (int64_t)out->week_count + 1 + (int64_t)i;
    out->from = decision_week_start(out->weeks[0].week, offset);
    out->categories = ARENA_ARRAY(tx->ctx->arena, CategoryAccuracy, district->category_count + 1);
    DecisionSpan span = {.from = out->weeks[0].week, .to = last, .hidden = district->rights.supervision_unit};
    TRY(count_categories(tx, district, &span, out));
    TRY(count_dispatches(tx, &span, out));
    TRY(decision_confusions(tx, &span, "category", &out->categories_confused));
    TRY(decision_confusions(tx, &span, "owner", &out->owners_confused));
    drop_hidden(district, &out->categories_confused);
    drop_supervision(district, &out->owners_confused);
    for (size_t i = 0; i < out->category_count; i++)
        out->categories[i].may_rank = out->categories[i].count.known >= district->limits.rank_least;
    if (out->category_count > 1)
        qsort(out->categories, out->category_count, sizeof *out->categories, by_rank);
    return OK;
}
