/* The conversation that makes a case: any order, nothing lost, nothing sent before it was shown. */
#include "channels/talk.h"

#include "base/buf.h"
#include "test.h"

static Ctx ctx;
static Rand chance;

static void begin(void)
{
    chance = rand_seeded(1);
    ctx = (Ctx){.arena = arena_new(1 << 24), .now = 1700000000000, .rand = &chance, .lang = LANG_ZH};
}

static TalkTurn words(const Talk *talk, const char *text)
{
    ctx.now += 1000;
    return talk_turn(&ctx, talk, &(Said){.kind = SAID_WORDS, .words = str_of(text)});
}

static TalkTurn photo(const Talk *talk)
{
    ctx.now += 1000;
    return talk_turn(&ctx, talk, &(Said){.kind = SAID_PHOTO});
}

static TalkTurn point(const Talk *talk)
{
    ctx.now += 1000;
    return talk_turn(&ctx, talk,
                     &(Said){.kind = SAID_PLACE, .words = STR("江厝路"), .lat_e7 = 261000000, .lon_e7 = 1192000000});
}

static bool tells(Str answer, const char *what)
{
    return str_find(answer, str_of(what)) >= 0;
}

TEST(photo_then_words_then_place_is_a_report_after_it_was_shown)
{
    begin();
    Talk none = {0};
    TalkTurn turn = photo(&none);
    assert_true(turn.took_photo);
    assert_int_equal(turn.after.step, TALK_PLACE); /* a photo is a matter; what is missing is where */
    turn = point(&turn.after);
    assert_int_equal(turn.after.step, TALK_CONFIRM);
    turn = words(&turn.after, "垃圾没人扫");
    assert_true(tells(turn.answer, "垃圾没人扫") && tells(turn.answer, "江厝路") && tells(turn.answer, "1 张"));
    assert_int_equal(turn.deed, TALK_NOTHING);
    turn = words(&turn.after, "1");
    assert_int_equal(turn.deed, TALK_SUBMIT);
    assert_str(turn.after.text, "垃圾没人扫");
    assert_int_equal(turn.after.lat_e7, 261000000);
    arena_free(ctx.arena);
}

TEST(any_order_of_words_photo_and_place_ends_at_the_same_report)
{
    static const char orders[][4] = {"wpl", "wlp", "pwl", "plw", "lwp", "lpw"};
    begin();
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        Talk talk = {0};
        for (const char *c = orders[i]; *c != '\0'; c++) {
            /* words after "where?" would be the place: here it comes as a location */
            bool asked_where = talk.step == TALK_PLACE;
            TalkTurn turn = *c == 'p' ? photo(&talk) : *c == 'l' ? point(&talk) : words(&talk, "路灯不亮");
            if (*c == 'w' && asked_where)
                assert_str(turn.after.place, "路灯不亮");
            talk = turn.after;
        }
        assert_int_equal(talk.photos, 1);
        assert_true(talk.has_point);
        assert_int_equal(talk.step, TALK_CONFIRM);
    }
    arena_free(ctx.arena);
}

TEST(words_that_name_the_place_are_not_asked_for_it_again)
{
    begin();
    Talk none = {0};
    TalkTurn turn = talk_turn(
        &ctx, &none, &(Said){.kind = SAID_WORDS, .words = STR("温泉公园有垃圾"), .known_place = STR("温泉公园")});
    assert_int_equal(turn.after.step, TALK_CONFIRM);
    assert_str(turn.after.place, "温泉公园");
    turn = words(&turn.after, "2");
    assert_int_equal(turn.after.step, TALK_PLACE);
    assert_str(turn.after.place, "");
    turn = words(&turn.after, "其实是西湖公园");
    assert_str(turn.after.place, "其实是西湖公园");
    assert_str(turn.after.text, "温泉公园有垃圾");
    arena_free(ctx.arena);
}

TEST(a_digit_is_words_until_the_choice_was_shown)
{
    begin();
    Talk none = {0};
    TalkTurn turn = words(&none, "1");
    assert_int_equal(turn.deed, TALK_NOTHING);
    assert_str(turn.after.text, "1");
    arena_free(ctx.arena);
}

TEST(nothing_is_sent_without_a_matter_and_a_place)
{
    begin();
    Talk none = {0};
    TalkTurn turn = words(&none, "提交");
    assert_int_equal(turn.deed, TALK_NOTHING);
    assert_int_equal(turn.after.step, TALK_WORDS);
    turn = point(&turn.after);
    assert_int_equal(turn.after.step, TALK_WORDS);
    turn = words(&turn.after, "提交");
    assert_int_equal(turn.deed, TALK_NOTHING);
    turn = words(&turn.after, "井盖没了");
    assert_int_equal(words(&turn.after, "提交").deed, TALK_SUBMIT);
    arena_free(ctx.arena);
}

TEST(too_much_is_told_and_what_was_there_stays)
{
    begin();
    Talk talk = {.step = TALK_CONFIRM, .text = STR("前面的"), .place = STR("路口"), .photos = TALK_PHOTOS_MOST};
    talk.updated_at = ctx.now;
    Buf many = buf_new(ctx.arena);
    for (int i = 0; i < TALK_TEXT_MOST; i++)
        buf_z(&many, "长");
    TalkTurn turn = talk_turn(&ctx, &talk, &(Said){.kind = SAID_WORDS, .words = buf_str(&many)});
    assert_str(turn.after.text, "前面的");
    assert_true(tells(turn.answer, "4000"));
    turn = photo(&talk);
    assert_false(turn.took_photo);
    assert_int_equal(turn.after.photos, TALK_PHOTOS_MOST);
    arena_free(ctx.arena);
}

TEST(an_unfinished_report_is_kept_three_days)
{
    begin();
    Talk none = {0};
    Talk talk = words(&none, "路灯坏了").after;
    ctx.now += TALK_KEPT - 1000; /* each word takes a second */
    assert_str(words(&talk, "东街口").after.text, "路灯坏了");
    ctx.now += TALK_KEPT;
    assert_str(words(&talk, "东街口").after.text, "东街口");
    arena_free(ctx.arena);
}

TEST(done_keeps_the_number_and_the_language_and_nothing_else)
{
    begin();
    Talk none = {0};
    Talk talk = words(&none, "english").after;
    assert_int_equal(talk.lang, LANG_EN);
    talk = words(&talk, "dark street lamp").after;
    Talk done = talk_done(&talk, STR("2611220000017"));
    assert_int_equal(done.step, TALK_IDLE);
    assert_str(done.text, "");
    assert_str(done.number, "2611220000017");
    assert_int_equal(done.lang, LANG_EN);
    assert_int_equal(words(&done, "progress").deed, TALK_TELL_PROGRESS);
    TalkTurn next = words(&done, "another one");
    assert_str(next.after.number, "2611220000017");
    assert_true(next.after.started_at > talk.started_at); /* another report has another key */
    arena_free(ctx.arena);
}
