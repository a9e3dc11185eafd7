/* Moments and places as partners, devices and pages write them: what was read can be written, and reads the same. */
#include "fuzz/fuzz.h"
#include "reception/read.h"

#define FIRST 946512000000LL /* two days before 2000: an offset may reach there */
#define LAST 7289913600000LL /* three days after 2200 */

FUZZ(ctx, input)
{
    UnixMs at = 0, again = 0;
    PlaceInput place = {0};
    const Json *json = NULL;
    if (read_time(ctx, "at", input, &at) == OK && at != 0) {
        ALWAYS(at > FIRST && at < LAST);
        if (at >= FIRST + DAYS(3) && at < LAST - DAYS(4)) {
            ALWAYS(read_time(ctx, "at", clock_format(ctx->arena, at), &again) == OK);
            ALWAYS(again / 1000 == at / 1000);
        }
    }
    if (json_parse(ctx, input, &json) == OK && read_position(ctx, json, &place) == OK && place.given)
        ALWAYS(place.lat > -91 && place.lat < 91 && place.lon > -181 && place.lon < 181 && place.accuracy_m >= 0);
    (void)check_phone(ctx, input);
}
