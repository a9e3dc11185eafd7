/* See talk.h. */
#include "channels/talk.h"

#include "base/utf8.h"

typedef enum Order {
    ORDER_NONE,
    ORDER_SUBMIT,
    ORDER_PLACE,
    ORDER_CANCEL,
    ORDER_PROGRESS,
    ORDER_HELP,
    ORDER_ZH,
    ORDER_EN,
    ORDER_OFF,
    ORDER_ON
} Order;

/* Whole messages that are orders; the digits only once the choice was shown. */
static const struct {
    const char *words;
    Order order;
    bool shown_only;
} orders[] = {
    {"1", ORDER_SUBMIT, true},         {"提交", ORDER_SUBMIT, false},
    {"发送", ORDER_SUBMIT, false},     {"submit", ORDER_SUBMIT, false},
    {"2", ORDER_PLACE, true},          {"改地点", ORDER_PLACE, false},
    {"place", ORDER_PLACE, false},     {"0", ORDER_CANCEL, true},
    {"取消", ORDER_CANCEL, false},     {"cancel", ORDER_CANCEL, false},
    {"进度", ORDER_PROGRESS, false},   {"查询", ORDER_PROGRESS, false},
    {"查进度", ORDER_PROGRESS, false}, {"progress", ORDER_PROGRESS, false},
    {"帮助", ORDER_HELP, false},       {"help", ORDER_HELP, false},
    {"?", ORDER_HELP, false},          {"？", ORDER_HELP, false},
    {"退订", ORDER_OFF, false},        {"不再通知", ORDER_OFF, false},
    {"notices off", ORDER_OFF, false}, {"恢复通知", ORDER_ON, false},
    {"notices on", ORDER_ON, false},   {"中文", ORDER_ZH, false},
    {"english", ORDER_EN, false},
};

static Order order_of(Ctx *ctx, const Talk *talk, Str words)
{
    Str plain = str_lower_ascii(ctx->arena, str_trim(words));
    for (size_t i = 0; i < COUNT_OF(orders); i++)
        if (str_is(plain, orders[i].words) && (!orders[i].shown_only || talk->step == TALK_CONFIRM))
            return orders[i].order;
    return ORDER_NONE;
}

static Str say(const Ctx *ctx, const Talk *talk, MsgId message)
{
    return message_text(ctx->arena, message, talk->lang, NULL, 0);
}

static Talk fresh(const Talk *before, UnixMs now)
{
    return (Talk){.number = before->number, .lang = before->lang, .started_at = now};
}

static bool has_matter(const Talk *talk)
{
    return talk->text.len > 0 || talk->photos > 0;
}

static bool has_place(const Talk *talk)
{
    return talk->has_point || talk->place.len > 0;
}

static Str summary(const Ctx *ctx, const Talk *talk)
{
    enum { SHOWN = 120 };
    Str text = utf8_cut(talk->text, SHOWN);
    Str args[] = {talk->text.len > 0 ? text : say(ctx, talk, MSG_TALK_NO_WORDS),
                  talk->place.len > 0 ? talk->place : say(ctx, talk, MSG_TALK_ON_THE_MAP),
                  str_printf(ctx->arena, "%lld", (long long)talk->photos)};
    return message_text(ctx->arena, MSG_TALK_CONFIRM, talk->lang, args, COUNT_OF(args));
}

/* Asks for what is still missing, or shows the whole. */
static Str ask_on(Ctx *ctx, Talk *talk)
{
    if (!has_matter(talk)) {
        talk->step = TALK_WORDS;
        return say(ctx, talk, MSG_TALK_ASK_WORDS);
    }
    if (!has_place(talk)) {
        talk->step = TALK_PLACE;
        return say(ctx, talk, MSG_TALK_ASK_PLACE);
    }
    talk->step = TALK_CONFIRM;
    return summary(ctx, talk);
}

static Str take_place(Ctx *ctx, Talk *talk, Str words)
{
    if (utf8_length(words) > TALK_PLACE_MOST)
        return say(ctx, talk, MSG_TALK_PLACE_LONG);
    talk->place = words;
    return ask_on(ctx, talk);
}

static Str take_words(Ctx *ctx, Talk *talk, const Said *said)
{
    Str words = str_trim(said->words);
    if (str_empty(words))
        return say(ctx, talk, MSG_TALK_OTHER);
    if (talk->step == TALK_PLACE)
        return take_place(ctx, talk, words);
    Str parts[] = {talk->text, words};
    Str all = talk->text.len > 0 ? str_join(ctx->arena, parts, 2, STR("\n")) : words;
    if (utf8_length(all) > TALK_TEXT_MOST)
        return say(ctx, talk, MSG_TALK_TEXT_LONG);
    talk->text = all;
    if (!has_place(talk))
        talk->place = said->known_place;
    return ask_on(ctx, talk);
}

static void take_photo(Ctx *ctx, TalkTurn *turn)
{
    Talk *talk = &turn->after;
    turn->took_photo = talk->photos < TALK_PHOTOS_MOST;
    talk->photos += turn->took_photo;
    turn->answer = turn->took_photo ? ask_on(ctx, talk) : say(ctx, talk, MSG_TALK_PHOTOS_MANY);
}

static void take_point(Ctx *ctx, TalkTurn *turn, const Said *said)
{
    Talk *talk = &turn->after;
    talk->has_point = true;
    talk->lat_e7 = said->lat_e7;
    talk->lon_e7 = said->lon_e7;
    talk->place = utf8_cut(str_trim(said->words), TALK_PLACE_MOST);
    turn->answer = ask_on(ctx, talk);
}

static void obey(Ctx *ctx, TalkTurn *turn, Order order)
{
    Talk *talk = &turn->after;
    switch (order) {
    case ORDER_SUBMIT:
        if (has_matter(talk) && has_place(talk))
            turn->deed = TALK_SUBMIT;
        else
            turn->answer = ask_on(ctx, talk);
        return;
    case ORDER_PLACE:
        talk->has_point = false;
        talk->place = STR("");
        turn->answer = ask_on(ctx, talk);
        return;
    case ORDER_CANCEL:
        *talk = fresh(talk, ctx->now);
        turn->answer = say(ctx, talk, MSG_TALK_CANCELLED);
        return;
    case ORDER_PROGRESS:
        turn->deed = TALK_TELL_PROGRESS;
        return;
    case ORDER_ZH:
    case ORDER_EN:
        talk->lang = order == ORDER_EN ? LANG_EN : LANG_ZH;
        turn->answer = say(ctx, talk, MSG_TALK_HELP);
        return;
    case ORDER_OFF:
    case ORDER_ON:
        turn->deed = order == ORDER_ON ? TALK_NOTICES_ON : TALK_NOTICES_OFF;
        turn->answer = say(ctx, talk, order == ORDER_ON ? MSG_TALK_NOTICES_ON : MSG_TALK_NOTICES_OFF);
        return;
    default:
        turn->answer = say(ctx, talk, MSG_TALK_HELP);
    }
}

/* Who follows us (again) wants to hear from us. */
static void greet(const Ctx *ctx, TalkTurn *turn)
{
    turn->deed = TALK_NOTICES_ON;
    turn->answer = say(ctx, &turn->after, MSG_TALK_HELLO);
}

TalkTurn talk_turn(Ctx *ctx, const Talk *before, const Said *said)
{
    bool over = before->step == TALK_IDLE || before->updated_at + TALK_KEPT < ctx->now;
    TalkTurn turn = {.after = over ? fresh(before, ctx->now) : *before};
    Order order = said->kind == SAID_WORDS ? order_of(ctx, &turn.after, said->words) : ORDER_NONE;
    turn.after.updated_at = ctx->now;
    if (order != ORDER_NONE)
        obey(ctx, &turn, order);
    else if (said->kind == SAID_WORDS)
        turn.answer = take_words(ctx, &turn.after, said);
    else if (said->kind == SAID_PHOTO)
        take_photo(ctx, &turn);
    else if (said->kind == SAID_PLACE)
        take_point(ctx, &turn, said);
    else if (said->kind == SAID_REPORT)
        turn.answer = ask_on(ctx, &turn.after);
    else if (said->kind == SAID_PROGRESS)
        turn.deed = TALK_TELL_PROGRESS;
    else if (said->kind == SAID_HELLO)
        greet(ctx, &turn);
    else
        turn.answer = say(ctx, &turn.after, said->kind == SAID_HELP ? MSG_TALK_HELP : MSG_TALK_OTHER);
    return turn;
}

Talk talk_done(const Talk *talk, Str number)
{
    Talk done = fresh(talk, talk->updated_at);
    done.number = number;
    done.updated_at = talk->updated_at;
    return done;
}
