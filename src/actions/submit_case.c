/* 提交; see submit_case.h. Two events: what the person sent (submit), and what the brain made of it (triage). */
#include "actions/submit_case.h"

#include "actions/choose_way.h"

#include <stdio.h>

#include "actions/actions.h"
#include "actions/find_spot.h"
#include "actions/phone_desk.h"
#include "store/decision_store.h"

/* Twelve digits a person can read over the phone: the local day, six at random, and a check digit (Luhn, ISO/IEC
 * 7812-1), so that a slip of the tongue finds no other case. 13 in all. */
static Str draw_number(Ctx *ctx)
{
    int32_t day = clock_day_number(ctx->now, ctx->district->calendar.offset_minutes) % 1000000;
    unsigned draw = (unsigned)rand_below(ctx->rand, 1000000);
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%06d%06u0", (int)day % 1000000, draw % 1000000);
    int sum = 0;
    for (int i = 0; i < 12; i++) {
        int digit = digits[i] - '0';
        if (i % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    digits[12] = (char)('0' + (10 - sum % 10) % 10);
    return str_copy(ctx->arena, (Str){digits, 13});
}

typedef struct Looked {
    Submitted before; /* where it was sent before */
    bool taken;       /* the number drawn */
} Looked;

static Err look(Tx *tx, const SubmitCase *in, Str number, Looked *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_INTAKE_LOOK, db_text(tx->ctx->jurisdiction), db_text(in->scope), db_text(in->key),
                 db_text(number)));
    if (!rows_next(&rows))
        return rows_end(&rows);
    bool repeated = !rows_null(&rows, 0), same = repeated && str_eq(rows_text(&rows, 0), in->request_hash);
    *out = (Looked){.before = {.number = rows_text(&rows, 1), .repeated = repeated}, .taken = rows_int(&rows, 2) != 0};
    TRY(rows_end(&rows));
    return repeated && !same ? fail(tx->ctx, ERR_CONFLICT, MSG_KEY_REUSED) : OK;
}

/* What was answered before, or a free number. */
static Err find_number(Tx *tx, const SubmitCase *in, Submitted *out)
{
    enum { TRIES = 50 };
    for (int i = 0; i < TRIES; i++) {
        Looked looked = {0};
        Str number = draw_number(tx->ctx);
        TRY(look(tx, in, number, &looked));
        *out = looked.before.repeated ? looked.before : (Submitted){.number = number};
        if (looked.before.repeated || !looked.taken)
            return OK;
    }
    return fail(tx->ctx, ERR_BUSY, MSG_BUSY);
}

/* Who submits: a resident, or one of the staff for somebody (hotline) or from patrol. */
static void submitter(Act *act)
{
    const Actor *actor = act->tx->ctx->actor;
    act->relation = RELATION_REPORTER;
    act->role = ROLE_RESIDENT;
    if (actor == NULL || actor->grant_count == 0)
        return;
    act->relation = RELATION_OPERATOR;
    act->role = actor->grants[0].role;
    act->unit = actor->grants[0].unit;
}

static Act *new_act(Tx *tx, const SubmitCase *in)
{
    Ctx *ctx = tx->ctx;
    Act *act = ARENA_NEW(ctx->arena, Act);
    *act = (Act){.tx = tx, .district = ctx->district, .action = ACTION_SUBMIT, .now = ctx->now};
    act->in = ARENA_NEW(ctx->arena, ActionInput);
    act->before = case_file_new(ctx->arena);
    act->file = case_file_new(ctx->arena);
    act->detail = json_out(ctx->arena);
    submitter(act);
    act_text(act, "text", in->text);
    act_text(act, "place", in->place_text);
    act_text(act, "answers", in->answers);
    act->photos = (EventPhotos){"report", in->photos, in->photo_count};
    if (in->claimed_at != 0)
        act_detail_i64(act, "claimed_at", in->claimed_at);
    return act;
}

static Err record_submission(Act *act, const SubmitCase *in, Str *leaf_hash)
{
    const Decision *d = in->decision;
    Case *c = &act->file->c;
    c->channel = in->channel;
    c->urgency = d->urgency;
    c->difficulty = d->difficulty;
    c->submitted_at = act->now;
    c->anonymous = str_empty(in->contact.name) && str_empty(in->contact.phone) && str_empty(in->contact.mail);
    c->confidential = d->confidential;
    c->consent = in->consent ? 1 : 0; /* this event */
    c->lat_e7 = d->has_point ? d->lat_e7 : 0;
    c->lon_e7 = d->has_point ? d->lon_e7 : 0;
    c->accuracy_m = d->has_point ? d->accuracy_m : 0;
    c->place_source = d->place_source;
    TRY(act_clock_start(act, &(ClockStart){.kind = CLOCK_T1, .unit = d->owner}));
    if (act->detail.buf.len > 0)
        json_close(&act->detail, '}');
    CaseRecord record = {.before = act->before,
                         .after = act->file,
                         .action = ACTION_SUBMIT,
                         .relation = act->relation,
                         .role = act->role,
                         .unit = act->unit,
                         .detail = json_text(&act->detail),
                         .texts = act->texts,
                         .text_count = act->text_count,
                         .photos = act->photos,
                         .contact = &in->contact,
                         .more = true};
    static const CaseFile nothing;
    act->stored = &nothing;
    TRY(case_record(act->tx, &record));
    *leaf_hash = act->file->last_hash;
    return OK;
}

static double probability_of(const Decision *d, Str category)
{
    for (size_t i = 0; i < d->category_count; i++)
        if (str_eq(d->categories[i].code, category))
            return d->categories[i].score;
    return 0.0;
}

static Err keep_decision(Act *act, const Decision *d, Str text)
{
    return decision_add(act->tx, &(DecisionRow){.number = act->file->c.number,
                                                .seq = act->file->version,
                                                .at = act->now,
                                                .model = d->model,
                                                .body = str_empty(text) ? decision_json(act->tx->ctx->arena, d) : text,
                                                .category = d->category,
                                                .guess = d->category_count > 0 ? d->categories[0].code : STR(""),
                                                .category_sure = d->category_sure,
                                                .probability = probability_of(d, d->category),
                                                .confident = d->confident,
                                                .owner = d->owner,
                                                .subdistrict = d->subdistrict});
}

static Err record_triage(Act *act, const Decision *d, Str text)
{
    TRY(act_consequence(act, ACTION_TRIAGE));
    Case *c = &act->file->c;
    c->owner = d->owner;
    c->category = d->category;
    c->subdistrict = d->subdistrict;
    c->community = d->community;
    c->grid = d->grid;
    c->confident = d->confident;
    c->model = d->model;
    TRY(find_spot(act));
    act_detail_i64(act, "spam", d->spam);
    TRY(act_end(act));
    return keep_decision(act, d, text);
}

/* Who leaves a phone and chooses nothing is told by SMS, without a row that says so; who wanted no word in the
 * messenger last time is sent none this time. */
static Err keep_way(Tx *tx, const SubmitCase *in, Str number)
{
    const Contact *contact = &in->contact;
    Via way = contact->way, last = VIA_WECHAT;
    if (way == VIA_SMS && str_empty(contact->wechat))
        return OK;
    if (way == VIA_WECHAT)
        TRY(way_messenger_last(tx, contact->wechat, &last));
    if (last == VIA_NONE)
        way = VIA_NONE;
    return choose_way(tx,
                      &(ChooseWay){.number = number,
                                   .who = STR("reporter"),
                                   .way = way,
                                   .mail = contact->mail,
                                   .wechat = contact->wechat,
                                   .quiet = {QUIET_UNSAID, QUIET_UNSAID},
                                   .lang = contact->lang},
                      NULL);
}

Err submit_case(Tx *tx, const void *input, void *output)
{
    const SubmitCase *in = input;
    Submitted out = {0};
    if (str_empty(in->text) && in->photo_count == 0)
        return fail_field(tx->ctx, "text", MSG_TEXT_OR_PHOTO);
    TRY(find_spot_ahead(tx, &(Case){.category = in->decision->category,
                                    .confidential = in->decision->confidential,
                                    .lat_e7 = in->decision->has_point ? in->decision->lat_e7 : 0,
                                    .lon_e7 = in->decision->has_point ? in->decision->lon_e7 : 0}));
    TRY(find_number(tx, in, &out));
    if (!out.repeated) {
        Act *act = new_act(tx, in);
        act->file->c.number = out.number;
        TRY(record_submission(act, in, &out.leaf_hash));
        TRY(record_triage(act, in->decision, in->decision_text));
        TRY(keep_way(tx, in, out.number));
        if (in->beside.keep != NULL)
            TRY(in->beside.keep(tx, out.number, in->beside.what));
        out.submitted_at = act->file->c.submitted_at;
        out.due_at = act_clock(act, CLOCK_T1)->due_at;
        TRY(db_run(tx, SQL_IDEMPOTENCY_PUT, db_text(tx->ctx->jurisdiction), db_text(in->scope), db_text(in->key),
                   db_text(in->request_hash), db_text(out.number), db_int(tx->ctx->now)));
        if (!str_empty(in->phone_call))
            TRY(keep_call_case(tx, &(LinkCallCase){in->phone_call, out.number}));
    }
    *(Submitted *)output = out;
    return OK;
}
