/* How an Open311 GeoReport v2 answer is written: the same lists and members as XML or as JSON
 * (https://wiki.open311.org/GeoReport_v2). Values are escaped here and nowhere else; what XML 1.0 cannot hold is
 * dropped. */
#ifndef GULOU_CHANNELS_GEO_REPORT_H
#define GULOU_CHANNELS_GEO_REPORT_H

#include "base/json.h"
#include "http/response.h"

typedef struct GeoAnswer {
    bool xml;
    Buf text;     /* XML */
    JsonOut json; /* JSON */
    int items;    /* open ones: a list within an item has a key */
} GeoAnswer;

GeoAnswer geo_answer(Arena *arena, bool xml);

/* A list: <services> in XML, [ in JSON, where `name` is written only inside an item. An item of it: <service>, {. */
void geo_list(GeoAnswer *out, const char *name);
void geo_list_end(GeoAnswer *out, const char *name);
void geo_item(GeoAnswer *out, const char *name);
void geo_item_end(GeoAnswer *out, const char *name);
/* Members of an item; an empty text is an empty element, and null in JSON. */
void geo_text(GeoAnswer *out, const char *name, Str value);
void geo_number(GeoAnswer *out, const char *name, int64_t value);
void geo_bool(GeoAnswer *out, const char *name, bool value);
void geo_degrees(GeoAnswer *out, const char *name, int64_t e7, bool known);
void geo_time(GeoAnswer *out, const char *name, UnixMs at); /* W3C date-time, UTC; 0: empty */

void geo_respond(Response *res, int status, const GeoAnswer *answer);
/* The specification's form of an error: a list of code and description. */
void geo_respond_error(Response *res, bool xml, int status, Str description);

#endif
