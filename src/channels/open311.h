/* Open311 GeoReport v2, in parts: what is read (open311_read.c), what is reported (open311_report.c), and the addresses
 * (open311.c). Only for this room. */
#ifndef GULOU_CHANNELS_OPEN311_H
#define GULOU_CHANNELS_OPEN311_H

#include "channels/geo_report.h"
#include "reception/app.h"

/* One asking: "services.xml" is resource "services", in XML. */
typedef struct Asked311 {
    Str name, id;
    bool xml;
} Asked311;

/* Writes the whole answer, or fails: then nothing of it is sent. */
typedef Err (*Answer311)(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_services(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_service(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_requests(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_request(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_token(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_report(Request *req, const Asked311 *asked, GeoAnswer *out);

/* NOT_FOUND too for a category that is not everybody's. */
MUST_USE Err open311_find_service(Ctx *ctx, Str code, const Category **out);
static inline Str in_words(const Ctx *ctx, Str zh, Str en)
{
    return ctx->lang == LANG_EN ? en : zh;
}

#endif
