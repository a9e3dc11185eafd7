/* What Asterisk's messages mean, in whatever pieces they come. */
#include "test.h"

#include <string.h>

#include "calls/ear.h"

typedef struct Heard {
    Ctx ctx;
    Ear ear;
    MessageReader reader;
    PhoneTold told[20];
    size_t count;
} Heard;

static Heard *listener(void)
{
    static Heard heard;
    memset(&heard, 0, sizeof heard);
    heard.ctx = test_ctx();
    heard.ear.source = "test";
    heard.ear.numbers = STR("12345, main");
    heard.ear.recordings = STR("https://recordings.example/");
    return &heard;
}

static void say(Heard *heard, const char *text)
{
    static Message message;
    Str lines;
    for (const char *c = text; *c != '\0'; c++) {
        if (!message_reader_take(&heard->reader, *c, &lines))
            continue;
        if (message_split(str_copy(heard->ctx.arena, lines), &message) &&
            ami_means(&heard->ear, heard->ctx.arena, &message, &heard->told[heard->count]))
            heard->count++;
    }
}

static const char arrival[] = "Event: Newchannel\r\nChannel: SIP/trunk-01\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n"
                              "CallerIDNum: 13800000000\r\nExten: 12345\r\nTimestamp: 1700000000.5\r\n\r\n";

TEST(a_detour_through_a_local_channel_answers_nothing_the_telephone_at_its_end_does)
{
    Heard *heard = listener();
    say(heard, arrival);
    say(heard,
        "Event: DialBegin\r\nLinkedid: 7.1\r\nDestChannel: Local/desk1@queue-1;1\r\nDestUniqueid: 7.2\r\n\r\n"
        "Event: DialBegin\r\nLinkedid: 7.1\r\nDestChannel: SIP/801-02\r\nDestUniqueid: 7.4\r\n\r\n"
        "Event: DialEnd\r\nLinkedid: 7.1\r\nDestChannel: SIP/801-02\r\nDestUniqueid: 7.4\r\nDialStatus: ANSWER\r\n\r\n"
        "Event: DialEnd\r\nLinkedid: 7.1\r\nDestChannel: Local/desk1@queue-1;1\r\nDestUniqueid: 7.2\r\nDialStatus: "
        "ANSWER\r\n\r\n");
    assert_int_equal(heard->count, 4);
    assert_int_equal(heard->told[0].event.type, PHONE_QUEUED);
    assert_int_equal(heard->told[0].event.at, 1700000000500);
    assert_str(heard->told[1].event.agent, "desk1");
    assert_int_equal(heard->told[3].event.type, PHONE_ANSWERED);
    assert_str(heard->told[3].event.agent, "801");
}

TEST(a_field_that_stands_twice_with_different_values_does_not_count)
{
    Heard *heard = listener();
    say(heard,
        "Event: Newchannel\r\nUniqueid: 8.1\r\nLinkedid: 8.1\r\nCallerIDName: x\r\nExten: 12345\r\nExten: 999\r\n\r\n");
    assert_int_equal(heard->count, 0);
    say(heard, "Event: Newchannel\r\nUniqueid: 8.1\r\nLinkedid: 8.1\r\nExten: 12345\r\nExten: 12345\r\n\r\n");
    assert_int_equal(heard->count, 1);
}

TEST(what_is_too_long_is_skipped_and_the_next_message_heard)
{
    Heard *heard = listener();
    char line[MESSAGE_LINE_MOST + 100];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    say(heard, "Event: Newchannel\r\nUniqueid: 9.1\r\nLinkedid: 9.1\r\nExten: 12345\r\nCallerIDName: ");
    say(heard, line);
    say(heard, "\r\n\r\n");
    assert_int_equal(heard->count, 0);
    assert_int_equal(heard->reader.skipped, 1);
    say(heard, "Event: Newchannel\r\n");
    for (int i = 0; i < MESSAGE_BYTES_MOST / 10; i++)
        say(heard, "Filler: 123\r\n");
    say(heard, "\r\n");
    assert_int_equal(heard->reader.skipped, 2);
    say(heard, arrival);
    assert_int_equal(heard->count, 1);
}

TEST(a_recording_is_told_by_its_name_alone)
{
    Heard *heard = listener();
    say(heard, arrival);
    say(heard,
        "Event: VarSet\r\nLinkedid: 7.1\r\nVariable: MIXMONITOR_FILENAME\r\nValue: /var/spool/monitor/7.1.wav\r\n\r\n");
    assert_str(heard->told[1].event.recording, "https://recordings.example/7.1.wav");
    say(heard, "Event: VarSet\r\nLinkedid: 7.1\r\nVariable: MIXMONITOR_FILENAME\r\nValue: ../../etc/passwd?\r\n\r\n"
               "Event: VarSet\r\nLinkedid: 7.1\r\nVariable: MIXMONITOR_FILENAME\r\nValue: /x/..\r\n\r\n");
    assert_int_equal(heard->count, 2);
}

TEST(the_oldest_channel_makes_room_for_a_new_one)
{
    Heard *heard = listener();
    EarChannel channel;
    for (int i = 0; i < EAR_CHANNELS_MOST + 10; i++) {
        assert_true(ear_channel(str_printf(heard->ctx.arena, "%d", i), STR("call"), STR(""), &channel));
        ear_remember(&heard->ear, &channel);
    }
    assert_int_equal(heard->ear.len, EAR_CHANNELS_MOST);
    assert_null(ear_find(&heard->ear, STR("9")));
    assert_non_null(ear_find(&heard->ear, STR("10")));
    assert_false(ear_channel(STR(""), STR("call"), STR(""), &channel));
}
