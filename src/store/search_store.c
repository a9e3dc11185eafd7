/* Rows of the search index; see search_store.h. */
#include "store/search_store.h"

#include "base/buf.h"

Err search_state_load(Tx *tx, SearchState *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SEARCH_STATE_LOAD, db_text(tx->ctx->jurisdiction)));
    *out = (SearchState){0};
    if (rows_next(&rows))
        *out = (SearchState){.basis = rows_text(&rows, 0),
                             .next_sid = rows_int(&rows, 1),
                             .seen_at = rows_int(&rows, 2),
                             .fill_at = rows_int(&rows, 3),
                             .fill_number = rows_text(&rows, 4),
                             .filled = rows_int(&rows, 5) != 0};
    return rows_end(&rows);
}

Err search_state_save(Tx *tx, const SearchState *s)
{
    return db_run(tx, SQL_SEARCH_STATE_SAVE, db_text(tx->ctx->jurisdiction), db_text(s->basis), db_int(s->next_sid),
                  db_int(s->seen_at), db_int(s->fill_at), db_text(s->fill_number), db_int(s->filled));
}

Err search_doc_load(Tx *tx, Str subject, SearchDoc *out, bool *found)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SEARCH_DOC_LOAD, db_text(tx->ctx->jurisdiction), db_text(subject)));
    *found = rows_next(&rows);
    if (*found)
        *out = (SearchDoc){.sid = rows_int(&rows, 0),
                           .subject = subject,
                           .version = rows_int(&rows, 1),
                           .at = rows_int(&rows, 2),
                           .marks = rows_text(&rows, 3),
                           .body = rows_text(&rows, 4)};
    return rows_end(&rows);
}

/* {"a","b"}: what PostgreSQL reads as a list of texts. */
static Str token_array(Arena *arena, Str tokens)
{
    Buf out = buf_new(arena);
    Str head, rest = tokens;
    buf_char(&out, '{');
    for (bool more = !str_empty(tokens); more;) {
        more = str_cut(rest, ' ', &head, &rest);
        if (out.len > 1)
            buf_char(&out, ',');
        buf_char(&out, '"');
        buf_add(&out, more ? head : rest);
        buf_char(&out, '"');
    }
    buf_char(&out, '}');
    return buf_str(&out);
}

Str search_stretch(Arena *arena, int bits, int64_t sid)
{
    return str_printf(arena, "@%d.%lld", bits, (long long)(sid >> bits));
}

static Err put(Tx *tx, const SearchEntry *entry)
{
    const SearchDoc *d = &entry->doc;
    Arena *arena = tx->ctx->arena;
    Str tokens[] = {search_stretch(arena, STRETCH_SHORT, d->sid), search_stretch(arena, STRETCH_LONG, d->sid),
                    entry->tokens};
    if (tx_on_server(tx))
        return db_run(tx, SQL_SEARCH_DOC_PUT_POSTGRES, db_text(tx->ctx->jurisdiction), db_int(d->sid),
                      db_text(d->subject), db_int(d->version), db_int(d->at), db_text(d->marks), db_text(d->body),
                      db_text(token_array(arena, str_join(arena, tokens, COUNT_OF(tokens), STR(" ")))));
    TRY(db_run(tx, SQL_SEARCH_DOC_PUT_SQLITE, db_text(tx->ctx->jurisdiction), db_int(d->sid), db_text(d->subject),
               db_int(d->version), db_int(d->at), db_text(d->marks), db_text(d->body)));
    return db_run(tx, SQL_SEARCH_TOKENS_ADD_SQLITE, db_int(d->sid), db_text(entry->tokens));
}

Err search_doc_add(Tx *tx, const SearchEntry *entry, int64_t *sid)
{
    Rows rows CLEANUP(rows_close) = {0};
    SqlId next = tx_on_server(tx) ? SQL_SEARCH_NEXT_SID_POSTGRES : SQL_SEARCH_NEXT_SID_SQLITE;
    TRY(db_query(tx, &rows, next, db_text(tx->ctx->jurisdiction)));
    SearchEntry numbered = *entry;
    numbered.doc.sid = rows_next(&rows) ? rows_int(&rows, 0) : 1;
    TRY(rows_end(&rows));
    TRY(db_run(tx, SQL_SEARCH_SID_TAKEN, db_text(tx->ctx->jurisdiction), db_int(numbered.doc.sid + 1)));
    *sid = numbered.doc.sid;
    return put(tx, &numbered);
}

static Err drop_tokens(Tx *tx, int64_t sid, Str tokens)
{
    return tx_on_server(tx) ? OK : db_run(tx, SQL_SEARCH_TOKENS_DROP_SQLITE, db_int(sid), db_text(tokens));
}

Err search_doc_change(Tx *tx, const SearchEntry *entry, Str old_tokens)
{
    TRY(drop_tokens(tx, entry->doc.sid, old_tokens));
    return put(tx, entry);
}

Err search_doc_same(Tx *tx, int64_t sid, int64_t version)
{
    return db_run(tx, SQL_SEARCH_DOC_VERSION, db_text(tx->ctx->jurisdiction), db_int(sid), db_int(version));
}

Err search_doc_drop(Tx *tx, int64_t sid, Str old_tokens)
{
    TRY(drop_tokens(tx, sid, old_tokens));
    return db_run(tx, SQL_SEARCH_DOC_DROP, db_text(tx->ctx->jurisdiction), db_int(sid));
}

Err search_docs_wipe(Tx *tx)
{
    DbValue ours = db_text(tx->ctx->jurisdiction);
    if (tx_on_server(tx)) {
        TRY(db_run(tx, SQL_SEARCH_WIPE_DOCS_POSTGRES, ours));
        return db_run(tx, SQL_SEARCH_WIPE_STATE_POSTGRES, ours);
    }
    TRY(db_run(tx, SQL_SEARCH_WIPE_TOKENS_SQLITE));
    TRY(db_run(tx, SQL_SEARCH_WIPE_DOCS_SQLITE, ours));
    return db_run(tx, SQL_SEARCH_WIPE_STATE_SQLITE, ours);
}

Err search_changed(Tx *tx, UnixMs since, int64_t most, SearchChange *at, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_SEARCH_CHANGED, db_text(tx->ctx->jurisdiction), db_int(since), db_int(most)));
    while (n < (size_t)most && rows_next(&rows))
        at[n++] = (SearchChange){rows_text(&rows, 0), rows_int(&rows, 1)};
    *count = n;
    return rows_end(&rows);
}

SearchHit search_hit_of_row(const Rows *rows)
{
    return (SearchHit){.sid = rows_int(rows, 0),
                       .subject = rows_text(rows, 1),
                       .at = rows_int(rows, 2),
                       .open = rows_int(rows, 3) != 0,
                       .body = rows_text(rows, 4)};
}

Err search_find_in_file(Tx *tx, const SearchFind *find, Rows *rows)
{
    return db_query(tx, rows, SQL_SEARCH_FIND_SQLITE, db_text(tx->ctx->jurisdiction), db_text(find->expression),
                    db_int(find->below));
}

Err search_find_on_server(Tx *tx, const SearchFind *find, int64_t *sids, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_SEARCH_FIND_POSTGRES, db_text(tx->ctx->jurisdiction), db_text(find->expression),
                 db_int(find->below), db_int(find->most)));
    while (n < (size_t)find->most && rows_next(&rows))
        sids[n++] = rows_int(&rows, 0);
    *count = n;
    return rows_end(&rows);
}

Err search_hits_on_server(Tx *tx, const SearchSids *sids, SearchHit *out, size_t *found)
{
    Rows rows CLEANUP(rows_close) = {0};
    Buf list = buf_new(tx->ctx->arena);
    size_t n = 0;
    for (size_t i = 0; i < sids->len; i++)
        buf_printf(&list, "%c%lld", i == 0 ? '{' : ',', (long long)sids->at[i]);
    buf_z(&list, sids->len == 0 ? "{}" : "}");
    TRY(db_query(tx, &rows, SQL_SEARCH_DOCS_POSTGRES, db_text(tx->ctx->jurisdiction), db_text(buf_str(&list))));
    while (n < sids->len && rows_next(&rows))
        out[n++] = search_hit_of_row(&rows);
    *found = n;
    return rows_end(&rows);
}

Err search_numbers(Tx *tx, Str beginning, int64_t most, Str *out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    Str end = str_join(tx->ctx->arena, (const Str[]){beginning, STR(":")}, 2, STR("")); /* ':' comes after '9' */
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_SEARCH_NUMBERS, db_text(tx->ctx->jurisdiction), db_text(beginning), db_text(end),
                 db_int(most)));
    while (n < (size_t)most && rows_next(&rows))
        out[n++] = rows_text(&rows, 0);
    *count = n;
    return rows_end(&rows);
}
