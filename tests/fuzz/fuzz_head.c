/* A request's head, whatever stands in it: its line, its headers, and what is read out of them later. What passes has
 * one meaning only, and what was decoded is clean. */
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "http/cookie.h"
#include "http/guard.h"
#include "http/negotiate.h"
#include "http/path.h"
#include "http/peer.h"
#include "http/response.h"

enum { HEADERS = 70, COOKIES = 64 };

static Str cut(Str *rest, char at)
{
    Str head = *rest, tail = {"", 0};
    (void)str_cut(*rest, at, &head, &tail);
    *rest = tail;
    return head;
}

static void check_target(Ctx *ctx, Str target)
{
    NameValues segments, query;
    Str path = cut(&target, '?');
    if (path_split(ctx->arena, path, 32, &segments))
        for (size_t i = 0; i < segments.count; i++)
            ALWAYS(utf8_valid(segments.at[i].value) && !str_is(segments.at[i].value, ".."));
    if (query_parse(ctx->arena, target, 64, &query))
        for (size_t i = 0; i < query.count; i++)
            ALWAYS(utf8_valid(query.at[i].value) && utf8_printable(query.at[i].value));
}

static void check_headers(Ctx *ctx, const NameValues *headers)
{
    NameValue room[COOKIES];
    NameValues cookies = {room, 0};
    PeerBlock proxy;
    Peer peer, told;
    ALWAYS(peer_block_parse(STR("10.0.0.0/8"), &proxy) && peer_parse(STR("10.1.2.3"), &peer));
    PeerBlocks trusted = {&proxy, 1};
    ALWAYS(peer_parse(peer_client(ctx->arena, &peer, &trusted, headers), &told));
    for (size_t i = 0; i < headers->count; i++) {
        Str value = headers->at[i].value;
        cookie_parse(value, &cookies, COOKIES);
        (void)encoding_accepted(value, "gzip");
        (void)etag_matches(value, STR("\"a\""));
    }
    for (size_t i = 0; i < cookies.count; i++)
        for (size_t k = 0; k < cookies.at[i].value.len; k++)
            ALWAYS(cookies.at[i].value.at[k] > ' ' && cookies.at[i].value.at[k] != ';');
}

FUZZ(ctx, input)
{
    NameValue room[HEADERS];
    Str rest = input, line = cut(&rest, '\n');
    RequestHead head = {.method = cut(&line, ' '), .target = cut(&line, ' '), .version = line, .bytes = input.len};
    head.headers = (NameValues){room, 0};
    while (!str_empty(rest) && head.headers.count < HEADERS) {
        Str value = cut(&rest, '\n'), name = cut(&value, ':');
        room[head.headers.count++] = (NameValue){name, str_trim(value)};
    }
    HttpLimits limits = http_limits_default();
    HttpMethod method;
    BodyFrame frame;
    Refusal refusal;
    check_target(ctx, head.target);
    check_headers(ctx, &head.headers);
    if (!head_check(&head, &limits, &method, &frame, &refusal)) {
        ALWAYS(refusal.status >= 400 && refusal.status < 600);
        return;
    }
    ALWAYS(!frame.chunked || frame.length == 0);
    ALWAYS(head.headers.count <= limits.header_count && head.target.at[0] == '/');
}
