/* See subscribe.h. */
#include "actions/subscribe.h"

#include "actions/choose_way.h"
#include "auth/throttle.h"
#include "base/hash.h"
#include "domain/phone_call.h"
#include "geo/distance.h"
#include "store/outbox_store.h"

/* --- what it is about --- */

static Str in_language(Lang lang, Str zh, Str en)
{
    return lang == LANG_EN ? en : zh;
}

static Str place_of(const Ctx *ctx, const Alert *alert)
{
    const DistrictArea *area = area_find(ctx->district, alert->area);
    Str name = area == NULL ? STR("") : in_language(alert->lang, area->name_zh, area->name_en);
    Str metres = str_printf(ctx->arena, "%lld", (long long)alert->around.radius_m);
    if (alert->around.radius_m == 0)
        return name;
    return message_text(ctx->arena, area == NULL ? MSG_ALERT_AROUND : MSG_ALERT_AROUND_IN, alert->lang,
                        (const Str[]){metres, name}, 2);
}

Str alert_about(const Ctx *ctx, const Alert *alert)
{
    const Category *category = category_find(ctx->district, alert->category);
    Str parts[2], place = place_of(ctx, alert);
    size_t count = 0;
    if (!str_empty(place))
        parts[count++] = place;
    if (category != NULL)
        parts[count++] = in_language(alert->lang, category->name_zh, category->name_en);
    return str_join(ctx->arena, parts, count, STR(" · "));
}

UnixMs alert_next(const Ctx *ctx, const Alert *alert)
{
    UnixMs offset = MINUTES(ctx->district->calendar.offset_minutes), local = ctx->now + offset;
    UnixMs next = local - local % DAYS(1) + HOURS(ALERT_HOUR);
    if (alert->at_once)
        return ctx->now + ALERT_EVERY;
    return (next > local ? next : next + DAYS(1)) - offset;
}

/* --- asking for it --- */

/* The address as it is kept; INVALID where it is none. */
static Err plain_address(Ctx *ctx, const Subscribe *in, Str *out)
{
    Str mail = str_lower_ascii(ctx->arena, in->to), phone = phone_number_plain(ctx->arena, in->to);
    if (in->way == VIA_MAIL && !is_mail_address(mail))
        return fail_field(ctx, "mail", MSG_MAIL_ADDRESS);
    if (in->way == VIA_SMS && !is_mobile_number(phone))
        return fail_field(ctx, "phone", MSG_ALERT_PHONE);
    *out = in->way == VIA_MAIL ? mail : in->way == VIA_SMS ? phone : in->to;
    return OK;
}

static Err check_codes_left(Tx *tx)
{
    int64_t sent = 0;
    TRY(alert_count_sms(tx, tx->ctx->now - DAYS(1), &sent));
    return sent < tx->ctx->district->limits.codes_day ? OK : fail(tx->ctx, ERR_CONFLICT, MSG_ALERT_CODES_DAY);
}

static bool has_room(Via way, const AlertCount *has)
{
    if (way == VIA_SMS)
        return has->all - has->unproven < ALERTS_MOST && has->day < CODES_MOST;
    return has->all < ALERTS_MOST && has->unproven == 0;
}

static Alert new_alert(Ctx *ctx, const Subscribe *in)
{
    unsigned char bits[16];
    rand_bytes(ctx->rand, bits, sizeof bits);
    Alert alert = {.id = str_hex(ctx->arena, bits, sizeof bits),
                   .area = in->area,
                   .category = in->category,
                   .around = in->around,
                   .at_once = in->at_once,
                   .way = in->way,
                   .lang = in->lang};
    alert.next_at = alert_next(ctx, &alert);
    return alert;
}

static Str holder_of(Ctx *ctx, Str alert)
{
    return str_printf(ctx->arena, "alert:" STR_FMT, STR_ARG(alert));
}

static Err ask_by_mail(Tx *tx, const Alert *alert)
{
    Str link, about = alert_about(tx->ctx, alert), who = holder_of(tx->ctx, alert->id);
    TRY(mail_confirm_link(tx, STR(""), who, &link));
    return outbox_add(tx,
                      &(OutboxMessage){.kind = STR("confirm"),
                                       .recipient = who,
                                       .body = message_text(tx->ctx->arena, MSG_ALERT_CONFIRM, alert->lang, &about, 1),
                                       .link = link,
                                       .at_once = true});
}

/* No link of a letter has such a hash, since mailboxes alone are proven by links. */
static Str code_hash(Ctx *ctx, const AlertCode *code)
{
    Hash hash = hash_sha256_parts((const Str[]){STR("alert code "), code->alert, STR(" "), code->code}, 4);
    return hash_hex(ctx->arena, &hash);
}

static Err ask_by_sms(Tx *tx, const Alert *alert)
{
    Ctx *ctx = tx->ctx;
    Rand chance = rand_system();
    AlertCode code = {alert->id, str_printf(ctx->arena, "%06llu", (unsigned long long)rand_below(&chance, 1000000))};
    Str who = holder_of(ctx, alert->id);
    TRY(way_ask(tx, &(WayAsk){STR(""), who, code_hash(ctx, &code), ctx->now + CODE_LASTS}));
    return outbox_add(tx, &(OutboxMessage){.kind = STR("code"),
                                           .recipient = who,
                                           .body = message_text(ctx->arena, MSG_ALERT_CODE, alert->lang, &code.code, 1),
                                           .at_once = true});
}

static Err make(Tx *tx, const Alert *alert, Str to)
{
    WayRow row = {.who = holder_of(tx->ctx, alert->id),
                  .way = alert->way,
                  .lang = alert->lang,
                  .quiet = {QUIET_UNSAID, QUIET_UNSAID}};
    *(alert->way == VIA_MAIL ? &row.mail : alert->way == VIA_SMS ? &row.phone : &row.wechat) = to;
    if (alert->way == VIA_WECHAT)
        row.confirmed_at = tx->ctx->now;
    TRY(alert_add(tx, alert));
    TRY(way_save(tx, &row));
    if (alert->way == VIA_WECHAT)
        return OK;
    return alert->way == VIA_MAIL ? ask_by_mail(tx, alert) : ask_by_sms(tx, alert);
}

Err subscribe(Tx *tx, const void *input, void *out)
{
    const Subscribe *in = input;
    AlertCount has;
    Str to;
    TRY(plain_address(tx->ctx, in, &to));
    if (in->way == VIA_SMS)
        TRY(check_codes_left(tx));
    TRY(alert_count(tx, to, &has));
    Alert alert = new_alert(tx->ctx, in);
    *(Str *)out = alert.id;
    if (has_room(in->way, &has))
        return make(tx, &alert, to);
    return in->way == VIA_WECHAT ? fail(tx->ctx, ERR_CONFLICT, MSG_ALERT_FULL) : OK;
}

Err count_code_try(Tx *tx, const void *code, void *out)
{
    ThrottleSubject subject = throttle_of_code(tx->ctx, ((const AlertCode *)code)->alert);
    (void)out;
    return throttle_attempt(tx, &subject);
}

Err prove_phone(Tx *tx, const void *code, void *out)
{
    Str hash = code_hash(tx->ctx, code);
    WayAsked asked;
    (void)out;
    TRY(way_by_confirm(tx, hash, &asked));
    if (str_empty(asked.who) || asked.until <= tx->ctx->now)
        return fail_field(tx->ctx, "code", MSG_ALERT_CODE_WRONG);
    return way_confirm(tx, hash);
}

/* --- what there is to tell --- */

static bool is_near(const PublicAround *around, const PublicCase *c)
{
    if (around->radius_m == 0)
        return true;
    if (c->lat_e7 == 0 && c->lon_e7 == 0)
        return false;
    return distance_metres_e7((int32_t)around->lon_e7, (int32_t)around->lat_e7, (int32_t)c->lon_e7,
                              (int32_t)c->lat_e7) <= (double)around->radius_m;
}

/* The box holds what is rounded into the circle. */
static PublicNews question(const AlertSpan *span)
{
    enum { ROUNDING_M = 80, BOX_MOST = 4 * NEWS_MOST };
    const PublicAround *around = &span->alert->around;
    PublicNews query = {.after = span->after, .until = span->until, .category = span->alert->category};
    if (around->radius_m == 0) {
        query.area = span->alert->area;
        query.limit = NEWS_MOST + 1;
        return query;
    }
    Box box = distance_box(point_from_e7((int32_t)around->lon_e7, (int32_t)around->lat_e7),
                           (double)(around->radius_m + ROUNDING_M));
    query.south = degrees_to_e7(box.south_west.lat);
    query.north = degrees_to_e7(box.north_east.lat);
    query.west = degrees_to_e7(box.south_west.lng);
    query.east = degrees_to_e7(box.north_east.lng);
    query.limit = BOX_MOST;
    return query;
}

Err alert_news(Tx *tx, const AlertSpan *span, AlertNews *out)
{
    PublicNews query = question(span);
    PublicCase *found = ARENA_ARRAY(tx->ctx->arena, PublicCase, (size_t)query.limit);
    size_t count = 0;
    TRY(public_news(tx, &query, found, &count));
    out->len = 0;
    out->more = count == (size_t)query.limit;
    for (size_t i = 0; i < count; i++) {
        if (!is_near(&span->alert->around, &found[i]))
            continue;
        if (out->len == NEWS_MOST)
            out->more = true;
        else
            out->at[out->len++] = found[i];
    }
    return OK;
}

/* --- by its links --- */

Err alert_seen(Tx *tx, const void *leave, void *out)
{
    Alert *alert = out;
    TRY(alert_by_leave(tx, *(const Str *)leave, alert));
    return str_empty(alert->id) ? fail(tx->ctx, ERR_NOT_FOUND, MSG_ALERT_GONE) : OK;
}

Err unsubscribe(Tx *tx, const void *leave, void *out)
{
    Alert alert;
    (void)out;
    TRY(alert_seen(tx, leave, &alert));
    return alert_drop(tx, alert.id);
}
