/* The hotline's figures against figures computed by hand; who is called back; what is drawn to be scored. */
#include "support/world.h"

#include "actions/call_back.h"
#include "actions/hear_phone.h"
#include "actions/phone_desk.h"
#include "actions/phone_sample.h"
#include "insight/phone_figures.h"

static Err hear(Tx *tx, const void *in, void *out)
{
    return hear_phone(tx, in, out);
}

static Str tell(World *w, PhoneTold told)
{
    static int next = 0;
    PhoneHeard heard;
    told.source = STR("exchange");
    told.event.id = str_printf(w->ctx.arena, "%d", ++next);
    assert_ok(db_write(w->db, &w->ctx, hear, &told, &heard));
    return heard.call;
}

typedef struct Told {
    const char *call, *number, *agent;
    UnixMs at;
    int wait, talk; /* seconds; wait < 0: abandoned after -wait; talk < 0: still talking */
    bool outbound;
} Told;

static Str tell_whole(World *w, const Told *t)
{
    Str call = str_of(t->call);
    UnixMs until = t->at + SECONDS(t->wait < 0 ? -t->wait : t->wait);
    Str id = tell(w, (PhoneTold){.call = call,
                                 .event = {.type = PHONE_RINGING,
                                           .at = t->at,
                                           .agent = str_of(t->agent),
                                           .caller = str_of(t->number),
                                           .outbound = t->outbound}});
    if (t->wait >= 0)
        tell(w, (PhoneTold){.call = call, .event = {.type = PHONE_ANSWERED, .at = until, .agent = str_of(t->agent)}});
    if (t->wait < 0 || t->talk >= 0)
        tell(w, (PhoneTold){.call = call, .event = {.type = PHONE_ENDED, .at = until + SECONDS(t->talk)}});
    return id;
}

static Err seat(Tx *tx, const void *in, void *out)
{
    return take_extension(tx, in, out);
}

static const Actor *sit(World *w, const char *person, Str extension)
{
    const Actor *actor = world_person(w, ROLE_HOTLINE_OPERATOR, "CEN", person);
    w->ctx.actor = actor;
    assert_ok(db_write(w->db, &w->ctx, seat, &extension, NULL));
    w->ctx.actor = NULL;
    return actor;
}

static Err figures(Tx *tx, const void *in, void *out)
{
    return phone_figures(tx, in, out);
}

static PhoneReport *report_of(World *w, UnixMs from, UnixMs until)
{
    PhoneReport *report = ARENA_NEW(w->ctx.arena, PhoneReport);
    assert_ok(db_read(w->db, &w->ctx, figures, &(PhoneSpan){from, until}, report));
    return report;
}

/* Local midnight before the world's now. */
static UnixMs midnight(const World *w)
{
    UnixMs offset = MINUTES(w->district->calendar.offset_minutes);
    return (w->ctx.now + offset) / DAYS(1) * DAYS(1) - offset;
}

TEST(two_days_of_the_hotline_are_counted_as_by_hand)
{
    World w CLEANUP(world_end) = world_new();
    UnixMs one = midnight(&w) - DAYS(2), two = one + DAYS(1);
    (void)sit(&w, "xiao", STR("801"));
    (void)sit(&w, "lin", STR("802"));
    const Told calls[] = {
        /* day one: 15 s is in time, 16 s is not; one abandoned at once */
        {"a", "001", "801", one + HOURS(9), 0, 60, false},
        {"b", "002", "802", one + HOURS(9) + 1, 15, 120, false},
        {"c", "003", "801", one + HOURS(10), 16, 30, false},
        {"d", "004", "801", one + HOURS(23), -4, 0, false},
        /* day two */
        {"e", "005", "802", two + HOURS(1), -40, 0, false},
        {"f", "006", "802", two + HOURS(12), 5, -1, false}, /* still talking: answered all the same */
        {"g", "007", "801", two + HOURS(12), 2, 10, true},  /* we called: no call of the hotline's */
    };
    for (size_t i = 0; i < COUNT_OF(calls); i++)
        tell_whole(&w, &calls[i]);
    tell(&w, (PhoneTold){.call = STR("waiting"), .event = {.type = PHONE_QUEUED, .at = two + HOURS(13)}});

    PhoneReport *r = report_of(&w, one, two + DAYS(1));
    assert_int_equal(r->all.connected.hit, 4); /* a b c f */
    assert_int_equal(r->all.connected.n, 6);   /* and d e; not g, not the one that waits */
    assert_int_equal(r->all.in_time.hit, 3);   /* a b f */
    assert_int_equal(r->all.abandoned.hit, 2);
    assert_int_equal(r->all.short_abandoned, 1);
    assert_int_equal(r->all.wait_ms, SECONDS(0 + 15 + 16 + 5));
    assert_int_equal(r->all.longest_wait_ms, SECONDS(40));
    assert_int_equal(r->all.talk_ms, SECONDS(60 + 120 + 30));
    assert_int_equal(r->all.talks, 3);

    assert_int_equal(r->day_count, 2);
    assert_int_equal(r->days[0].figures.connected.hit, 3);
    assert_int_equal(r->days[0].figures.connected.n, 4);
    assert_int_equal(r->days[1].figures.connected.hit, 1);
    assert_int_equal(r->days[1].figures.connected.n, 2);
    /* 24 hours in a row: from midnight 3 of 4; from a (9:00) 3 of 5; from b, just after it, 2 of 4; from c c d e, 1 of
     * 3; from d (23:00) d e f, 1 of 3 as well; from e they would reach beyond the two days */
    assert_int_equal(r->lowest_24h.hit, 1);
    assert_int_equal(r->lowest_24h.n, 3);
    assert_int_equal(r->lowest_24h_from, one + HOURS(10));
    assert_int_equal(r->taker_count, 2);
    assert_int_equal(r->takers[0].answered, 2); /* xiao: a c */
    assert_int_equal(r->takers[0].in_time, 1);
    assert_int_equal(r->takers[1].answered, 2); /* lin: b f */
    assert_int_equal(r->takers[1].talks, 1);
}

static Err open_list(Tx *tx, const void *in, void *out)
{
    return call_back_list(tx, *(const bool *)in, out);
}

static CallBacks *call_backs(World *w, bool open)
{
    CallBacks *list = ARENA_NEW(w->ctx.arena, CallBacks);
    assert_ok(db_read(w->db, &w->ctx, open_list, &open, list));
    return list;
}

static Err take(Tx *tx, const void *in, void *out)
{
    (void)out;
    return take_call_back(tx, *(const Str *)in);
}

static Err settle(Tx *tx, const void *in, void *out)
{
    (void)out;
    return settle_call_back(tx, in);
}

TEST(whoever_was_missed_is_called_back_once_and_not_when_they_got_through)
{
    World w CLEANUP(world_end) = world_new();
    UnixMs at = w.ctx.now - HOURS(2);
    const Actor *xiao = sit(&w, "xiao", STR("801")), *lin = sit(&w, "lin", STR("802"));
    Str missed = tell_whole(&w, &(Told){"a", "13800000001", "801", at, -20, 0, false});
    tell_whole(&w, &(Told){"a2", "13800000001", "801", at + MINUTES(1), -20, 0, false});
    tell_whole(&w, &(Told){"b", "13800000002", "801", at, -20, 0, false});
    tell_whole(&w, &(Told){"c", "", "801", at, -20, 0, false}); /* withheld: nobody to call */
    assert_int_equal(call_backs(&w, true)->len, 3);
    tell_whole(&w, &(Told){"d", "+8613800000002", "802", at + MINUTES(9), 3, 5, false}); /* b's caller again */
    assert_int_equal(call_backs(&w, true)->len, 2);

    w.ctx.actor = xiao;
    assert_ok(db_write(w.db, &w.ctx, take, &missed, NULL));
    w.ctx.actor = lin;
    assert_err(db_write(w.db, &w.ctx, take, &missed, NULL), ERR_CONFLICT);
    assert_err(db_write(w.db, &w.ctx, settle, &(SettleCallBack){.id = missed, .result = STR("reached")}, NULL),
               ERR_CONFLICT);
    w.ctx.actor = xiao;
    assert_ok(db_write(w.db, &w.ctx, settle, &(SettleCallBack){.id = missed, .result = STR("no_answer")}, NULL));
    assert_int_equal(call_backs(&w, true)->len, 2);
    w.ctx.actor = lin; /* it is anybody's again */
    assert_ok(db_write(w.db, &w.ctx, take, &missed, NULL));
    assert_ok(db_write(w.db, &w.ctx, settle, &(SettleCallBack){.id = missed, .result = STR("reached")}, NULL));
    assert_int_equal(call_backs(&w, true)->len, 0); /* the same person's other missed call with it */
    CallBacks *settled = call_backs(&w, false);
    assert_int_equal(settled->len, 3);
    w.ctx.actor = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "desk");
    assert_err(db_write(w.db, &w.ctx, take, &missed, NULL), ERR_FORBIDDEN);
    w.ctx.actor = NULL;
}

TEST(an_answer_told_after_the_end_takes_the_call_back_away)
{
    World w CLEANUP(world_end) = world_new();
    UnixMs at = w.ctx.now - HOURS(1);
    tell(&w,
         (PhoneTold){.call = STR("a"),
                     .event = {.type = PHONE_RINGING, .at = at, .agent = STR("801"), .caller = STR("13800000001")}});
    tell(&w, (PhoneTold){.call = STR("a"), .event = {.type = PHONE_ENDED, .at = at + SECONDS(30)}});
    assert_int_equal(call_backs(&w, true)->len, 1);
    tell(&w, (PhoneTold){.call = STR("a"), .event = {.type = PHONE_ANSWERED, .at = at + SECONDS(5)}});
    assert_int_equal(call_backs(&w, true)->len, 0);
}

static Err draw(Tx *tx, const void *in, void *out)
{
    return draw_samples(tx, in, out);
}

static Err score(Tx *tx, const void *in, void *out)
{
    (void)out;
    return score_phone_call(tx, in);
}

TEST(three_of_a_hundred_calls_are_drawn_of_each_the_same_every_time_and_other_ones_by_another_key)
{
    World w CLEANUP(world_end) = world_new();
    Hash key = hash_sha256(STR("one")), other = hash_sha256(STR("other"));
    PhoneSpan span;
    w.ctx.now = 1795305600000; /* 2026-11-22, a Sunday in Fuzhou: 2026-W46 has ended, W47 has not */
    assert_err(sample_span(&w.ctx, STR("2026-W47"), &span), ERR_INVALID);
    assert_err(sample_span(&w.ctx, STR("2026-W60"), &span), ERR_INVALID);
    assert_ok(sample_span(&w.ctx, STR("2026-W46"), &span));
    assert_int_equal(span.until - span.from, DAYS(7));
    (void)sit(&w, "xiao", STR("801"));
    (void)sit(&w, "lin", STR("802"));
    for (int i = 0; i < 67; i++) /* 67 of 801: three; one of 802: one */
        tell_whole(&w, &(Told){(const char *)str_z(w.ctx.arena, str_printf(w.ctx.arena, "x%d", i)), "001", "801",
                               span.from + MINUTES(i), 3, 10, false});
    tell_whole(&w, &(Told){"only", "001", "802", span.from, 3, 10, false});
    tell_whole(&w, &(Told){"missed", "001", "802", span.from, -3, 0, false});
    Samples *one = ARENA_NEW(w.ctx.arena, Samples), *again = ARENA_NEW(w.ctx.arena, Samples),
            *else_ = ARENA_NEW(w.ctx.arena, Samples);
    SampleWeek week = {STR("2026-W46"), &key};
    assert_ok(db_read(w.db, &w.ctx, draw, &week, one));
    assert_ok(db_read(w.db, &w.ctx, draw, &week, again));
    assert_ok(db_read(w.db, &w.ctx, draw, &(SampleWeek){STR("2026-W46"), &other}, else_));
    assert_int_equal(one->len, 4);
    assert_int_equal(else_->len, 4);
    bool differs = false;
    for (size_t i = 0; i < one->len; i++) {
        assert_true(str_eq(one->at[i].call, again->at[i].call));
        differs = differs || !str_eq(one->at[i].call, else_->at[i].call);
    }
    assert_true(differs);

    ScoreCall good = {
        .drawn = week,
        .score = {.call = one->at[0].call, .greeting = 5, .listening = 4, .accuracy = 3, .record = 2, .closing = 1}};
    ScoreCall undrawn = good;
    undrawn.score.call = STR("000000000000000000000000");
    w.ctx.actor = world_person(&w, ROLE_HOTLINE_OPERATOR, "CEN", "other");
    assert_err(db_write(w.db, &w.ctx, score, &good, NULL), ERR_FORBIDDEN);
    w.ctx.actor = world_person(&w, ROLE_SUPERVISOR, "XNDC", "watch");
    assert_err(db_write(w.db, &w.ctx, score, &undrawn, NULL), ERR_CONFLICT);
    assert_ok(db_write(w.db, &w.ctx, score, &good, NULL));
    assert_err(db_write(w.db, &w.ctx, score, &good, NULL), ERR_CONFLICT);
    w.ctx.actor = NULL;
}

TEST(a_call_of_too_many_events_takes_no_more)
{
    World w CLEANUP(world_end) = world_new();
    PhoneTold told = {.source = STR("exchange"), .call = STR("flood"), .event = {.type = PHONE_QUEUED}};
    PhoneHeard heard;
    for (int i = 0; i < PHONE_EVENTS_MOST; i++) {
        told.event.id = str_printf(w.ctx.arena, "%d", i);
        assert_ok(db_write(w.db, &w.ctx, hear, &told, &heard));
    }
    told.event.id = STR("one more");
    assert_err(db_write(w.db, &w.ctx, hear, &told, &heard), ERR_INVALID); /* a blank in an id */
    told.event.id = STR("one-more");
    assert_err(db_write(w.db, &w.ctx, hear, &told, &heard), ERR_CONFLICT);
    told.event.id = STR("7");
    assert_ok(db_write(w.db, &w.ctx, hear, &told, &heard));
    assert_true(heard.repeated);
}
