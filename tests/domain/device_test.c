/* The threshold machine: what is an alarm, and that a flapping sensor raises one. */
#include "test.h"

#include "domain/device.h"

/* Water: an alarm at 0.25 m after a minute, over when at 0.1 m for ten minutes. */
static const AlarmRule water = {
    .raise = 250, .clear = 100, .least = -50, .most = 5000, .hold = MINUTES(1), .rearm = MINUTES(10)};

static SensorTold say(SensorState *state, UnixMs at, Milli value)
{
    return sensor_step(&water, &(SensorReading){at, value}, state);
}

TEST(an_alarm_is_raised_after_the_hold_time_and_once)
{
    SensorState s = {0};
    assert_int_equal(say(&s, MINUTES(100), 20), SENSOR_NOTHING);
    assert_int_equal(say(&s, MINUTES(101), 250), SENSOR_NOTHING); /* exactly the threshold counts */
    assert_int_equal(say(&s, MINUTES(101) + SECONDS(59), 300), SENSOR_NOTHING);
    assert_int_equal(say(&s, MINUTES(102), 400), SENSOR_RAISED);
    assert_int_equal(s.alarm, 1);
    assert_int_equal(s.peak, 400);
    assert_int_equal(s.readings, 3);
    for (int i = 0; i < 100; i++)
        assert_int_equal(say(&s, MINUTES(103 + i), 500 + i), SENSOR_NOTHING);
    assert_int_equal(s.peak, 599);
    assert_int_equal(s.readings, 103);
}

TEST(a_splash_shorter_than_the_hold_time_is_nothing)
{
    SensorState s = {0};
    for (int i = 0; i < 50; i++) {
        assert_int_equal(say(&s, MINUTES(2 * i + 1), 900), SENSOR_NOTHING);
        assert_int_equal(say(&s, MINUTES(2 * i + 1) + SECONDS(30), 200), SENSOR_NOTHING); /* below raise, above clear */
    }
    assert_int_equal(s.alarm, 0);
}

TEST(an_alarm_ends_only_after_the_rearm_time_below_the_clearing_threshold)
{
    SensorState s = {0};
    (void)say(&s, MINUTES(1), 300);
    assert_int_equal(say(&s, MINUTES(2), 300), SENSOR_RAISED);
    assert_int_equal(say(&s, MINUTES(3), 100), SENSOR_NOTHING);
    assert_int_equal(s.phase, SENSOR_CLEARING);
    assert_int_equal(say(&s, MINUTES(12), 101), SENSOR_NOTHING); /* between the thresholds: not over, and no new one */
    assert_int_equal(s.phase, SENSOR_ALARM);
    assert_int_equal(say(&s, MINUTES(13), 50), SENSOR_NOTHING);
    assert_int_equal(say(&s, MINUTES(23), 60), SENSOR_CLEARED);
    assert_int_equal(say(&s, MINUTES(24), 300), SENSOR_NOTHING);
    assert_int_equal(say(&s, MINUTES(25), 300), SENSOR_RAISED);
    assert_int_equal(s.alarm, 2);
}

TEST(what_was_said_before_or_cannot_be_changes_nothing)
{
    SensorState s = {0};
    (void)say(&s, MINUTES(1), 300);
    (void)say(&s, MINUTES(2), 300);
    SensorState before = s;
    assert_int_equal(say(&s, MINUTES(2), 300), SENSOR_OLD);
    assert_int_equal(say(&s, MINUTES(1), 20), SENSOR_OLD);
    assert_int_equal(say(&s, MINUTES(3), 5001), SENSOR_IMPLAUSIBLE);
    assert_int_equal(say(&s, MINUTES(3), -51), SENSOR_IMPLAUSIBLE);
    assert_memory_equal(&s, &before, sizeof s);
}

TEST(a_quantity_that_must_not_fall_alarms_from_above)
{
    const AlarmRule lamps = {.below = true, .raise = 500, .clear = 1000, .least = 0, .most = 400000};
    SensorState s = {0};
    assert_int_equal(sensor_step(&lamps, &(SensorReading){1, 600}, &s), SENSOR_NOTHING);
    assert_int_equal(sensor_step(&lamps, &(SensorReading){2, 500}, &s), SENSOR_RAISED);
    assert_int_equal(sensor_step(&lamps, &(SensorReading){3, 100}, &s), SENSOR_NOTHING);
    assert_int_equal(s.peak, 100);
    assert_int_equal(sensor_step(&lamps, &(SensorReading){4, 1000}, &s), SENSOR_CLEARED);
}

/* Whatever a sensor says: alarms and ends take turns, an alarm follows at least `hold` of nothing but readings past the
 * threshold, and between an end and the next alarm at least hold passes; so in any span there are few. */
TEST(a_flapping_sensor_raises_no_more_than_its_times_allow)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        Rand rand = rand_seeded(seed);
        SensorState s = {0};
        UnixMs at = 1, past_since = 0, clear_since = 0;
        bool raised = false;
        for (int i = 0; i < 2000; i++) {
            at += 1 + (UnixMs)rand_below(&rand, SECONDS(90));
            Milli value = (Milli)rand_below(&rand, 10) < 7 && seed % 2 == 0 ? 300 : (Milli)rand_below(&rand, 500);
            past_since = value < water.raise ? 0 : past_since == 0 ? at : past_since;
            clear_since = value > water.clear ? 0 : clear_since == 0 ? at : clear_since;
            SensorTold told = say(&s, at, value);
            if (told == SENSOR_RAISED) {
                assert_false(raised);
                assert_true(past_since > 0 && at - past_since >= water.hold);
            }
            if (told == SENSOR_CLEARED) {
                assert_true(raised);
                assert_true(clear_since > 0 && at - clear_since >= water.rearm);
            }
            raised = told == SENSOR_RAISED || (raised && told != SENSOR_CLEARED);
            assert_int_equal(raised, s.phase == SENSOR_ALARM || s.phase == SENSOR_CLEARING);
        }
    }
}

TEST(flapping_every_second_for_a_day_is_one_alarm)
{
    SensorState s = {0};
    for (int i = 1; i <= 86400; i++)
        (void)say(&s, SECONDS(i), i < 120 || i % 2 == 0 ? 300 : 20);
    assert_int_equal(s.alarm, 1);
    assert_int_equal(s.phase, SENSOR_ALARM);
}

TEST(a_rule_must_leave_room_between_its_thresholds)
{
    AlarmRule rule = water;
    assert_true(alarm_rule_sound(&rule));
    rule.clear = rule.raise;
    assert_false(alarm_rule_sound(&rule));
    rule.below = true;
    rule.clear = rule.raise + 1;
    assert_true(alarm_rule_sound(&rule));
    rule.raise = rule.least - 1;
    assert_false(alarm_rule_sound(&rule));
}

TEST(a_device_shows_its_faults)
{
    const DeviceKind kind = {.silent = MINUTES(60)};
    DeviceHealth well = {.seen_at = HOURS(9), .battery = -1};
    assert_int_equal(device_faults(&kind, &well, HOURS(10)), 0);
    assert_int_equal(device_faults(&kind, &well, HOURS(10) + 1), 1U << DEVICE_FAULT_SILENT);
    DeviceHealth ill = {.seen_at = HOURS(10), .refused = 3, .clock_off = MINUTES(6), .battery = 14};
    assert_int_equal(device_faults(&kind, &ill, HOURS(10)),
                     1U << DEVICE_FAULT_IMPLAUSIBLE | 1U << DEVICE_FAULT_CLOCK | 1U << DEVICE_FAULT_BATTERY);
    ill = (DeviceHealth){.seen_at = HOURS(10), .refused = 2, .clock_off = MINUTES(5), .battery = 15};
    assert_int_equal(device_faults(&kind, &ill, HOURS(10)), 0);
}

TEST(a_time_to_come_is_now)
{
    assert_int_equal(reading_moment(0, 500), 500);
    assert_int_equal(reading_moment(499, 500), 499);
    assert_int_equal(reading_moment(501, 500), 500);
}

TEST(quantities_are_read_and_written_alike)
{
    Ctx ctx = test_ctx();
    const struct {
        const char *text;
        Milli value;
        const char *back;
    } good[] = {{"0.35", 350, "0.35"}, {"-0.05", -50, "-0.05"}, {"12", 12000, "12"}, {"1e3", 1000000, "1000"},
                {"0.0004", 0, "0"},    {"-7.1239", -7124, "-7.124"}};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        Milli value = -1;
        assert_true(milli_parse(str_of(good[i].text), &value));
        assert_int_equal(value, good[i].value);
        assert_str(milli_text(ctx.arena, value), good[i].back);
    }
    static const char *const bad[] = {"", "nan", "inf", "-inf", "0x10", "1e300", "1.2.3", "1,5", "1000000001"};
    Milli value = 0;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(milli_parse(str_of(bad[i]), &value));
}
