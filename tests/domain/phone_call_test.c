/* A telephone call is what its events amount to, in whatever order they came. */
#include "test.h"

#include <stdio.h>

#include "domain/phone_call.h"

static PhoneEvent at(PhoneEventType type, int second, const char *agent)
{
    static char ids[64][4];
    static int next = 0;
    char *id = ids[next++ % 64];
    id[0] = (char)('a' + next % 26);
    id[1] = (char)('a' + next / 26 % 26);
    id[2] = '\0';
    return (PhoneEvent){.id = str_of(id), .type = type, .at = SECONDS(second), .agent = str_of(agent)};
}

static void shuffle(PhoneEvent *events, size_t count, Rand *rand)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)rand_below(rand, i);
        PhoneEvent swapped = events[i - 1];
        events[i - 1] = events[j];
        events[j] = swapped;
    }
}

TEST(a_call_through_a_queue_of_two_desks_a_third_and_a_transfer_is_the_same_in_every_order)
{
    PhoneEvent events[] = {
        at(PHONE_QUEUED, 1, ""),      at(PHONE_RINGING, 2, "801"), at(PHONE_RINGING, 2, "802"),
        at(PHONE_ANSWERED, 5, "802"), at(PHONE_JOINED, 9, ""),     at(PHONE_TRANSFERRED, 20, "803"),
        at(PHONE_ENDED, 40, ""),
    };
    events[0].caller = STR("13800000000");
    events[4].party = STR("059100000000");
    Rand rand = rand_seeded(7);
    for (int round = 0; round < 200; round++) {
        PhoneCall call;
        shuffle(events, COUNT_OF(events), &rand);
        phone_call_fold(events, COUNT_OF(events), &call);
        assert_int_equal(call.state, PHONE_CALL_ENDED);
        assert_str(call.number, "13800000000");
        assert_str(call.extension, "802");
        assert_int_equal(call.offered_at, SECONDS(1));
        assert_int_equal(call.rang_at, SECONDS(2));
        assert_int_equal(call.answered_at, SECONDS(5));
        assert_int_equal(call.ended_at, SECONDS(40));
        assert_int_equal(call.leg_count, 4);
        assert_false(phone_call_missed(&call));
        for (size_t i = 0; i < call.leg_count; i++) {
            const PhoneLeg *leg = &call.legs[i];
            assert_int_equal(leg->state, LEG_LEFT);
            if (str_is(leg->party, "801")) { /* stopped ringing when the other answered */
                assert_int_equal(leg->left_at, SECONDS(5));
                assert_int_equal(leg->joined_at, 0);
            }
            if (str_is(leg->party, "+1"))
                assert_int_equal(leg->left_at, SECONDS(20));
        }
    }
}

TEST(whoever_hangs_up_before_anybody_answers_was_missed)
{
    PhoneEvent events[] = {at(PHONE_RINGING, 1, "801"), at(PHONE_LEFT, 11, "801"), at(PHONE_ENDED, 12, "")};
    PhoneCall call;
    phone_call_fold(events, 2, &call);
    assert_int_equal(call.state, PHONE_CALL_WAITING);
    assert_false(phone_call_missed(&call));
    phone_call_fold(events, 3, &call);
    assert_true(phone_call_missed(&call));
    events[0].outbound = true;
    phone_call_fold(events, 3, &call);
    assert_false(phone_call_missed(&call));
}

TEST(a_telephone_that_still_rings_after_the_end_opens_nothing_again)
{
    PhoneEvent events[] = {at(PHONE_RINGING, 1, "801"), at(PHONE_ENDED, 3, ""), at(PHONE_RINGING, 4, "802"),
                           at(PHONE_ANSWERED, 5, "802"), at(PHONE_RECORDED, 6, "")};
    PhoneCall call;
    events[4].recording = STR("https://x/1");
    phone_call_fold(events, 5, &call);
    assert_int_equal(call.state, PHONE_CALL_ENDED);
    assert_int_equal(call.answered_at, 0);
    assert_int_equal(call.leg_count, 1);
    assert_str(call.recording, "https://x/1");
}

TEST(an_answer_without_a_name_is_of_the_telephone_that_rang)
{
    PhoneEvent events[] = {at(PHONE_RINGING, 1, "801"), at(PHONE_ANSWERED, 3, "")};
    PhoneCall call;
    phone_call_fold(events, 2, &call);
    assert_str(call.extension, "801");
    assert_int_equal(call.legs[0].state, LEG_TALKING);
}

TEST(parties_beyond_the_room_are_left_out)
{
    enum { MANY = PHONE_LEGS_MAX + 20 };
    static char names[MANY][12];
    PhoneEvent events[MANY];
    PhoneCall call;
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof names[i], "%u", 1000u + (unsigned)i % 1000u);
        events[i] = (PhoneEvent){.id = str_of(names[i]), .type = PHONE_RINGING, .at = i, .agent = str_of(names[i])};
    }
    phone_call_fold(events, MANY, &call);
    assert_int_equal(call.leg_count, PHONE_LEGS_MAX);
    for (int i = 0; i < MANY; i++)
        events[i] = (PhoneEvent){.id = str_of(names[i]), .type = PHONE_JOINED, .at = i, .party = str_of(names[i])};
    phone_call_fold(events, MANY, &call);
    assert_int_equal(call.leg_count, 9);
}

TEST(a_number_is_the_same_with_and_without_the_countrys_code)
{
    Ctx ctx = test_ctx();
    static const char *const same[] = {
        "13800000000",  "+8613800000000", "8613800000000", "013800000000", "sip:13800000000@trunk;user=phone",
        "138-0000 0000"};
    for (size_t i = 0; i < COUNT_OF(same); i++)
        assert_str(phone_number_plain(ctx.arena, str_of(same[i])), "13800000000");
    assert_str(phone_number_plain(ctx.arena, STR("0591-8750 0000")), "059187500000");
    assert_str(phone_number_plain(ctx.arena, STR("+1 (202) 555-0100")), "+12025550100");
    Str spelt[PHONE_SPELLINGS];
    assert_int_equal(phone_number_spellings(ctx.arena, STR("13800000000"), spelt), PHONE_SPELLINGS);
    assert_str(spelt[1], "+8613800000000");
    assert_int_equal(phone_number_spellings(ctx.arena, STR("+12025550100"), spelt), 1);
    assert_str(phone_number_plain(ctx.arena, STR("anonymous")), "");
    assert_str(phone_number_plain(ctx.arena, STR("1234567890123456789012")), "");
    assert_str(phone_number_masked(ctx.arena, STR("13812345678")), "138****5678");
    assert_str(phone_number_masked(ctx.arena, STR("12345")), "****2345");
    assert_str(phone_number_masked(ctx.arena, STR("110")), "****");
}
