/* See take.h. */
#include "reception/take.h"

#include "reception/events_seen.h"

static Err judge(App *app, Ctx *ctx, const Told *told, Decision *out)
{
    Events *events = ARENA_NEW(ctx->arena, Events); /* the decision points to them */
    Report report = {.text = told->text,
                     .place_text = told->place_text,
                     .has_point = told->place.given,
                     .lat = told->place.lat,
                     .lon = told->place.lon,
                     .accuracy_m = told->place.accuracy_m,
                     .point_source = told->place.source,
                     .category_choice = told->category,
                     .measured = told->channel == CHANNEL_DEVICE,
                     .hard = told->to_centre,
                     .photo_count = told->photo_count,
                     .events = events,
                     .recent = twins_feed_twins(app->feed)};
    TRY(events_seen_now(app->events, app->db, ctx, events));
    brain_decide(app->brain, ctx, &report, out);
    if (out->outside && !str_is(report.point_source, "photo"))
        return fail_field(ctx, "position", MSG_PLACE_OUTSIDE,
                          ctx->lang == LANG_EN ? ctx->district->name_en : ctx->district->name_zh);
    if (told->raises && told->urgency < out->urgency)
        out->urgency = told->urgency;
    return OK;
}

Err take_report(App *app, Ctx *ctx, const Told *told, Taken *out)
{
    if (str_empty(told->text) && told->photo_count == 0)
        return fail_field(ctx, "text", MSG_TEXT_OR_PHOTO);
    Decision *decision = ARENA_NEW(ctx->arena, Decision);
    Submitted made;
    Str answers = STR("");
    if (!str_empty(told->answers.category))
        TRY(answers_check_form(ctx, &told->answers, &answers));
    TRY(judge(app, ctx, told, decision));
    SubmitCase in = {.text = told->text,
                     .place_text = told->place_text,
                     .photos = told->photos,
                     .photo_count = told->photo_count,
                     .answers = answers,
                     .contact = told->contact,
                     .channel = told->channel,
                     .decision = decision,
                     .decision_text = decision_json(ctx->arena, decision),
                     .scope = told->scope,
                     .key = told->key,
                     .request_hash = told->request_hash,
                     .claimed_at = told->claimed_at,
                     .phone_call = told->phone_call,
                     .consent = told->consent,
                     .beside = told->beside};
    TRY(db_write(app->db, ctx, submit_case, &in, &made));
    *out = (Taken){made, decision};
    return OK;
}
