/* Expressions for both engines; see expression.h. */
#include "search/expression.h"

static Str nothing[] = {{"@never", 6}}; /* no document has it */

void expression_any(Expression *e, const Str *tokens, size_t count)
{
    if (e->group_count < GROUPS_MAX)
        e->groups[e->group_count++] = count > 0 ? (TokenGroup){tokens, count} : (TokenGroup){nothing, 1};
}

void expression_all(Expression *e, Str token)
{
    for (size_t i = 0; i < e->group_count; i++)
        if (e->groups[i].len == 1 && str_eq(e->groups[i].at[0], token))
            return;
    Str *kept = ARENA_NEW(e->arena, Str);
    *kept = token;
    expression_any(e, kept, 1);
}

/* How an engine writes it. */
typedef struct Dialect {
    const char *quote, *all_of, *any_of, *none_of;
} Dialect;

static void put_group(Buf *out, const Dialect *d, const TokenGroup *group)
{
    buf_char(out, '(');
    for (size_t i = 0; i < group->len; i++) {
        buf_z(out, i > 0 ? d->any_of : "");
        buf_z(out, d->quote);
        buf_add(out, group->at[i]);
        buf_z(out, d->quote);
    }
    buf_char(out, ')');
}

static Str write(const Expression *e, const Dialect *d)
{
    Buf out = buf_new(e->arena);
    buf_char(&out, '(');
    for (size_t i = 0; i < e->group_count; i++) {
        buf_z(&out, i > 0 ? d->all_of : "");
        put_group(&out, d, &e->groups[i]);
    }
    buf_char(&out, ')');
    if (e->none.len > 0) {
        buf_z(&out, d->none_of);
        put_group(&out, d, &e->none);
    }
    return buf_str(&out);
}

Str expression_for_file(const Expression *e)
{
    return write(e, &(Dialect){"\"", " AND ", " OR ", " NOT "});
}

Str expression_for_server(const Expression *e)
{
    return write(e, &(Dialect){"'", " & ", " | ", " & !"});
}
