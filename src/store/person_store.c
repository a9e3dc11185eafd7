/* People <-> rows; see person_store.h. */
#include "store/person_store.h"

enum { EVENTS_MOST = 500 };

static Str code_of(Role role)
{
    return str_of(role_code(role));
}

static Person read_person(const Rows *rows)
{
    return (Person){.id = rows_text(rows, 0),
                    .login = rows_text(rows, 1),
                    .name = rows_text(rows, 2),
                    .phone = rows_text(rows, 3),
                    .must_change = rows_int(rows, 4) != 0,
                    .active = rows_int(rows, 5) != 0,
                    .stand_in = rows_text(rows, 6),
                    .created_at = rows_int(rows, 7),
                    .last_sign_in_at = rows_int(rows, 8)};
}

static Err load_grants(Tx *tx, Person *person)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PERSON_GRANTS, db_text(tx->ctx->jurisdiction), db_text(person->id)));
    Grant *grants = NULL;
    size_t count = 0;
    while (rows_next(&rows)) {
        Role role;
        if (!role_parse(rows_text(&rows, 0), &role))
            continue; /* a role of a newer program gives nothing here */
        grants = ARENA_MORE(tx->ctx->arena, grants, count);
        grants[count++] = (Grant){role, rows_text(&rows, 1)};
    }
    TRY(rows_end(&rows));
    person->grants = grants;
    person->grant_count = count;
    return OK;
}

Err person_load(Tx *tx, Str id, Person *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PERSON_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    bool found = rows_next(&rows);
    Person person = found ? read_person(&rows) : (Person){0};
    TRY(rows_end(&rows));
    if (!found)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_ACCOUNT_UNKNOWN);
    TRY(load_grants(tx, &person));
    *out = person;
    return OK;
}

static Err list_rows(Rows *rows, People *out)
{
    People people = {0};
    while (rows_next(rows)) {
        people.at = ARENA_MORE(rows->tx->ctx->arena, people.at, people.len);
        people.at[people.len++] = read_person(rows);
    }
    TRY(rows_end(rows));
    *out = people;
    return OK;
}

Err person_list(Tx *tx, People *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    People people;
    TRY(db_query(tx, &rows, SQL_PERSON_LIST, db_text(tx->ctx->jurisdiction)));
    TRY(list_rows(&rows, &people));
    for (size_t i = 0; i < people.len; i++)
        TRY(load_grants(tx, &people.at[i]));
    *out = people;
    return OK;
}

Err person_list_with_role(Tx *tx, const Grant *grant, People *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PERSON_LIST_WITH_ROLE, db_text(tx->ctx->jurisdiction), db_text(grant->unit),
                 db_text(code_of(grant->role))));
    return list_rows(&rows, out);
}

Err person_posts(Tx *tx, Posts *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Posts posts = {0};
    TRY(db_query(tx, &rows, SQL_PERSON_POSTS, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&rows)) {
        Role role;
        if (!role_parse(rows_text(&rows, 2), &role))
            continue;
        posts.at = ARENA_MORE(tx->ctx->arena, posts.at, posts.len);
        posts.at[posts.len++] =
            (Post){rows_text(&rows, 0), rows_text(&rows, 1), {.role = role, .unit = rows_text(&rows, 3)}};
    }
    TRY(rows_end(&rows));
    *out = posts;
    return OK;
}

static Err read_secret(Rows *rows, PersonSecret *out)
{
    if (rows_next(rows))
        *out = (PersonSecret){.id = rows_text(rows, 0),
                              .login = rows_text(rows, 1),
                              .password = rows_text(rows, 2),
                              .active = rows_int(rows, 3) != 0,
                              .must_change = rows_int(rows, 4) != 0};
    else
        *out = (PersonSecret){0};
    return rows_end(rows);
}

Err person_secret_by_login(Tx *tx, Str login, PersonSecret *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PERSON_SECRET_BY_LOGIN, db_text(tx->ctx->jurisdiction), db_text(login)));
    return read_secret(&rows, out);
}

Err person_secret(Tx *tx, Str id, PersonSecret *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PERSON_SECRET, db_text(tx->ctx->jurisdiction), db_text(id)));
    PersonSecret secret;
    TRY(read_secret(&rows, &secret));
    if (str_empty(secret.id))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_ACCOUNT_UNKNOWN);
    *out = secret;
    return OK;
}

static Err insert_grants(Tx *tx, Str id, const Grant *grants, size_t count)
{
    for (size_t i = 0; i < count; i++)
        TRY(db_run(tx, SQL_PERSON_GRANT, db_text(tx->ctx->jurisdiction), db_text(id), db_text(code_of(grants[i].role)),
                   db_text(grants[i].unit)));
    return OK;
}

Err person_insert(Tx *tx, const Person *person, Str password)
{
    PersonSecret same;
    TRY(person_secret_by_login(tx, person->login, &same));
    if (!str_empty(same.id))
        return fail(tx->ctx, ERR_CONFLICT, MSG_LOGIN_TAKEN, person->login);
    TRY(db_run(tx, SQL_PERSON_INSERT, db_text(tx->ctx->jurisdiction), db_text(person->id), db_text(person->login),
               db_text(person->name), db_text(person->phone), db_text(password), db_int(person->must_change),
               db_text(person->stand_in), db_int(tx->ctx->now)));
    return insert_grants(tx, person->id, person->grants, person->grant_count);
}

static Err changed_one(Tx *tx, int64_t changed)
{
    return changed == 1 ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_ACCOUNT_UNKNOWN);
}

Err person_set_password(Tx *tx, Str id, Str password, int64_t must_change)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_PERSON_SET_PASSWORD, db_text(tx->ctx->jurisdiction), db_text(id), db_text(password),
                  db_int(must_change)));
    return changed_one(tx, changed);
}

Err person_set_active(Tx *tx, Str id, int64_t active)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_PERSON_SET_ACTIVE, db_text(tx->ctx->jurisdiction), db_text(id), db_int(active)));
    return changed_one(tx, changed);
}

Err person_set_stand_in(Tx *tx, Str id, Str stand_in)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_PERSON_SET_STAND_IN, db_text(tx->ctx->jurisdiction), db_text(id),
                  db_text(stand_in)));
    return changed_one(tx, changed);
}

Err person_set_grants(Tx *tx, Str id, const Grant *grants, size_t count)
{
    TRY(db_run(tx, SQL_PERSON_GRANTS_CLEAR, db_text(tx->ctx->jurisdiction), db_text(id)));
    return insert_grants(tx, id, grants, count);
}

Err person_signed_in(Tx *tx, Str id)
{
    return db_run(tx, SQL_PERSON_SIGNED_IN, db_text(tx->ctx->jurisdiction), db_text(id), db_int(tx->ctx->now));
}

Err person_count_with_role(Tx *tx, Role role, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PERSON_COUNT_WITH_ROLE, db_text(tx->ctx->jurisdiction), db_text(code_of(role))));
    int64_t count = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    TRY(rows_end(&rows));
    *out = count;
    return OK;
}

Err account_event_append(Tx *tx, const AccountEvent *event)
{
    unsigned char id[12];
    rand_bytes(tx->ctx->rand, id, sizeof id);
    return db_run(tx, SQL_ACCOUNT_EVENT_INSERT, db_text(tx->ctx->jurisdiction),
                  db_text(str_hex(tx->ctx->arena, id, sizeof id)), db_int(tx->ctx->now), db_text(event->action),
                  db_text(event->person), db_text(event->subject), db_text(event->detail));
}

static Err take_events(Tx *tx, Rows *rows, AccountEvents *out)
{
    AccountEvents events = {.at = ARENA_ARRAY(tx->ctx->arena, AccountEvent, EVENTS_MOST)};
    while (rows_next(rows))
        events.at[events.len++] = (AccountEvent){.at = rows_int(rows, 0),
                                                 .action = rows_text(rows, 1),
                                                 .person = rows_text(rows, 2),
                                                 .subject = rows_text(rows, 3),
                                                 .detail = rows_text(rows, 4)};
    TRY(rows_end(rows));
    *out = events;
    return OK;
}

Err account_event_list(Tx *tx, AccountEvents *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ACCOUNT_EVENT_LIST, db_text(tx->ctx->jurisdiction)));
    return take_events(tx, &rows, out);
}

Err account_event_list_of(Tx *tx, const AccountEventsOf *of, AccountEvents *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ACCOUNT_EVENT_LIST_OF, db_text(tx->ctx->jurisdiction), db_text(of->action),
                 db_int(of->since)));
    return take_events(tx, &rows, out);
}
