/* Sessions and throttles <-> rows; see session_store.h. */
#include "store/session_store.h"

Err session_insert(Tx *tx, const SessionRow *session)
{
    return db_run(tx, SQL_SESSION_INSERT, db_text(tx->ctx->jurisdiction), db_text(session->token_hash),
                  db_text(session->person), db_text(session->csrf), db_int(session->created_at),
                  db_int(session->expires_at), db_text(session->there_subject), db_text(session->there_session),
                  db_text(session->there_hint), db_int(session->second_at));
}

enum { GRANTS_MOST = 64 }; /* account_change refuses more */

Err session_find(Tx *tx, Str token_hash, SessionFound *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SESSION_RESOLVE, db_text(tx->ctx->jurisdiction), db_text(token_hash)));
    SessionFound found = {0};
    Grant *grants = ARENA_ARRAY(tx->ctx->arena, Grant, GRANTS_MOST);
    while (rows_next(&rows)) {
        if (str_empty(found.session.person)) {
            found.session = (SessionRow){.token_hash = token_hash,
                                         .person = rows_text(&rows, 0),
                                         .csrf = rows_text(&rows, 1),
                                         .created_at = rows_int(&rows, 2),
                                         .seen_at = rows_int(&rows, 3),
                                         .expires_at = rows_int(&rows, 4),
                                         .there_subject = rows_text(&rows, 11),
                                         .there_session = rows_text(&rows, 12),
                                         .there_hint = rows_text(&rows, 13),
                                         .second_at = rows_int(&rows, 14)};
            found.login = rows_text(&rows, 5);
            found.name = rows_text(&rows, 6);
            found.must_change = rows_int(&rows, 7) != 0;
            found.active = rows_int(&rows, 8) != 0;
            found.has_second = !rows_null(&rows, 15) && rows_int(&rows, 15) > 0;
        }
        Role role;
        if (found.grant_count < GRANTS_MOST && !rows_null(&rows, 9) && role_parse(rows_text(&rows, 9), &role))
            grants[found.grant_count++] = (Grant){role, rows_text(&rows, 10)};
    }
    TRY(rows_end(&rows));
    found.grants = grants;
    *out = found;
    return OK;
}

Err session_touch(Tx *tx, const SessionRow *session)
{
    return db_run(tx, SQL_SESSION_TOUCH, db_text(tx->ctx->jurisdiction), db_text(session->token_hash),
                  db_int(session->seen_at), db_int(session->expires_at));
}

Err session_delete(Tx *tx, Str token_hash)
{
    return db_run(tx, SQL_SESSION_DELETE, db_text(tx->ctx->jurisdiction), db_text(token_hash));
}

Err session_delete_of(Tx *tx, Str person, Str keep)
{
    return db_run(tx, SQL_SESSION_DELETE_OF, db_text(tx->ctx->jurisdiction), db_text(person), db_text(keep));
}

Err session_delete_there(Tx *tx, Str subject, Str session)
{
    if (str_empty(subject))
        return db_run(tx, SQL_SESSION_DELETE_THERE_SESSION, db_text(tx->ctx->jurisdiction), db_text(session));
    return db_run(tx, SQL_SESSION_DELETE_THERE, db_text(tx->ctx->jurisdiction), db_text(subject), db_text(session));
}

Err throttle_load(Tx *tx, Str subject, Throttle *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_THROTTLE_GET, db_text(tx->ctx->jurisdiction), db_text(subject)));
    Throttle throttle = {0};
    if (rows_next(&rows))
        throttle = (Throttle){rows_int(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2)};
    TRY(rows_end(&rows));
    *out = throttle;
    return OK;
}

Err throttle_save(Tx *tx, Str subject, const Throttle *throttle)
{
    return db_run(tx, SQL_THROTTLE_PUT, db_text(tx->ctx->jurisdiction), db_text(subject), db_int(throttle->count),
                  db_int(throttle->since), db_int(throttle->until));
}

Err session_sweep(Tx *tx, UnixMs quiet_since)
{
    TRY(db_run(tx, SQL_SESSION_SWEEP, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now)));
    return db_run(tx, SQL_THROTTLE_SWEEP, db_text(tx->ctx->jurisdiction), db_int(quiet_since), db_int(tx->ctx->now));
}
