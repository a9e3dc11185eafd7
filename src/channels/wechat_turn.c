/* See wechat_turn.h. What a message means is talk.h's; here it is read, kept, and its deed done. */
#include "channels/wechat_turn.h"

#include "channels/talk.h"
#include "channels/wechat.h"
#include "geo/datum.h"
#include "reception/take.h"
#include "store/case_store.h"
#include "store/talk_store.h"
#include "store/way_store.h"

enum { SURE_PLACE_E2 = 88, ATTEMPTS = 5 };

static Talk talk_of(const TalkRow *row)
{
    return (Talk){.step = row->step >= 0 && row->step < TALK_STEP_COUNT ? (TalkStep)row->step : TALK_IDLE,
                  .text = row->text,
                  .place = row->place,
                  .has_point = row->has_point == 1,
                  .lat_e7 = row->lat_e7,
                  .lon_e7 = row->lon_e7,
                  .photos = row->photos,
                  .started_at = row->started_at,
                  .updated_at = row->updated_at,
                  .number = row->number,
                  .lang = row->lang == LANG_EN ? LANG_EN : LANG_ZH};
}

static TalkRow row_of(const TalkRow *before, const Talk *talk)
{
    return (TalkRow){.channel = before->channel,
                     .who = before->who,
                     .step = talk->step,
                     .text = talk->text,
                     .place = talk->place,
                     .has_point = talk->has_point,
                     .lat_e7 = talk->lat_e7,
                     .lon_e7 = talk->lon_e7,
                     .photos = talk->photos,
                     .started_at = talk->started_at,
                     .updated_at = talk->updated_at,
                     .number = talk->number,
                     .lang = talk->lang,
                     .version = before->version};
}

/* A place that the words name beyond doubt, so that nobody is asked for what they said. */
static Str place_in(const Request *req, Str words)
{
    Report report = {.text = words};
    PlaceGuess best[BRAIN_GUESSES];
    int inside = -1;
    size_t count = brain_locate(app_of(req)->brain, req->ctx, &report, best, COUNT_OF(best), &inside);
    return count > 0 && best[0].score * 100 >= SURE_PLACE_E2 ? best[0].name : STR("");
}

static bool read_point(const WechatMessage *message, Said *out)
{
    LngLat at = {0};
    if (!str_to_double(message->lat, &at.lat) || !str_to_double(message->lon, &at.lng) || at.lat < -90 || at.lat > 90 ||
        at.lng < -180 || at.lng > 180)
        return false;
    at = datum_to_wgs84(at, DATUM_GCJ02); /* what the messenger's map picker gives */
    out->lat_e7 = (int64_t)(at.lat * 1e7);
    out->lon_e7 = (int64_t)(at.lng * 1e7);
    out->words = message->label;
    return true;
}

static SaidKind said_by_event(const WechatMessage *message)
{
    if (str_is(message->event, "subscribe"))
        return SAID_HELLO;
    if (!str_is(message->event, "CLICK"))
        return SAID_OTHER;
    return str_is(message->event_key, "REPORT")     ? SAID_REPORT
           : str_is(message->event_key, "PROGRESS") ? SAID_PROGRESS
                                                    : SAID_HELP;
}

static Said said_by(const Request *req, const WechatMessage *message)
{
    Said said = {.kind = SAID_OTHER};
    bool voice = str_is(message->kind, "voice") && !str_empty(message->recognition);
    if (str_is(message->kind, "text") || voice) {
        said.kind = SAID_WORDS;
        said.words = voice ? message->recognition : message->content;
        said.known_place = place_in(req, said.words);
    } else if (str_is(message->kind, "image") && !str_empty(message->media_id))
        said.kind = SAID_PHOTO;
    else if (str_is(message->kind, "location") && read_point(message, &said))
        said.kind = SAID_PLACE;
    else if (str_is(message->kind, "event"))
        said.kind = said_by_event(message);
    return said;
}

/* What only tells us something and wants no answer. */
bool wechat_is_quiet(const WechatMessage *message)
{
    return str_is(message->kind, "event") && !str_is(message->event, "subscribe") && !str_is(message->event, "CLICK");
}

/* MsgId, and for events, which have none, who and when (as the platform advises). */
Str wechat_message_id(Ctx *ctx, const WechatMessage *message)
{
    if (!str_empty(message->id))
        return message->id;
    return str_printf(ctx->arena, STR_FMT "-%lld-" STR_FMT "-" STR_FMT, STR_ARG(message->from),
                      (long long)message->sent, STR_ARG(message->event), STR_ARG(message->event_key));
}

/* One message on its way through. */
typedef struct Turning {
    const Request *req;
    const WechatMessage *message;
    TalkMessage seen;
    bool was_seen;
    TalkRow before, after;
    TalkTurn turn;
    TalkMedia media; /* of this talk */
    Str photos[TALK_PHOTOS_MAX];
    size_t photo_count;
    const CaseFile *last;
} Turning;

static Err look(Tx *tx, const void *in, void *out)
{
    Turning *t = out;
    (void)in;
    TRY(talk_seen(tx, &t->seen, &t->was_seen));
    TRY(talk_load(tx, STR(WECHAT_CHANNEL), t->message->from, &t->before));
    t->media = (TalkMedia){.channel = STR(WECHAT_CHANNEL), .who = t->message->from, .started_at = t->before.started_at};
    TRY(talk_media_photos(tx, &t->media, t->photos, &t->photo_count));
    if (str_empty(t->before.number))
        return OK;
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    Err err = case_load(tx, t->before.number, file);
    if (err == ERR_NOT_FOUND)
        tx->ctx->failure = (Failure){0};
    else
        TRY(err);
    t->last = err == OK ? file : NULL;
    return OK;
}

static Err switch_notices(Tx *tx, Str who, TalkDeed how)
{
    int64_t switched = 0;
    bool on = how == TALK_NOTICES_ON;
    WaySwitch turned = {.wechat = who, .from = on ? VIA_NONE : VIA_WECHAT, .to = on ? VIA_WECHAT : VIA_NONE};
    return way_messenger_switch(tx, &turned, &switched);
}

static Err keep(Tx *tx, const void *in, void *out)
{
    const Turning *t = in;
    (void)out;
    if (t->turn.deed == TALK_NOTICES_ON || t->turn.deed == TALK_NOTICES_OFF)
        TRY(switch_notices(tx, t->message->from, t->turn.deed));
    TRY(talk_remember(tx, &t->seen));
    if (t->turn.took_photo) {
        TalkMedia media = t->media;
        media.media = t->message->media_id;
        media.started_at = t->turn.after.started_at;
        TRY(talk_media_add(tx, &media));
    }
    if (t->turn.deed == TALK_SUBMIT)
        TRY(talk_media_belong(tx, &t->media));
    return talk_save(tx, &t->after);
}

static Str track_link(const Request *req, const Talk *talk, Str number)
{
    Ctx *ctx = req->ctx;
    Str base = app_of(req)->wechat->public_url;
    if (str_empty(base))
        return STR("");
    Str secret = tracking_secret(&app_of(req)->keys, ctx, number);
    Str link =
        str_printf(ctx->arena, STR_FMT "/t/" STR_FMT "#" STR_FMT, STR_ARG(base), STR_ARG(number), STR_ARG(secret));
    return message_text(ctx->arena, MSG_TALK_TRACK, talk->lang, &link, 1);
}

static Str progress(const Turning *t)
{
    Ctx *ctx = t->req->ctx;
    const Talk *talk = &t->turn.after;
    if (t->last == NULL)
        return message_text(ctx->arena, MSG_TALK_PROGRESS_NONE, talk->lang, NULL, 0);
    Str args[] = {t->last->c.number, case_state_text((CaseState)t->last->c.state, talk->lang),
                  track_link(t->req, talk, t->last->c.number)};
    return message_text(ctx->arena, MSG_TALK_PROGRESS, talk->lang, args, COUNT_OF(args));
}

static Err submit_talk(Turning *t)
{
    Ctx *ctx = t->req->ctx;
    const Talk *talk = &t->turn.after;
    Str parts[] = {talk->text, talk->place};
    Hash hash = hash_sha256_parts(parts, COUNT_OF(parts));
    Told told = {.text = talk->text,
                 .place_text = talk->place,
                 .photos = t->photos,
                 .photo_count = t->photo_count,
                 .contact = {.lang = talk->lang,
                             .way = app_of(t->req)->sends_wechat ? VIA_WECHAT : VIA_NONE,
                             .wechat = t->message->from},
                 .channel = CHANNEL_WECHAT,
                 .scope = STR("submit:" WECHAT_CHANNEL),
                 .key = str_printf(ctx->arena, STR_FMT "-%lld", STR_ARG(t->message->from), (long long)talk->started_at),
                 .request_hash = hash_hex(ctx->arena, &hash)};
    if (talk->has_point)
        told.place = (PlaceInput){true, (double)talk->lat_e7 / 1e7, (double)talk->lon_e7 / 1e7, 0, STR("pin")};
    if (str_empty(told.text)) /* its photos may still be on their way */
        told.text = message_text(ctx->arena, MSG_TALK_NO_WORDS, talk->lang, NULL, 0);
    Taken taken;
    TRY(limiter_take_by(app_of(t->req)->partners, ctx, t->message->from, &limit_submissions));
    TRY(take_report(app_of(t->req), ctx, &told, &taken));
    const Unit *owner = unit_find(&ctx->district->rights, taken.decision->owner);
    Str guidance = talk->lang == LANG_EN ? taken.decision->guidance_en : taken.decision->guidance_zh;
    Str said[] = {guidance, track_link(t->req, talk, taken.made.number)};
    Str args[] = {taken.made.number, owner != NULL ? unit_name(owner, talk->lang) : STR(""),
                  str_join(ctx->arena, said, COUNT_OF(said), str_empty(guidance) ? STR("") : STR("\n"))};
    t->turn.answer = message_text(ctx->arena, MSG_TALK_SENT, talk->lang, args, COUNT_OF(args));
    t->media.number = taken.made.number;
    t->turn.after = talk_done(talk, taken.made.number);
    return OK;
}

/* A report that is refused (a point outside the district, say) is no end of the talk: it is told, and asked for again.
 */
static Err do_deed(Turning *t)
{
    if (t->turn.deed == TALK_TELL_PROGRESS)
        t->turn.answer = progress(t);
    if (t->turn.deed != TALK_SUBMIT)
        return OK;
    Err err = submit_talk(t);
    if (err != ERR_INVALID)
        return err;
    Lang lang = t->req->ctx->lang;
    t->req->ctx->lang = t->turn.after.lang;
    t->turn.answer = ctx_failure_text(t->req->ctx);
    t->req->ctx->lang = lang;
    t->req->ctx->failure = (Failure){0};
    t->turn.deed = TALK_NOTHING;
    t->turn.after.has_point = false;
    t->turn.after.place = STR("");
    t->turn.after.step = TALK_PLACE;
    return OK;
}

static Err take_turn(Turning *t, const Said *said)
{
    Ctx *ctx = t->req->ctx;
    App *app = app_of(t->req);
    TRY(db_read(app->db, ctx, look, NULL, t));
    if (t->was_seen)
        return OK;
    Talk before = talk_of(&t->before);
    t->turn = talk_turn(ctx, &before, said);
    TRY(do_deed(t));
    t->seen.answer = t->turn.answer;
    t->after = row_of(&t->before, &t->turn.after);
    return db_write(app->db, ctx, keep, t, NULL);
}

/* Two messages of one person at once, or one sent twice at once: the slower one looks again. */
Err wechat_answer_message(const Request *req, const WechatMessage *message, Str *answer)
{
    Said said = said_by(req, message);
    for (int i = 0; i < ATTEMPTS; i++) {
        Turning *t = ARENA_NEW(req->ctx->arena, Turning);
        *t = (Turning){.req = req, .message = message};
        t->seen = (TalkMessage){.channel = STR(WECHAT_CHANNEL), .message = wechat_message_id(req->ctx, message)};
        Err err = take_turn(t, &said);
        if (err == ERR_CONFLICT) {
            req->ctx->failure = (Failure){0};
            continue;
        }
        TRY(err);
        *answer = t->seen.answer;
        return OK;
    }
    return fail(req->ctx, ERR_BUSY, MSG_BUSY);
}

static Err leave(Tx *tx, const void *who, void *out)
{
    (void)out;
    return switch_notices(tx, *(const Str *)who, TALK_NOTICES_OFF);
}

Err wechat_left(const Request *req, const WechatMessage *message)
{
    if (!str_is(message->event, "unsubscribe"))
        return OK;
    return db_write(app_of(req)->db, req->ctx, leave, &message->from, NULL);
}
