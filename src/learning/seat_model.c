/* Which model is to sit in the brain: at the start, when another process put another one live, and by hand. */
#include <time.h>

#include "base/log.h"
#include "learning/learn.h"
#include "store/lease_store.h"

typedef struct Registered {
    bool found, fits;
    ModelRow row;
} Registered;

static Err find_live(Tx *tx, const void *in, void *out)
{
    Registered *live = out;
    Str id = STR(""), basis = STR("");
    (void)in;
    *live = (Registered){0};
    TRY(model_live(tx, &id));
    if (str_empty(id))
        return OK;
    TRY(model_load(tx, id, &live->row));
    TRY(model_basis(tx, &basis));
    live->found = true;
    live->fits = str_eq(basis, live->row.basis);
    return OK;
}

static Err open_live(Ctx *ctx, const StartBrain *in, const ModelRow *row, Brain **out)
{
    Str bytes;
    TRY(model_file_read(ctx, &(ModelPlace){in->folder, in->depot}, row, &bytes));
    return brain_new_from_model(ctx, in->district, bytes, out);
}

/* Where the new model cannot be kept, the server still starts with it; the next start learns it again. */
static Err learn_anew(Ctx *ctx, const StartBrain *in, Brain **out)
{
    Learnt learnt;
    Learn learn = {
        .db = in->db, .folder = in->folder, .district = in->district, .source = "start", .depot = in->depot};
    Failure before = ctx->failure;
    Err err = learn_once(ctx, &learn, &learnt);
    if (err == OK && !str_empty(learnt.bytes))
        return brain_new_from_model(ctx, in->district, learnt.bytes, out);
    if (err != OK)
        log_line(LOG_WARN, "the model could not be kept; the next start learns it again",
                 LOG_STR("why", str_of(message_code(ctx->failure.message))));
    ctx->failure = before;
    return brain_new(ctx, in->district, out);
}

/* A live model whose file is lost must not be held for the same as what would be learnt now. */
static Err forget_live(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return db_run(tx, SQL_MODEL_RETIRE_LIVE, db_text(tx->ctx->jurisdiction));
}

/* The live model is in the depot, which is away: it is followed as soon as that is back. */
static Err without_depot(Ctx *ctx, const StartBrain *in, Brain **out)
{
    log_line(LOG_WARN, "the live model cannot be fetched; deciding by the district's own examples until it can");
    return brain_new(ctx, in->district, out);
}

static Err take_lease(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_take(tx, in);
}

static Err release_lease(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_release(tx, in);
}

/* Of several servers that begin at once one learns; the others wait for its model, or for its lease to run out. */
static Err open_or_learn(Ctx *ctx, const StartBrain *in, const Lease *lease, Brain **out)
{
    Registered *live = ARENA_NEW(ctx->arena, Registered);
    struct timespec pause = {.tv_nsec = 500 * 1000000L};
    for (bool mine = false;;) {
        TRY(db_read(in->db, ctx, find_live, NULL, live));
        bool usable = live->found && live->fits;
        Err opened = usable ? open_live(ctx, in, &live->row, out) : OK;
        if (usable && opened == OK)
            return OK;
        if (opened == ERR_BUSY)
            return without_depot(ctx, in, out);
        if (usable && mine) {
            log_line(LOG_WARN, "the model's file cannot be used; learning anew", LOG_STR("model", live->row.id));
            TRY(db_write(in->db, ctx, forget_live, NULL, NULL));
        }
        ctx->failure = (Failure){0};
        if (mine)
            return learn_anew(ctx, in, out);
        Err err = db_write(in->db, ctx, take_lease, lease, NULL);
        if (err != OK && ctx->failure.message != MSG_LEASE_HELD)
            return err;
        mine = err == OK;
        if (!mine)
            (void)nanosleep(&pause, NULL);
    }
}

Err learn_start(Ctx *ctx, const StartBrain *in, Brain **out)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Ctx own = *ctx;
    own.arena = arena;
    unsigned char bits[8];
    rand_bytes(ctx->rand, bits, sizeof bits);
    Lease lease = {STR("first_model"), str_hex(arena, bits, sizeof bits), MINUTES(1)};
    Err err = open_or_learn(&own, in, &lease, out);
    Failure told = own.failure;
    (void)!db_write(in->db, &own, release_lease, &lease, NULL);
    if (err != OK)
        (void)ctx_fail(ctx, err, told.message, NULL, told.args);
    return err;
}

Err learn_follow(Ctx *ctx, const StartBrain *in, Brain *brain, bool *changed)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Ctx own = *ctx;
    own.arena = arena;
    Registered *live = ARENA_NEW(arena, Registered);
    Str bytes;
    *changed = false;
    Err err = db_read(in->db, &own, find_live, NULL, live);
    if (err == OK && (!live->found || str_eq(live->row.id, brain_model(brain, &own))))
        return OK;
    if (err == OK)
        err = model_file_read(&own, &(ModelPlace){in->folder, in->depot}, &live->row, &bytes);
    if (err == OK)
        err = brain_swap_model(brain, &own, bytes);
    if (err != OK)
        return ctx_fail(ctx, err, own.failure.message, NULL, own.failure.args);
    *changed = true;
    return OK;
}

/* --- by hand --- */

static Err load_row(Tx *tx, const void *in, void *out)
{
    return model_load(tx, *(const Str *)in, out);
}

static Err go_live(Tx *tx, const void *in, void *out)
{
    (void)out;
    return model_go_live(tx, in);
}

Err learn_use(Ctx *ctx, const UseModel *in, ModelRow *out)
{
    ModelRow row;
    Str bytes;
    Brain *brain = NULL;
    TRY(db_read(in->db, ctx, load_row, &in->id, &row));
    TRY(model_file_read(ctx, &(ModelPlace){in->folder, in->depot}, &row, &bytes));
    TRY(brain_new_from_model(ctx, in->district, bytes,
                             &brain)); /* that it loads and fits, before anybody relies on it */
    brain_free(brain);
    row.why_zh = message_text(ctx->arena, MSG_LEARN_BY_HAND, LANG_ZH, NULL, 0);
    row.why_en = message_text(ctx->arena, MSG_LEARN_BY_HAND, LANG_EN, NULL, 0);
    TRY(db_write(in->db, ctx, go_live, &row, NULL));
    *out = row;
    return OK;
}
