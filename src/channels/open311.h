/* Open311 GeoReport v2, in parts: what is read (open311_read.c), what is reported (open311_report.c) with its pictures
 * (open311_media.c) and answers (open311_answers.c), updates (open311_updates.c), hooks (open311_hook.c), and the addresses (open311.c). Only for this
 * room. */
#ifndef GULOU_CHANNELS_OPEN311_H
#define GULOU_CHANNELS_OPEN311_H

#include "auth/partners.h"
#include "channels/geo_report.h"
#include "domain/question.h"
#include "reception/app.h"

/* One asking: "services.xml" is resource "services", in XML. */
typedef struct Asked311 {
    Str name, id, part; /* requests/ID/updates.xml: part "updates" */
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
MUST_USE Err open311_updates(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_updates_of(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_comment(Request *req, const Asked311 *asked, GeoAnswer *out);
MUST_USE Err open311_hook(Request *req, const Asked311 *asked, GeoAnswer *out);

/* The partner whose api_key stands in the form; see partner_enter. */
MUST_USE Err open311_enter(const Request *req, Partner *out);
/* <attributes> of a definition: the questions about the kind. */
void open311_put_questions(GeoAnswer *out, const Ctx *ctx, const Category *category);
/* attribute[CODE], as often as it comes. INVALID: more than anybody asks, or what cannot be printed; whether it answers
 * the questions is the taker's to check (reception/take.h). */
MUST_USE Err open311_read_answers(Ctx *ctx, const NameValues *fields, Str category, Answers *out);
/* Hex SHA-256 of all that was sent: what is the same is a retry. */
Str open311_form_hash(const Request *req);
MUST_USE Err open311_check_length(Ctx *ctx, const char *field, Str text, size_t most);

enum { PHOTOS_311 = 9 };
typedef struct Photos311 {
    Str at[PHOTOS_311]; /* ids of kept photos */
    size_t len;
} Photos311;
/* Every file of a multipart body becomes a loose photo. INVALID, UNSUPPORTED, TOO_LARGE: one is no picture. */
MUST_USE Err open311_keep_uploads(const Request *req, Photos311 *out);

typedef struct Links311 {
    Str at[PHOTOS_311];
    size_t len;
} Links311;
/* media_url, once or several times. INVALID: no http or https address, or too many. */
MUST_USE Err open311_read_links(const Request *req, Links311 *out);
/* "http://..." or "https://..." of bearable length, without control characters and without a name or password in it. */
bool open311_is_address(Str url);

/* Of the asking's window of time: `from` and `until` from start_date and end_date, at most `span` long. */
typedef struct Span311 {
    UnixMs from, until;
} Span311;
MUST_USE Err open311_read_span(const Request *req, UnixMs span, Span311 *out);

/* NOT_FOUND too for a category that is not everybody's. */
MUST_USE Err open311_find_service(Ctx *ctx, Str code, const Category **out);
static inline Str in_words(const Ctx *ctx, Str zh, Str en)
{
    return ctx->lang == LANG_EN ? en : zh;
}

/* Where a partner is told of its cases; an empty url ends it. The secret signs what is sent there, and is told now only. */
typedef struct HookWish {
    Str partner, url;
} HookWish;
MUST_USE Err hook_register(App *app, Ctx *ctx, const HookWish *wish, Hash *secret);

#endif
