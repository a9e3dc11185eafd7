/* gulou move: a district from one store to another, SQLite or PostgreSQL either way, while it is served. The same
 * command is run twice: beside the server it copies and catches up; once the server is stopped it brings the rest,
 * proves that both stores are equal and whole, and lets go of the target. Cut short at any moment, it is run again. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/commands.h"
#include "cli/copy.h"
#include "cli/data.h"
#include "cli/options.h"
#include "insight/verify.h"
#include "store/archive_store.h"
#include "store/move_table.h"
#include "store/moving_store.h"

enum { PASSES_MOST = 6, CAUGHT_UP = 200 };

static const SettingSpec specs[] = {
    {"move.from", "", "the store as it is: sqlite:FOLDER or postgres://...", 0, 0},
    {"move.to", "", "where it goes: sqlite:FOLDER (made if missing) or postgres://... (an empty database)", 0, 0},
    {"data", "", "data folder of the PostgreSQL side, to bring the photos too", 0, 0},
};

typedef struct Place {
    const char *folder; /* of photos; NULL: not known */
    const char *path;   /* for db_open */
    bool server;
    int lock;
    Db *db;
} Place;

typedef struct Move {
    Cli *cli;
    Ctx *ctx;
    Place from, to;
    Arena *work[2];
    Progress progress;
    const StoreTable *table;
    int64_t rows, done, began_us;
} Move;

typedef struct Pass {
    int64_t rows, changed, put_off, ms;
    bool equal;
} Pass;

static void close_place(Place *place)
{
    db_close(place->db);
    data_unlock(&place->lock);
}

static void close_move(Move *move)
{
    close_place(&move->from);
    close_place(&move->to);
    arena_free(move->work[0]);
    arena_free(move->work[1]);
}

/* --- opening --- */

/* Under a name of its own, by which other processes are told from it. */
static const char *named_url(Ctx *ctx, Str url)
{
    const char *mark = str_find_char(url, '?') >= 0 ? "&" : "?";
    return str_z(ctx->arena, str_printf(ctx->arena, STR_FMT "%sapplication_name=gulou-move", STR_ARG(url), mark));
}

static Err read_place(Move *m, const char *key, Place *out)
{
    Str text = settings_str(m->cli->settings, key), data = settings_str(m->cli->settings, "data");
    Arena *arena = m->ctx->arena;
    Place place = {.lock = -1,
                   .server = str_starts(text, STR("postgres://")) || str_starts(text, STR("postgresql://"))};
    if (place.server) {
        place.path = named_url(m->ctx, text);
        place.folder = str_empty(data) ? NULL : str_z(arena, data);
    } else if (str_starts(text, STR("sqlite:")) && text.len > 7) {
        place.folder = str_z(arena, str_slice(text, 7, text.len));
        place.path = str_z(arena, str_printf(arena, "%s/gulou.db", place.folder));
    } else {
        return fail(m->ctx, ERR_INVALID, MSG_MOVE_PLACE, option_flag(arena, key));
    }
    *out = place;
    return OK;
}

static Err open_place(Move *m, Place *place)
{
    Err err = db_open(m->ctx, &(DbOptions){.path = place->path, .readers = 1}, &place->db);
    return err == OK ? OK : fail(m->ctx, err, MSG_DATABASE_CLOSED, m->ctx->failure.internal);
}

/* Its lock is taken where nobody has it, so that no server starts meanwhile. A backup has none. */
static Err open_source(Move *m)
{
    Place *from = &m->from;
    if (from->server)
        return open_place(m, from);
    const char *lock = str_z(m->ctx->arena, str_printf(m->ctx->arena, "%s/lock", from->folder));
    if (access(from->path, F_OK) != 0)
        return fail(m->ctx, ERR_NOT_FOUND, MSG_DATA_NONE, str_of(from->folder));
    if (access(lock, F_OK) == 0) {
        Err err = data_lock(m->ctx, from->folder, &from->lock);
        if (err != OK && err != ERR_CONFLICT)
            return err;
        m->ctx->failure = (Failure){0};
    }
    return open_place(m, from);
}

static Err open_target(Move *m)
{
    Place *to = &m->to;
    if (!to->server) {
        (void)mkdir(to->folder, 0700);
        TRY(data_lock(m->ctx, to->folder, &to->lock));
    }
    return open_place(m, to);
}

static Err is_served(Tx *tx, const void *in, void *out)
{
    (void)in;
    return moving_is_served(tx, out);
}

static Err source_in_use(Move *m, bool *out)
{
    if (m->from.server)
        return db_read(m->from.db, m->ctx, is_served, NULL, out);
    const char *lock = str_z(m->ctx->arena, str_printf(m->ctx->arena, "%s/lock", m->from.folder));
    *out = m->from.lock < 0 && access(lock, F_OK) == 0;
    return OK;
}

/* --- whose is the target? --- */

static Err read_name(Tx *tx, const void *in, void *out)
{
    (void)in;
    return moving_name_of(tx, out);
}

static Err read_mark(Tx *tx, const void *in, void *out)
{
    (void)in;
    return moving_from(tx, out);
}

static Err put_mark(Tx *tx, const void *in, void *out)
{
    (void)out;
    return moving_begin(tx, *(const Str *)in);
}

static Err drop_mark(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return moving_end(tx);
}

static Err count_rows(Tx *tx, const void *in, void *out)
{
    (void)in;
    int64_t all = 0, count = 0;
    for (size_t i = 0; i < store_table_count; i++) {
        if (store_tables[i].stay != TABLE_MOVES)
            continue;
        TRY(table_count(tx, &store_tables[i], &count));
        all += count;
    }
    *(int64_t *)out = all;
    return OK;
}

/* A target is taken that is empty, or was begun to be filled from this very source. */
static Err claim_target(Move *m)
{
    Str name = {0}, mark = {0};
    int64_t rows = 0;
    TRY(db_read(m->from.db, m->ctx, read_name, NULL, &name));
    TRY(db_read(m->to.db, m->ctx, read_mark, NULL, &mark));
    if (str_eq(name, mark))
        return OK;
    if (!str_empty(mark))
        return fail(m->ctx, ERR_CONFLICT, MSG_MOVE_OTHER);
    TRY(db_read(m->to.db, m->ctx, count_rows, NULL, &rows));
    if (rows > 0)
        return fail(m->ctx, ERR_CONFLICT, MSG_MOVE_TARGET_FULL, cli_number(m->cli, rows));
    return db_write(m->to.db, m->ctx, put_mark, &name, NULL);
}

static Err count_archived(Tx *tx, const void *in, void *out)
{
    (void)in;
    return archived_count(tx, out);
}

/* Their rows are in other files, which nobody reads here. */
static Err nothing_archived(Move *m)
{
    int64_t archived = 0;
    TRY(db_read(m->from.db, m->ctx, count_archived, NULL, &archived));
    return archived == 0 ? OK : fail(m->ctx, ERR_CONFLICT, MSG_MOVE_ARCHIVED, cli_number(m->cli, archived));
}

static Err same_schema(Move *m)
{
    int64_t from = 0, to = 0;
    TRY(db_schema_version(m->from.db, m->ctx, &from));
    TRY(db_migrate(m->to.db, m->ctx));
    TRY(db_schema_version(m->to.db, m->ctx, &to));
    return from == to ? OK
                      : fail(m->ctx, ERR_CONFLICT, MSG_MOVE_SCHEMA, cli_number(m->cli, from), cli_number(m->cli, to));
}

/* What grows lies in a partition for each year on a server; made before the rows come. */
static Err read_years(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    Buf years = buf_new(tx->ctx->arena);
    TRY(db_query(tx, &rows, SQL_CASE_YEARS));
    while (rows_next(&rows))
        buf_add(&years, rows_text(&rows, 0));
    *(Str *)out = buf_str(&years);
    return rows_end(&rows);
}

static Err make_year(Tx *tx, const void *in, void *out)
{
    (void)out;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_YEAR_MAKE_POSTGRES, db_text(*(const Str *)in)));
    return rows_end(&rows);
}

static Err make_years(Move *m)
{
    Str years = {0};
    int64_t digits = 0;
    if (!m->to.server)
        return OK;
    TRY(db_read(m->from.db, m->ctx, read_years, NULL, &years));
    for (size_t i = 0; i + 2 <= years.len; i += 2) {
        Str year = str_slice(years, i, i + 2);
        if (str_to_i64(year, &digits) && digits >= 0)
            TRY(db_write(m->to.db, m->ctx, make_year, &year, NULL));
    }
    return OK;
}

/* --- passes --- */

/* "cases  1200/48357 rows  26000/s  0:02 left"; no forecast within the first second. */
static void seen(void *self, int64_t rows)
{
    Move *m = self;
    m->done += rows;
    Arena *arena = m->ctx->arena;
    int64_t us = clock_monotonic_us() - m->began_us + 1, rate = m->done * 1000000 / us;
    int64_t left = rate > 0 && m->rows > m->done ? (m->rows - m->done) / rate : 0;
    Str parts[MESSAGE_ARGS_MAX] = {
        str_of(m->table->name), str_printf(arena, "%lld/%lld", (long long)m->done, (long long)m->rows),
        cli_number(m->cli, rate),
        us < 1000000 ? STR("…") : str_printf(arena, "%lld:%02lld", (long long)(left / 60), (long long)(left % 60))};
    progress_tell(&m->progress, m->done, m->rows,
                  message_text(arena, MSG_MOVE_MORE, m->ctx->lang, parts, COUNT_OF(parts)));
}

static Err pass_table(Move *m, bool only_look, Pass *pass)
{
    MovedTable moved;
    MoveTable in = {.from = m->from.db,
                    .to = m->to.db,
                    .table = m->table,
                    .only_look = only_look,
                    .work = {m->work[0], m->work[1]},
                    .seen = seen,
                    .self = m};
    TRY(move_table(m->ctx, &in, &moved));
    pass->rows += moved.rows;
    pass->changed += moved.changed;
    pass->put_off += moved.put_off;
    bool equal = moved.rows == moved.target_rows && hash_eq(&moved.digest, &moved.target_digest);
    pass->equal &= equal;
    if (only_look && moved.rows + moved.target_rows > 0)
        cli_say(m->cli, equal ? MSG_MOVE_TABLE : MSG_MOVE_TABLE_OTHER, str_of(m->table->name),
                cli_number(m->cli, moved.rows), str_slice(hash_hex(m->ctx->arena, &moved.digest), 0, 16));
    return OK;
}

static Err run_pass(Move *m, bool only_look, Pass *out)
{
    Pass pass = {.equal = true};
    TRY(db_read(m->from.db, m->ctx, count_rows, NULL, &m->rows));
    m->progress = progress_new(m->ctx, only_look ? MSG_MOVE_COMPARING : MSG_MOVE_COPYING);
    m->done = 0;
    m->began_us = clock_monotonic_us();
    for (size_t i = 0; i < store_table_count; i++) {
        m->table = &store_tables[i];
        if (m->table->stay == TABLE_MOVES)
            TRY(pass_table(m, only_look, &pass));
    }
    progress_end(&m->progress);
    pass.ms = (clock_monotonic_us() - m->began_us) / 1000;
    *out = pass;
    return OK;
}

static Str seconds(const Move *m, int64_t ms)
{
    return str_printf(m->ctx->arena, "%lld.%lld", (long long)(ms / 1000), (long long)(ms % 1000 / 100));
}

static void say_pass(const Move *m, const Pass *pass)
{
    cli_say(m->cli, MSG_MOVE_PASS, cli_number(m->cli, pass->rows), cli_number(m->cli, pass->changed),
            seconds(m, pass->ms));
}

/* Until a pass finds next to nothing, or no less than the one before. */
static Err catch_up(Move *m, bool in_use)
{
    int64_t before = INT64_MAX;
    for (int i = 0; i < PASSES_MOST; i++) {
        Pass pass;
        TRY(run_pass(m, false, &pass));
        say_pass(m, &pass);
        bool enough = in_use ? pass.changed <= CAUGHT_UP || pass.changed > before / 2 : true;
        if (pass.put_off == 0 && enough)
            break;
        before = pass.changed;
    }
    return OK;
}

static Err bring_photos(Move *m)
{
    int64_t files = 0;
    const char *from = m->from.folder, *to = m->to.folder;
    if (from != NULL && to != NULL && strcmp(from, to) != 0) {
        (void)mkdir(to, 0700);
        TRY(copy_photos(m->ctx, &(CopyPhotos){.from = from, .to = to, .link = true, .again = true}, &files));
        cli_say(m->cli, MSG_MOVE_PHOTOS, cli_number(m->cli, files), str_of(to));
    } else if (from != NULL) {
        cli_say(m->cli, MSG_MOVE_PHOTOS_STAY, str_of(from));
    } else {
        cli_say(m->cli, MSG_MOVE_PHOTOS_UNKNOWN);
    }
    return OK;
}

/* --- the end --- */

static void on_fault(void *self, const VerifyFault *fault)
{
    (void)self;
    printf("%s\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n", fault_code(fault->fault), STR_ARG(fault->jurisdiction),
           STR_ARG(fault->number), STR_ARG(fault->detail));
}

static void on_progress(void *self, int64_t done, int64_t all)
{
    progress_show(&((Move *)self)->progress, done, all);
}

static Err prove_chain(Move *m)
{
    VerifyReport report;
    m->progress = progress_new(m->ctx, MSG_VERIFYING);
    TRY(verify_all(m->ctx, &(Verify){.db = m->to.db, .self = m, .on_fault = on_fault, .on_progress = on_progress},
                   &report));
    progress_end(&m->progress);
    if (report.faults > 0)
        return fail(m->ctx, ERR_CONFLICT, MSG_MOVE_FAULTS, cli_number(m->cli, report.faults));
    cli_say(m->cli, MSG_VERIFY_CASES, cli_number(m->cli, report.cases), cli_number(m->cli, report.events),
            cli_number(m->cli, report.texts), cli_number(m->cli, report.erased));
    return OK;
}

static Err finish(Move *m)
{
    Pass pass;
    TRY(nothing_archived(m)); /* nor while it was copied */
    TRY(run_pass(m, true, &pass));
    if (!pass.equal)
        return fail(m->ctx, ERR_CONFLICT, MSG_MOVE_DIFFERS, cli_number(m->cli, pass.changed));
    TRY(prove_chain(m));
    if (m->to.server)
        TRY(db_run_alone(m->to.db, m->ctx, &(DbText){.text = "ANALYZE"}));
    TRY(db_write(m->to.db, m->ctx, drop_mark, NULL, NULL));
    cli_say(m->cli, MSG_MOVE_DONE, cli_number(m->cli, pass.rows));
    return OK;
}

static Err open_both(Move *m)
{
    TRY(open_source(m));
    TRY(open_target(m));
    TRY(same_schema(m));
    TRY(nothing_archived(m));
    return claim_target(m);
}

static Err move(Move *m, bool *in_use)
{
    int64_t began = clock_monotonic_us();
    TRY(open_both(m));
    TRY(source_in_use(m, in_use));
    TRY(make_years(m));
    TRY(catch_up(m, *in_use));
    TRY(bring_photos(m));
    if (!*in_use)
        TRY(finish(m));
    Str took = seconds(m, (clock_monotonic_us() - began) / 1000);
    cli_say(m->cli, *in_use ? MSG_MOVE_LIVE : MSG_MOVE_TOOK, took);
    return OK;
}

static Exit run(Cli *cli)
{
    enum { WORK = 1024 * 1024 * 1024 };
    Move m CLEANUP(close_move) = {
        .cli = cli, .ctx = &cli->ctx, .from.lock = -1, .to.lock = -1, .work = {arena_new(WORK), arena_new(WORK)}};
    bool in_use = false;
    Err err = read_place(&m, "move.from", &m.from);
    if (err == OK)
        err = read_place(&m, "move.to", &m.to);
    if (err == OK && strcmp(m.from.path, m.to.path) == 0)
        err = fail(&cli->ctx, ERR_INVALID, MSG_MOVE_SAME);
    if (err != OK) {
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    if (move(&m, &in_use) != OK)
        return cli_failed(cli);
    return in_use ? EXIT_LIVE : EXIT_DONE;
}

const Command command_move = {
    .name = "move",
    .words = "",
    .zh = "把整个地区的数据在 SQLite 与 PostgreSQL 之间搬迁，服务器可以照常运行，最后停机片刻完成",
    .en = "Move a district between SQLite and PostgreSQL beside a running server, with a short stop at the end",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
