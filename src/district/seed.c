/* Accounts for the people of people.csv; see store.h. Rows of one login are one person with several roles. */
#include "auth/accounts.h"
#include "district/store.h"
#include "district/tables.h"

enum { GRANTS_MAX = 32 };

static bool comes_first(const PersonRow *rows, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_eq(rows[i].login, rows[at].login))
            return false;
    return true;
}

static Err seed_one(Tx *tx, const DistrictSeed *seed, const PersonRow *rows, size_t count)
{
    Grant grants[GRANTS_MAX];
    size_t grant_count = 0;
    for (size_t i = 0; i < count && grant_count < GRANTS_MAX; i++)
        if (str_eq(rows[i].login, rows[0].login))
            grants[grant_count++] = (Grant){.role = rows[i].role, .unit = rows[i].unit};
    AccountSeed account = {.password = seed->password,
                           .person = {.id = rows[0].login,
                                      .login = rows[0].login,
                                      .name = rows[0].name_zh,
                                      .phone = rows[0].phone,
                                      .stand_in = rows[0].stand_in,
                                      .must_change = seed->must_change,
                                      .grants = grants,
                                      .grant_count = grant_count}};
    Person made;
    return account_seed(tx, &account, &made);
}

Err district_seed_people(Tx *tx, const DistrictFiles *files, const DistrictSeed *seed)
{
    DistrictProblems problems = {0};
    District scratch = {0};
    Reading reading = {
        .ctx = tx->ctx, .arena = tx->ctx->arena, .files = files, .district = &scratch, .problems = &problems};
    const PersonRow *rows = NULL;
    size_t count = read_people_rows(&reading, &rows);
    if (problems.all > 0)
        return fail(tx->ctx, ERR_INVALID, MSG_DISTRICT_BROKEN, str_printf(tx->ctx->arena, "%zu", problems.all),
                    problems.at[0].text[tx->ctx->lang]);
    for (size_t i = 0; i < count; i++)
        if (comes_first(rows, i))
            TRY(seed_one(tx, seed, &rows[i], count - i));
    return OK;
}
