/* How fast the dashboard counts: a made-up year of N cases, eight frozen items each, asked for by those who ask.
 *   figures_bench FOLDER [cases, default 100000]      (FOLDER holds figures.db, made when missing)
 * Told is processor time, which a busy machine does not stretch. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "db/conn.h"
#include "district/parse.h"
#include "insight/figures.h"

static const UnixMs NOW = 1780538400000;

/* A tenth is open, one in fifty confidential, most were called.
 */
static const char CASES[] =
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %lld - 1) INSERT INTO cases SELECT "
    "'350102', printf('GL%%08d', i), CASE WHEN i %% 10 = 0 THEN 'HANDLING' ELSE 'CLOSED' END, 'U3', 'ORDINARY', 'WEB', "
    "printf('P%%02d%%02d', i %% 9 + 1, i %% 11 + 1), printf('3501020%%02d', i %% 9 + 1), "
    "CASE i %% 3 WHEN 0 THEN 'YLZX' WHEN 1 THEN 'CGJ' ELSE printf('3501020%%02d001', i %% 9 + 1) END, '', '', '', "
    "printf('3501020%%02d', i %% 9 + 1), '', '', 260000000, 1190000000, 10, 'pin', i %% 4 > 0, 0, i %% 50 = 7, "
    "%lld - i * (366 * 86400000 / %lld), 0, 0, 0, 0, CASE WHEN i %% 10 = 0 THEN 0 ELSE %lld - i * (366 * 86400000 / "
    "%lld) + 90000 END, "
    "0, 0, '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', 1, 5, 'm', 9, '', 0, i %% 10 = 0, %lld + i, 'T5' FROM "
    "n;";
static const char CALLS[] =
    "INSERT INTO case_calls SELECT jurisdiction, number, 1, 'CONFIRMED', 'DONE', 1, 1, handler_unit, owner, 'p', 'q', "
    "submitted_at, submitted_at, submitted_at, submitted_at, CASE WHEN is_open = 1 THEN 0 ELSE closed_at END, "
    "'ON_SITE', 5, '', 5, 5, 5, 5, 0 "
    "FROM cases WHERE handler_unit IN ('YLZX', 'CGJ');";
static const char ITEMS[] = "INSERT INTO due_items (jurisdiction, measure, number, item, unit, category, due_at, hit, "
                            "corrected_hit, corrected_at, subdistrict) "
                            "SELECT c.jurisdiction, m.column1, c.number, 'case', CASE WHEN m.column1 IN ('response', "
                            "'dispatch') THEN c.owner ELSE c.handler_unit END, "
                            "c.category, c.submitted_at + 600000, c.satisfied > 3, 1, 0, c.subdistrict FROM cases c, "
                            "(VALUES ('response'), ('check_in'), ('handle'), ('solved'), ('satisfied'), ('rework'), "
                            "('extension'), ('dispatch')) m;";

static void check(Ctx *ctx, Err err)
{
    if (err == OK)
        return;
    Str why = ctx_failure_text(ctx);
    fprintf(stderr, STR_FMT " " STR_FMT "\n", STR_ARG(why), STR_ARG(ctx->failure.internal));
    exit(1);
}

static Err run_script(Tx *tx, const void *in, void *out)
{
    (void)out;
    return conn_script(tx->conn, tx->ctx, in);
}

static void fill(Db *db, Ctx *ctx, int64_t cases)
{
    long long n = cases, now = NOW;
    Str script = str_printf(ctx->arena, CASES, n, now, n, now, n, now);
    check(ctx, db_write(db, ctx, run_script, str_z(ctx->arena, script), NULL));
    check(ctx, db_write(db, ctx, run_script, CALLS, NULL));
    check(ctx, db_write(db, ctx, run_script, ITEMS, NULL));
}

static Err load(Tx *tx, const void *in, void *out)
{
    return figures_load(tx, in, out);
}

typedef struct Asker {
    const char *who;
    Role role;
    const char *unit;
} Asker;

static void measure(Db *db, Ctx *ctx, const Asker *asker, int64_t days)
{
    enum { TIMES = 5 };
    Grant grant = {asker->role, str_of(asker->unit)};
    Actor actor = {.person = STR("p"), .grants = &grant, .grant_count = 1};
    FigureScope scope;
    Figures figures;
    double first = 0, rest = 0;
    ctx->actor = &actor;
    check(ctx, figures_scope(ctx, days, &scope));
    for (int i = 0; i <= TIMES; i++) {
        clock_t start = clock();
        check(ctx, db_read(db, ctx, load, &scope, &figures));
        double took = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
        first = i == 0 ? took : first;
        rest += i == 0 ? 0 : took / TIMES;
    }
    printf("%-12s %3lld days: first %7.1f ms, then %7.1f ms (%lld open, %lld responses, %zu units)\n", asker->who,
           (long long)days, first, rest, (long long)figures.open, (long long)figures.rates[FIGURE_RESPONSE].rate.n,
           figures.unit_count);
}

int main(int argc, char **argv)
{
    static const Asker askers[] = {{"centre", ROLE_CENTRE_LEADER, "CEN"},
                                   {"street", ROLE_SUBDISTRICT_LEADER, "350102009"},
                                   {"department", ROLE_DEPARTMENT_LEADER, "YLZX"}};
    static const int64_t spans[] = {30, 366};
    if (argc < 2)
        return 2;
    Ctx ctx = {.arena = arena_new((size_t)1 << 30), .now = NOW, .rand = NULL};
    DistrictFiles files = {0};
    District *district = NULL;
    Db *db = NULL;
    int64_t version = 0;
    check(&ctx, district_load_folder(&ctx, "districts/gulou", &files));
    check(&ctx, district_parse(&ctx, &files, &district));
    ctx.district = district;
    ctx.jurisdiction = district->code;
    DbOptions options = {.path = str_z(ctx.arena, str_printf(ctx.arena, "%s/figures.db", argv[1]))};
    check(&ctx, db_open(&ctx, &options, &db));
    check(&ctx, db_schema_version(db, &ctx, &version));
    check(&ctx, db_migrate(db, &ctx));
    if (version == 0)
        fill(db, &ctx, argc > 2 ? atoll(argv[2]) : 100000);
    for (size_t i = 0; i < COUNT_OF(askers); i++)
        for (size_t k = 0; k < COUNT_OF(spans); k++)
            measure(db, &ctx, &askers[i], spans[k]);
    db_close(db);
    district_free(district);
    arena_free(ctx.arena);
    return 0;
}
