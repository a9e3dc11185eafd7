/* Counts; see figure_store.h. */
#include "store/figure_store.h"

enum { ARGS_MAX = 16 };

typedef struct Args {
    DbValue at[ARGS_MAX];
    size_t count;
} Args;

static void add_codes(Args *args, const Str *codes)
{
    for (size_t i = 0; i < SCOPE_CODES_MAX; i++) /* an empty code would match cases that have no handler */
        args->at[args->count++] = db_text(str_empty(codes[i]) ? STR("-") : codes[i]);
}

static Args scope_args(const Tx *tx, const FigureScope *scope)
{
    Args args = {.at = {db_text(tx->ctx->jurisdiction), db_int(scope->everything), db_int(scope->confidential_too)},
                 .count = 3};
    add_codes(&args, scope->units);
    add_codes(&args, scope->areas);
    return args;
}

static Args period_args(const Tx *tx, const FigureScope *scope)
{
    Args args = scope_args(tx, scope);
    args.at[args.count++] = db_int(scope->from);
    args.at[args.count++] = db_int(scope->now);
    return args;
}

#define APPEND(arena, list, ...)                                                                                       \
    do {                                                                                                               \
        (list)->at = ARENA_MORE((arena), (list)->at, (list)->len);                                                     \
        (list)->at[(list)->len++] = (__VA_ARGS__);                                                                     \
    } while (0)

Err figure_open(Tx *tx, const FigureScope *scope, UnixMs soon, OpenRows *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    OpenRows list = {0};
    Args args = scope_args(tx, scope);
    args.at[args.count++] = db_int(scope->now);
    args.at[args.count++] = db_int(soon);
    TRY(db_query_args(tx, &rows, SQL_FIGURE_OPEN, args.at, args.count));
    while (rows_next(&rows))
        APPEND(tx->ctx->arena, &list,
               (OpenRow){.state = rows_text(&rows, 0),
                         .subdistrict = rows_text(&rows, 1),
                         .open = rows_int(&rows, 2),
                         .overdue = rows_int(&rows, 3),
                         .due_soon = rows_int(&rows, 4)});
    TRY(rows_end(&rows));
    *out = list;
    return OK;
}

Err figure_submitted(Tx *tx, const FigureScope *scope, SubmittedRows *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    SubmittedRows list = {0};
    Args args = period_args(tx, scope);
    args.at[args.count++] = db_int(MINUTES(scope->offset_minutes));
    TRY(db_query_args(tx, &rows, SQL_FIGURE_SUBMITTED, args.at, args.count));
    while (rows_next(&rows))
        APPEND(tx->ctx->arena, &list,
               (SubmittedRow){.day = rows_int(&rows, 0),
                              .subdistrict = rows_text(&rows, 1),
                              .count = rows_int(&rows, 2),
                              .confident = rows_int(&rows, 3)});
    TRY(rows_end(&rows));
    *out = list;
    return OK;
}

Err figure_category(Tx *tx, const FigureScope *scope, int64_t most, CategoryRows *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    CategoryRows list = {0};
    Args args = period_args(tx, scope);
    args.at[args.count++] = db_int(most);
    TRY(db_query_args(tx, &rows, SQL_FIGURE_CATEGORY, args.at, args.count));
    while (rows_next(&rows))
        APPEND(tx->ctx->arena, &list, (CategoryRow){.category = rows_text(&rows, 0), .count = rows_int(&rows, 1)});
    TRY(rows_end(&rows));
    *out = list;
    return OK;
}

Err figure_closed(Tx *tx, const FigureScope *scope, ClosedRows *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    ClosedRows list = {0};
    Args args = period_args(tx, scope);
    args.at[args.count++] = db_int(MINUTES(scope->offset_minutes));
    TRY(db_query_args(tx, &rows, SQL_FIGURE_CLOSED, args.at, args.count));
    while (rows_next(&rows))
        APPEND(tx->ctx->arena, &list, (ClosedRow){.day = rows_int(&rows, 0), .count = rows_int(&rows, 1)});
    TRY(rows_end(&rows));
    *out = list;
    return OK;
}

static Err next_unit(Tx *tx, Str measure, Str *unit)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_FIGURE_DUE_UNIT, db_text(tx->ctx->jurisdiction), db_text(measure), db_text(*unit)));
    *unit = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

static Err count_due(Tx *tx, Args args, Str measure, DueRow *row)
{
    Rows rows CLEANUP(rows_close) = {0};
    args.at[args.count++] = db_text(measure);
    args.at[args.count++] = db_text(row->unit);
    TRY(db_query_args(tx, &rows, SQL_FIGURE_DUE, args.at, args.count));
    if (rows_next(&rows)) {
        row->n = rows_int(&rows, 0);
        row->hit = rows_int(&rows, 1);
        row->corrected_hit = rows_int(&rows, 2);
    }
    return rows_end(&rows);
}

Err figure_due(Tx *tx, const FigureScope *scope, Str measure, DueRows *out)
{
    DueRows list = {0};
    Args args = period_args(tx, scope);
    Str unit = STR("");
    TRY(next_unit(tx, measure, &unit));
    while (!str_empty(unit)) {
        DueRow row = {.unit = unit};
        TRY(count_due(tx, args, measure, &row));
        if (row.n > 0)
            APPEND(tx->ctx->arena, &list, row);
        TRY(next_unit(tx, measure, &unit));
    }
    *out = list;
    return OK;
}
