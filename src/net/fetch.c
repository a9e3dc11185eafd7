/* See fetch.h. A handle per request: what we ask of others is seldom, and nothing is shared between threads. */
#include "net/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"

enum { CONNECT_MS = 5000, SECONDS_DEFAULT = 20, URL_MOST = 2000 };

typedef struct Fetching {
    Ctx *ctx;
    Str inside;
    Buf body;
    int file; /* -1: into `body` */
    size_t most, came;
    bool too_large, not_public;
} Fetching;

static pthread_once_t started = PTHREAD_ONCE_INIT;
static void start(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* IANA's special-purpose registries (RFC 6890 and later): only what is globally reachable is public. */
static bool is_public_v4(uint32_t a)
{
    static const struct {
        uint32_t net;
        int bits;
    } special[] = {
        {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
        {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16},
        {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 4},  {0xf0000000, 4},
    };
    for (size_t i = 0; i < COUNT_OF(special); i++)
        if ((a ^ special[i].net) >> (32 - special[i].bits) == 0)
            return false;
    return true;
}

static bool is_public_v6(const unsigned char *b)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const unsigned char nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    uint32_t v4 = (uint32_t)b[12] << 24 | (uint32_t)b[13] << 16 | (uint32_t)b[14] << 8 | b[15];
    if (memcmp(b, mapped, sizeof mapped) == 0 || memcmp(b, nat64, sizeof nat64) == 0)
        return is_public_v4(v4);
    bool documentation = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8;
    bool tunnel = (b[0] == 0x20 && b[1] == 0x02) || (b[0] == 0x20 && b[1] == 0x01 && b[2] < 2); /* 6to4, 2001::/23 */
    return (b[0] & 0xe0) == 0x20 && !documentation && !tunnel;                                  /* 2000::/3 alone */
}

static bool is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_public_v4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    return address->sa_family == AF_INET6 &&
           is_public_v6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
}

/* "10.2.0.0/16:8080": without a length one address, without a port every one. */
static bool net_holds(const Ctx *ctx, Str net, const struct sockaddr_in *address)
{
    Str place = net, rest, length;
    int64_t bits = 32, port = 0;
    struct in_addr base;
    if (str_cut(net, ':', &place, &rest) && !str_to_i64(rest, &port))
        return false;
    if (str_cut(place, '/', &rest, &length)) {
        place = rest;
        if (!str_to_i64(length, &bits))
            return false;
    }
    if (bits < 1 || bits > 32 || inet_pton(AF_INET, str_z(ctx->arena, place), &base) != 1)
        return false;
    bool near = (ntohl(base.s_addr) ^ ntohl(address->sin_addr.s_addr)) >> (32 - bits) == 0;
    return near && (port == 0 || port == ntohs(address->sin_port));
}

static bool is_inside(const Fetching *f, const struct sockaddr *address)
{
    Str rest = f->inside, head, tail;
    bool held = false;
    while (address->sa_family == AF_INET && !str_empty(rest) && !held) {
        if (!str_cut(rest, ',', &head, &tail)) {
            head = rest;
            tail = STR("");
        }
        held = net_holds(f->ctx, str_trim(head), (const struct sockaddr_in *)(const void *)address);
        rest = tail;
    }
    return held;
}

static curl_socket_t open_public(void *self, curlsocktype purpose, struct curl_sockaddr *address)
{
    Fetching *f = self;
    (void)purpose;
    if (!is_public(&address->addr) && !is_inside(f, &address->addr)) {
        f->not_public = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t on_body(char *at, size_t size, size_t count, void *self)
{
    Fetching *f = self;
    size_t len = size * count;
    if (len > f->most - f->came) {
        f->too_large = true;
        return 0;
    }
    f->came += len;
    if (f->file >= 0)
        return fd_write(f->file, (Str){at, len}) ? len : 0;
    buf_add(&f->body, (Str){at, len});
    return len;
}

static void close_curl(CURL **curl)
{
    curl_easy_cleanup(*curl);
}

static void close_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static struct curl_slist *headers_of(Ctx *ctx, const FetchAsk *ask)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    if (!str_empty(ask->body))
        list = curl_slist_append(
            list, str_z(ctx->arena, str_printf(ctx->arena, "Content-Type: " STR_FMT, STR_ARG(ask->content_type))));
    for (size_t i = 0; i < FETCH_HEADERS_MAX; i++)
        if (!str_empty(ask->headers[i]))
            list = curl_slist_append(list, str_z(ctx->arena, ask->headers[i]));
    return list;
}

static void set_up(CURL *curl, Fetching *f, const FetchAsk *ask)
{
    (void)curl_easy_setopt(curl, CURLOPT_URL, str_z(f->ctx->arena, ask->url));
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)(ask->seconds > 0 ? ask->seconds : SECONDS_DEFAULT));
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "gulou/" GULOU_VERSION);
    (void)curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, NULL); /* what comes is what is counted */
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
    if (!str_empty(ask->body)) {
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body.at);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
    }
    if (!ask->public_only)
        return;
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* a proxy would resolve the name for us */
    (void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
    (void)curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, f);
}

static Err told(Fetching *f, CURLcode code)
{
    Ctx *ctx = f->ctx;
    if (f->not_public || code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return fail(ctx, ERR_INVALID, MSG_FETCH_ADDRESS);
    if (f->too_large)
        return fail(ctx, ERR_TOO_LARGE, MSG_FETCH_LARGE);
    Err err = fail(ctx, ERR_BUSY, MSG_FETCH_AWAY);
    ctx->failure.internal = str_of(curl_easy_strerror(code));
    return err;
}

Err fetch(Ctx *ctx, const FetchAsk *ask, FetchAnswer *out)
{
    (void)pthread_once(&started, start);
    int file CLEANUP(fd_close) = -1;
    CURL *curl CLEANUP(close_curl) = curl_easy_init();
    struct curl_slist *headers CLEANUP(close_list) = NULL;
    if (curl == NULL || ask->url.len == 0 || ask->url.len > URL_MOST)
        return fail(ctx, ERR_INVALID, MSG_FETCH_ADDRESS);
    if (ask->file != NULL && (file = open(ask->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0)
        return fail(ctx, ERR_STORAGE, MSG_STORAGE);
    Fetching f = {.ctx = ctx,
                  .inside = ask->inside,
                  .body = buf_new(ctx->arena),
                  .file = file,
                  .most = ask->most > 0 ? ask->most : FETCH_BODY_MOST};
    headers = headers_of(ctx, ask);
    set_up(curl, &f, ask);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        return told(&f, code);
    long status = 0;
    const char *type = NULL;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    *out = (FetchAnswer){.status = (int)status,
                         .content_type = str_copy(ctx->arena, str_of(type)),
                         .body = buf_str(&f.body),
                         .bytes = (int64_t)f.came};
    return OK;
}
