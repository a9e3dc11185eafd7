/* Verification; see verify.h. Here: the walk over jurisdictions and cases, in portions of their own memory. */
#include "insight/verify.h"

#include "insight/verify_parts.h"
#include "store/evidence_store.h"

enum { CASES_PORTION = 100 };

static const struct {
    const char *code, *text[LANG_COUNT];
} faults[] = {
#define X(name, code, zh, en) {code, {zh, en}},
    FAULTS(X)
#undef X
};

const char *fault_code(Fault fault)
{
    return faults[fault].code;
}

const char *fault_text(Fault fault, Lang lang)
{
    return faults[fault].text[lang];
}

void verify_fault(VerifyRun *run, const VerifyFault *fault)
{
    VerifyFault told = *fault;
    told.jurisdiction = run->jurisdiction;
    run->report->faults++;
    run->in->on_fault(run->in->self, &told);
}

void verify_step(VerifyRun *run, int64_t steps)
{
    run->done += steps;
    if (run->done > run->all) /* it grew while we looked */
        run->all = run->done;
    if (run->in->on_progress != NULL)
        run->in->on_progress(run->in->self, run->done, run->all);
}

/* The cases after `after`; it moves on. */
typedef struct CaseWalk {
    VerifyRun *run;
    char after[128];
    size_t after_len;
    bool ended;
} CaseWalk;

static Err check_one(Tx *tx, VerifyRun *run, Str number)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *tx->ctx;
    own.arena = arena;
    Tx with_own = {.ctx = &own, .conn = tx->conn};
    Err err = verify_case(&with_own, run, number);
    if (err != OK) {
        (void)ctx_fail(tx->ctx, err, own.failure.message, NULL, own.failure.args);
        tx->ctx->failure.internal = str_copy(tx->ctx->arena, own.failure.internal);
    }
    return err;
}

static Err check_portion(Tx *tx, const void *in, void *out)
{
    (void)in;
    CaseWalk *walk = out;
    Strs numbers;
    CasePortion portion = {{walk->after, walk->after_len}, CASES_PORTION};
    TRY(evidence_cases(tx, &portion, &numbers));
    for (size_t i = 0; i < numbers.len; i++)
        TRY(check_one(tx, walk->run, numbers.at[i]));
    walk->ended = numbers.len < CASES_PORTION;
    if (numbers.len > 0) {
        Str last = str_slice(numbers.at[numbers.len - 1], 0, sizeof walk->after);
        for (walk->after_len = 0; walk->after_len < last.len; walk->after_len++)
            walk->after[walk->after_len] = last.at[walk->after_len];
    }
    verify_step(walk->run, (int64_t)numbers.len);
    return OK;
}

static Err check_strays(Tx *tx, const void *in, void *out)
{
    (void)in;
    Strs numbers;
    TRY(evidence_strays(tx, &numbers));
    for (size_t i = 0; i < numbers.len; i++)
        verify_fault(
            out, &(VerifyFault){.fault = FAULT_ROW_STRAY, .number = numbers.at[i], .detail = STR("rows of no case")});
    return OK;
}

static Err check_cases(Ctx *ctx, VerifyRun *run)
{
    CaseWalk walk = {.run = run};
    while (!walk.ended) {
        Arena *arena CLEANUP(arena_freep) = arena_new(0);
        Ctx own = *ctx;
        own.arena = arena;
        Err err = db_read(run->in->db, &own, check_portion, NULL, &walk);
        if (err != OK) {
            (void)ctx_fail(ctx, err, own.failure.message, NULL, own.failure.args);
            ctx->failure.internal = str_copy(ctx->arena, own.failure.internal);
            return err;
        }
    }
    return db_read(run->in->db, ctx, check_strays, NULL, run);
}

static Err size_up(Tx *tx, const void *in, void *out)
{
    (void)in;
    VerifyRun *run = out;
    LogExtent extent;
    TRY(evidence_case_count(tx, &run->all));
    TRY(evidence_extent(tx, &extent));
    run->all += extent.newest.size;
    return OK;
}

static Err check_jurisdiction(Ctx *ctx, VerifyRun *run)
{
    Ctx own = *ctx;
    own.jurisdiction = run->jurisdiction;
    Err err = db_read(run->in->db, &own, size_up, NULL, run);
    if (err == OK)
        err = check_cases(&own, run);
    if (err == OK)
        err = verify_log(&own, run);
    ctx->failure = own.failure;
    return err;
}

static Err list_jurisdictions(Tx *tx, const void *in, void *out)
{
    (void)in;
    return evidence_jurisdictions(tx, out);
}

Err verify_all(Ctx *ctx, const Verify *in, VerifyReport *out)
{
    Strs jurisdictions;
    VerifyReport report = {0};
    TRY(db_read(in->db, ctx, list_jurisdictions, NULL, &jurisdictions));
    for (size_t i = 0; i < jurisdictions.len; i++) {
        VerifyRun run = {.in = in, .report = &report, .jurisdiction = jurisdictions.at[i]};
        TRY(check_jurisdiction(ctx, &run));
        report.jurisdictions++;
    }
    *out = report;
    return OK;
}
