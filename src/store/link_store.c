/* Links and second factors <-> rows; see link_store.h. */
#include "store/link_store.h"

static Err first_text(Rows *rows, Str *out)
{
    Str found = rows_next(rows) ? rows_text(rows, 0) : STR("");
    TRY(rows_end(rows));
    *out = found;
    return OK;
}

static Err first_count(Rows *rows, int64_t *out)
{
    int64_t count = rows_next(rows) ? rows_int(rows, 0) : 0;
    TRY(rows_end(rows));
    *out = count;
    return OK;
}

Err link_person(Tx *tx, Str issuer, Str subject, Str *person)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_LINK_PERSON, db_text(tx->ctx->jurisdiction), db_text(issuer), db_text(subject)));
    return first_text(&rows, person);
}

Err link_subject(Tx *tx, Str issuer, Str person, Str *subject)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_LINK_SUBJECT, db_text(tx->ctx->jurisdiction), db_text(issuer), db_text(person)));
    return first_text(&rows, subject);
}

Err link_all(Tx *tx, Str issuer, PersonLinks *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    PersonLinks links = {0};
    TRY(db_query(tx, &rows, SQL_LINK_LIST, db_text(tx->ctx->jurisdiction), db_text(issuer)));
    while (rows_next(&rows)) {
        links.at = ARENA_MORE(tx->ctx->arena, links.at, links.len);
        links.at[links.len++] = (PersonLink){issuer, rows_text(&rows, 1), rows_text(&rows, 0)};
    }
    TRY(rows_end(&rows));
    *out = links;
    return OK;
}

Err link_set(Tx *tx, const PersonLink *link)
{
    Str owner;
    TRY(link_person(tx, link->issuer, link->subject, &owner));
    if (str_eq(owner, link->person))
        return OK;
    if (!str_empty(owner))
        return fail(tx->ctx, ERR_CONFLICT, MSG_SIGN_ON_TAKEN);
    TRY(link_drop(tx, link->issuer, link->person));
    return db_run(tx, SQL_LINK_INSERT, db_text(tx->ctx->jurisdiction), db_text(link->issuer), db_text(link->subject),
                  db_text(link->person), db_int(tx->ctx->now));
}

Err link_drop(Tx *tx, Str issuer, Str person)
{
    return db_run(tx, SQL_LINK_DROP, db_text(tx->ctx->jurisdiction), db_text(issuer), db_text(person));
}

Err second_load(Tx *tx, Str person, SecondFactor *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    SecondFactor second = {.secret = STR("")};
    TRY(db_query(tx, &rows, SQL_SECOND_LOAD, db_text(tx->ctx->jurisdiction), db_text(person)));
    if (rows_next(&rows))
        second = (SecondFactor){rows_text(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2), rows_int(&rows, 3)};
    TRY(rows_end(&rows));
    *out = second;
    return OK;
}

Err second_save(Tx *tx, Str person, const SecondFactor *second)
{
    return db_run(tx, SQL_SECOND_PUT, db_text(tx->ctx->jurisdiction), db_text(person), db_text(second->secret),
                  db_int(second->made_at), db_int(second->confirmed_at), db_int(second->last_step));
}

Err second_drop(Tx *tx, Str person)
{
    TRY(db_run(tx, SQL_RECOVERY_DROP, db_text(tx->ctx->jurisdiction), db_text(person)));
    return db_run(tx, SQL_SECOND_DROP, db_text(tx->ctx->jurisdiction), db_text(person));
}

Err second_all(Tx *tx, PersonIds *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    PersonIds ids = {0};
    TRY(db_query(tx, &rows, SQL_SECOND_LIST, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&rows)) {
        ids.at = ARENA_MORE(tx->ctx->arena, ids.at, ids.len);
        ids.at[ids.len++] = rows_text(&rows, 0);
    }
    TRY(rows_end(&rows));
    *out = ids;
    return OK;
}

Err recovery_add(Tx *tx, Str person, Str code_hash)
{
    return db_run(tx, SQL_RECOVERY_INSERT, db_text(tx->ctx->jurisdiction), db_text(person), db_text(code_hash));
}

Err recovery_left(Tx *tx, Str person, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_RECOVERY_UNUSED, db_text(tx->ctx->jurisdiction), db_text(person)));
    return first_count(&rows, out);
}

Err recovery_use(Tx *tx, Str person, Str code_hash, bool *used)
{
    Rows rows CLEANUP(rows_close) = {0};
    int64_t count = 0;
    TRY(db_query(tx, &rows, SQL_RECOVERY_HAS, db_text(tx->ctx->jurisdiction), db_text(person), db_text(code_hash)));
    TRY(first_count(&rows, &count));
    TRY(db_run(tx, SQL_RECOVERY_USE, db_text(tx->ctx->jurisdiction), db_text(person), db_text(code_hash),
               db_int(tx->ctx->now)));
    *used = count > 0;
    return OK;
}
