/* Whatever a device may send: a payload that may be anything, and a topic. What is taken can be judged by any rule. */
#include "channels/device_reading.h"

#include "fuzz/fuzz.h"

FUZZ(ctx, input)
{
    static const AlarmRule rule = {.raise = 250, .clear = 100, .least = -50, .most = 5000, .hold = 1000, .rearm = 1000};
    DeviceSaid said;
    Str device;
    if (device_reading_parse(ctx, input, &said) == OK) {
        ALWAYS(input.len <= DEVICE_READING_MOST);
        ALWAYS(said.value >= -MILLI_MOST && said.value <= MILLI_MOST);
        ALWAYS(said.battery >= -1 && said.battery <= 100);
        SensorState state = {0};
        SensorReading reading = {reading_moment(said.at, 1780538400000), said.value};
        ALWAYS(reading.at > 0 && reading.at <= 1780538400000);
        SensorTold told = sensor_step(&rule, &reading, &state);
        ALWAYS(told == SENSOR_NOTHING || told == SENSOR_IMPLAUSIBLE);
        Milli back = 0;
        ALWAYS(milli_parse(milli_text(ctx->arena, said.value), &back) && back == said.value);
    }
    if (device_topic_parse(input, STR("350102"), &device))
        ALWAYS(device.len > 0 && str_find_char(device, '/') < 0);
}
