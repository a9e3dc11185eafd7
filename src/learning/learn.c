/* Learning once; see learn.h. The order makes it safe to stop anywhere: the file first, then the register, in one
 * transaction that also looks whether the model it was held against is still the live one. */
#include "learning/learn.h"

#include "base/log.h"
#include "learning/compare.h"

typedef struct Known {
    TrainingSet set;
    Str basis;
    bool has_live, fits; /* fits: the live model was trained on the district's files as they are */
    ModelRow live;
} Known;

static Err gather(Tx *tx, const void *in, void *out)
{
    const Learn *learn = in;
    Known *known = out;
    Str live = STR("");
    TRY(training_set_gather(tx, &(TrainingSource){learn->district, learn->instead}, &known->set));
    TRY(model_basis(tx, &known->basis));
    TRY(model_live(tx, &live));
    known->has_live = !str_empty(live);
    if (known->has_live)
        TRY(model_load(tx, live, &known->live));
    known->fits = known->has_live && str_eq(known->live.basis, known->basis);
    return OK;
}

static void set_why(Ctx *ctx, ModelRow *row, MsgId message, const Str *args)
{
    row->why_zh = why_text(ctx, message, LANG_ZH, args);
    row->why_en = why_text(ctx, message, LANG_EN, args);
}

static ModelRow describe(Ctx *ctx, const Learn *in, const Known *known, Str bytes)
{
    return (ModelRow){.id = model_id(ctx->arena, bytes),
                      .trained_at = ctx->now,
                      .source = str_of(in->source),
                      .basis = known->basis,
                      .learnt_from = hash_hex(ctx->arena, &known->set.learnt_from),
                      .samples = (int64_t)known->set.samples.len,
                      .cases = (int64_t)known->set.cases,
                      .checked = (int64_t)known->set.check.len,
                      .checked_on = str_of(known->set.checked_on),
                      .seal = model_seal(ctx->arena, bytes),
                      .bytes = (int64_t)bytes.len};
}

/* The live model; NULL where its file is lost or spoilt. */
static Classifier *live_model(Ctx *ctx, const Learn *in, const Known *known)
{
    Failure before = ctx->failure;
    Classifier *live = NULL;
    Str bytes;
    Err err = model_file_read(ctx, &(ModelPlace){in->folder, in->depot}, &known->live, &bytes);
    if (err == OK)
        err = classifier_load(ctx, bytes, &live);
    ctx->failure = before;
    return err == OK ? live : NULL;
}

static bool old_paper(Ctx *ctx, const Learn *in, const Known *known, Paper *out)
{
    Classifier *live = live_model(ctx, in, known);
    if (live == NULL)
        return false;
    *out = paper_of(ctx, live, &known->set.check);
    classifier_free(live);
    return true;
}

static LearnVerdict judge(Ctx *ctx, const Learn *in, const Known *known, const Classifier *fresh, ModelRow *row)
{
    Paper now, old;
    Str n = str_printf(ctx->arena, "%zu", known->set.check.len);
    if (known->set.check.len == 0) {
        set_why(ctx, row, MSG_LEARN_UNCHECKED, (const Str[MESSAGE_ARGS_MAX]){{0}});
        return LEARN_WENT_LIVE;
    }
    now = paper_of(ctx, fresh, &known->set.check);
    row->figures = paper_figures(&now);
    Str right[MESSAGE_ARGS_MAX] = {n, str_printf(ctx->arena, "%zu", now.result.right)};
    bool comparable = known->has_live && old_paper(ctx, in, known, &old);
    if (comparable) {
        row->before = known->live.id;
        row->before_figures = paper_figures(&old);
    }
    if (!comparable || !known->fits) {
        set_why(ctx, row, known->has_live && !known->fits ? MSG_LEARN_BASIS : MSG_LEARN_FIRST, right);
        return LEARN_WENT_LIVE;
    }
    Comparison compared = compare_papers(ctx, in->district, &now, &old);
    row->why_zh = compared.why[LANG_ZH];
    row->why_en = compared.why[LANG_EN];
    return compared.worse ? LEARN_REFUSED : LEARN_WENT_LIVE;
}

/* --- the register --- */

typedef struct Publish {
    ModelRow row;
    LearnVerdict verdict;
    Str against; /* the live model while it was judged; empty: none */
} Publish;

typedef struct Published {
    ModelRow row;
    LearnVerdict verdict;
    ModelIds keep;
} Published;

static Err publish(Tx *tx, const void *in, void *out)
{
    const Publish *publish = in;
    Published *done = out;
    ModelRow row = publish->row;
    LearnVerdict verdict = publish->verdict;
    Str live = STR("");
    TRY(model_live(tx, &live));
    if (verdict == LEARN_WENT_LIVE && !str_eq(live, publish->against)) {
        set_why(tx->ctx, &row, MSG_LEARN_OVERTAKEN, (const Str[MESSAGE_ARGS_MAX]){{0}});
        verdict = LEARN_REFUSED;
    }
    TRY(model_add(tx, &row));
    if (verdict == LEARN_WENT_LIVE)
        TRY(model_go_live(tx, &row));
    done->row = row;
    done->verdict = verdict;
    return model_keep(tx, &done->keep);
}

static Err keep_model(Ctx *ctx, const Learn *in, const Known *known, Learnt *out)
{
    Publish what = {.row = out->row, .verdict = out->verdict};
    if (known->has_live)
        what.against = known->live.id;
    Published *done = ARENA_NEW(ctx->arena, Published);
    ModelPlace place = {in->folder, in->depot};
    TRY(model_file_write(ctx, &place, out->row.id, out->bytes));
    TRY(db_write(in->db, ctx, publish, &what, done));
    model_files_drop(ctx, &place, &done->keep);
    out->row = done->row;
    out->verdict = done->verdict;
    return OK;
}

/* --- the whole --- */

static bool same_as_live(Ctx *ctx, const Learn *in, const Known *known)
{
    if (!known->fits || !str_eq(known->live.learnt_from, hash_hex(ctx->arena, &known->set.learnt_from)))
        return false;
    Classifier *live = live_model(ctx, in, known);
    bool whole = live != NULL;
    classifier_free(live);
    return whole;
}

static Err train(Ctx *ctx, const Learn *in, const Known *known, Learnt *out)
{
    Classifier *fresh = NULL;
    TRY(category_train(ctx, &known->set.samples, &fresh));
    Err err = classifier_save(ctx, fresh, &out->bytes);
    if (err == OK) {
        out->row = describe(ctx, in, known, out->bytes);
        out->verdict = judge(ctx, in, known, fresh, &out->row);
    }
    classifier_free(fresh);
    return err;
}

Err learn_once(Ctx *ctx, const Learn *in, Learnt *out)
{
    Known *known = ARENA_NEW(ctx->arena, Known);
    int64_t started = clock_monotonic_us();
    TRY(db_read(in->db, ctx, gather, in, known));
    Learnt learnt = {.held = known->set.held, .left_out = known->set.left_out};
    if (!samples_teach(&known->set.samples)) {
        learnt.verdict = LEARN_NOTHING;
        set_why(ctx, &learnt.row, MSG_LEARN_NOTHING, (const Str[MESSAGE_ARGS_MAX]){{0}});
    } else if (same_as_live(ctx, in, known)) {
        learnt.verdict = LEARN_SAME;
        learnt.row = known->live;
        set_why(ctx, &learnt.row, MSG_LEARN_SAME, (const Str[MESSAGE_ARGS_MAX]){{0}});
    } else {
        TRY(train(ctx, in, known, &learnt));
        if (!in->dry_run)
            TRY(keep_model(ctx, in, known, &learnt));
    }
    learnt.seconds = (double)(clock_monotonic_us() - started) / 1e6;
    *out = learnt;
    return OK;
}
