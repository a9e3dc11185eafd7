/* Accounts with their posts, leases, event modes: few rows, asked often. */
#include <stdlib.h>
#include <string.h>

#include "sim/memory_parts.h"

typedef struct Member {
    Str person, login, row; /* malloc'd; the row as person_load asks for it */
    Part grants;            /* role, unit */
} Member;

/* Who holds a role at a unit, by login. */
typedef struct Holders {
    Member **at;
    size_t len;
} Holders;

static uint64_t key_of(Str a, Str b)
{
    return (str_hash(a) * 31 + str_hash(b)) | 1;
}

static Member *member_of(Memory *m, Str person)
{
    return map_get(&m->people, key_of(person, STR("")));
}

static Err person_insert(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    Memory *m = asked->m;
    (void)changed;
    if (member_of(m, a[1].text) != NULL)
        return fail(asked->tx->ctx, ERR_CONFLICT, MSG_ROW_EXISTS);
    const DbValue row[] = {a[1], a[2], a[3], a[4], a[6], db_int(1), a[7], a[8], db_int(0)};
    Member *member = memory_room(sizeof *member);
    *member = (Member){lasting(a[1].text), lasting(a[2].text), lasting(packed(m, row, COUNT_OF(row))), {0}};
    map_put(&m->people, key_of(member->person, STR("")), member);
    Str *wider = memory_room((m->login_count + 1) * sizeof *wider);
    size_t at = m->login_count;
    for (; at > 0 && str_cmp(m->logins[at - 1], member->login) > 0; at--)
        wider[at] = m->logins[at - 1];
    wider[at] = member->person;
    for (size_t i = 0; i < at; i++)
        wider[i] = m->logins[i];
    free(m->logins);
    m->logins = wider;
    m->login_count++;
    return OK;
}

static Err person_grant(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    Memory *m = asked->m;
    Member *member = member_of(m, a[1].text);
    (void)changed;
    if (member == NULL)
        return OK;
    PartRow row = part_first(&member->grants);
    for (; row.bytes.at != NULL; row = part_next(&member->grants, row)) { /* ORDER BY role, unit */
        Cell cells[2];
        (void)row_unpack(m->words, row.bytes, cells, 2);
        int order = str_cmp(cells[0].text, a[2].text);
        if (order > 0 || (order == 0 && str_cmp(cells[1].text, a[3].text) > 0))
            break;
    }
    part_add(&member->grants, row, packed(m, a + 2, 2));
    uint64_t key = key_of(a[3].text, a[2].text);
    Holders *holders = map_get(&m->posts, key);
    if (holders == NULL)
        map_put(&m->posts, key, holders = memory_room(sizeof *holders));
    Member **wider = memory_room((holders->len + 1) * sizeof *wider);
    size_t at = holders->len;
    for (; at > 0 && str_cmp(holders->at[at - 1]->login, member->login) > 0; at--)
        wider[at] = holders->at[at - 1];
    wider[at] = member;
    for (size_t i = 0; i < at; i++)
        wider[i] = holders->at[i];
    free(holders->at);
    *holders = (Holders){wider, holders->len + 1};
    return OK;
}

/* Asked before an account is made: whether the login is free. Nobody signs in here, so there is no password to tell. */
static Err person_secret_by_login(const Asked *asked, Found *found)
{
    const Memory *m = asked->m;
    for (size_t i = 0; i < m->login_count; i++) {
        const Member *member = member_of(asked->m, m->logins[i]);
        if (!str_eq(member->login, asked->args[1].text))
            continue;
        const DbValue row[] = {db_text(member->person), db_text(member->login), db_text(STR("")), db_int(1), db_int(0)};
        Str *rows = ARENA_NEW(asked->tx->ctx->arena, Str);
        *rows = found_row(asked, row, COUNT_OF(row));
        found_rows(found, rows, 1);
    }
    return OK;
}

static Err person_load(const Asked *asked, Found *found)
{
    Member *member = member_of(asked->m, asked->args[1].text);
    if (member != NULL)
        found_rows(found, &member->row, 1);
    return OK;
}

static Err person_grants(const Asked *asked, Found *found)
{
    const Member *member = member_of(asked->m, asked->args[1].text);
    if (member != NULL)
        found_part(found, &member->grants);
    return OK;
}

static Err person_list(const Asked *asked, Found *found)
{
    Memory *m = asked->m;
    Str *rows = ARENA_ARRAY(asked->tx->ctx->arena, Str, m->login_count + 1);
    for (size_t i = 0; i < m->login_count; i++)
        rows[i] = member_of(m, m->logins[i])->row;
    found_rows(found, rows, m->login_count);
    return OK;
}

static Err person_list_with_role(const Asked *asked, Found *found)
{
    const Holders *holders = map_get(&asked->m->posts, key_of(asked->args[1].text, asked->args[2].text));
    size_t len = holders != NULL ? holders->len : 0;
    Str *rows = ARENA_ARRAY(asked->tx->ctx->arena, Str, len + 1);
    for (size_t i = 0; i < len; i++)
        rows[i] = holders->at[i]->row;
    found_rows(found, rows, len);
    return OK;
}

static Err account_event_insert(const Asked *asked, int64_t *changed)
{
    (void)changed;
    sum_add(&asked->m->rows, STR("account_events"), &(Sum){.n = 1});
    return OK;
}

/* --- leases --- */

enum { LEASE_NAME, LEASE_HOLDER, LEASE_UNTIL, LEASE_CELLS };

static Str *lease_of(Memory *m, Str name, Cell *cells)
{
    for (size_t i = 0; i < m->lease_count; i++) {
        (void)row_unpack(m->words, m->leases[i], cells, LEASE_CELLS);
        if (str_eq(cells[LEASE_NAME].text, name))
            return &m->leases[i];
    }
    return NULL;
}

static Err lease_take(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    Memory *m = asked->m;
    Cell cells[LEASE_CELLS];
    Str *lease = lease_of(m, a[1].text, cells);
    *changed = lease == NULL || str_eq(cells[LEASE_HOLDER].text, a[2].text) || cells[LEASE_UNTIL].number <= a[4].number;
    if (*changed == 0)
        return OK;
    if (lease == NULL && m->lease_count == LEASES_MAX)
        return fail(asked->tx->ctx, ERR_STORAGE, MSG_STORAGE);
    Str row = packed(m, a + 1, LEASE_CELLS);
    if (lease != NULL && lease->len == row.len) { /* nearly always: only the time moves on */
        memcpy((void *)lease->at, row.at, row.len);
        return OK;
    }
    if (lease != NULL)
        free((void *)lease->at);
    else
        lease = &m->leases[m->lease_count++];
    *lease = lasting(row);
    return OK;
}

/* --- event modes --- */

enum { MODE_EVENT, MODE_AT, MODE_SINCE, MODE_UNTIL, MODE_CELLS = 7 };

static Err event_mode_add(const Asked *asked, int64_t *changed)
{
    Memory *m = asked->m;
    (void)changed;
    if (m->mode_count == MODES_MAX)
        return fail(asked->tx->ctx, ERR_STORAGE, MSG_STORAGE);
    m->modes[m->mode_count++] = lasting(packed(m, asked->args + 1, MODE_CELLS));
    return OK;
}

static bool is_latest(const Memory *m, size_t at, Str event)
{
    for (size_t i = at + 1; i < m->mode_count; i++) {
        Cell cells[MODE_CELLS];
        (void)row_unpack(m->words, m->modes[i], cells, MODE_CELLS);
        if (str_eq(cells[MODE_EVENT].text, event))
            return false;
    }
    return true;
}

static Err event_modes_now(const Asked *asked, Found *found)
{
    const Memory *m = asked->m;
    Str *rows = ARENA_ARRAY(asked->tx->ctx->arena, Str, m->mode_count + 1);
    size_t len = 0;
    for (size_t i = 0; i < m->mode_count; i++) { /* added in order of time: so they stand by `since` */
        Cell cells[MODE_CELLS];
        (void)row_unpack(m->words, m->modes[i], cells, MODE_CELLS);
        if (cells[MODE_UNTIL].number > asked->args[1].number && is_latest(m, i, cells[MODE_EVENT].text))
            rows[len++] = m->modes[i];
    }
    found_rows(found, rows, len);
    return OK;
}

static void free_member(void *self, void *value)
{
    Member *member = value;
    (void)self;
    free((void *)member->person.at);
    free((void *)member->login.at);
    free((void *)member->row.at);
    part_free(&member->grants);
    free(member);
}

static void free_holders(void *self, void *value)
{
    (void)self;
    free(((Holders *)value)->at);
    free(value);
}

void people_free(Memory *m)
{
    map_each(&m->people, free_member, NULL);
    map_each(&m->posts, free_holders, NULL);
    map_free(&m->people);
    map_free(&m->posts);
    free(m->logins);
    for (size_t i = 0; i < m->lease_count; i++)
        free((void *)m->leases[i].at);
    for (size_t i = 0; i < m->mode_count; i++)
        free((void *)m->modes[i].at);
}

const Statement memory_people_statements[] = {
    {SQL_PERSON_INSERT, person_insert, NULL},
    {SQL_PERSON_GRANT, person_grant, NULL},
    {SQL_PERSON_SECRET_BY_LOGIN, NULL, person_secret_by_login},
    {SQL_PERSON_LOAD, NULL, person_load},
    {SQL_PERSON_GRANTS, NULL, person_grants},
    {SQL_PERSON_LIST, NULL, person_list},
    {SQL_PERSON_LIST_WITH_ROLE, NULL, person_list_with_role},
    {SQL_ACCOUNT_EVENT_INSERT, account_event_insert, NULL},
    {SQL_LEASE_TAKE, lease_take, NULL},
    {SQL_EVENT_MODE_ADD, event_mode_add, NULL},
    {SQL_EVENT_MODES_NOW, NULL, event_modes_now},
    {0},
};
