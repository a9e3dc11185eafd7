/* See smtp.h. RFC 5321; enhanced codes RFC 3463. */
#include "net/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { CONNECT_MS = 10000, SECONDS_MOST = 60 };

/* What the server was asked last, and the last thing it said no to. */
typedef struct Talk {
    Str rest; /* of the letter */
    char verb[5], status[40];
    int code;                   /* 0: it said no to nothing */
    bool sent_body, refused_us; /* refused_us: the recipient or the letter's content */
} Talk;

static size_t give(char *at, size_t size, size_t count, void *self)
{
    Talk *talk = self;
    size_t len = talk->rest.len < size * count ? talk->rest.len : size * count;
    memcpy(at, talk->rest.at, len);
    talk->rest = (Str){talk->rest.at + len, talk->rest.len - len};
    talk->sent_body = true;
    return len;
}

/* "550 5.1.1 no such user", "250-SIZE 1000" */
static void hear(Talk *talk, Str line)
{
    int code = 0, a = 0, b = 0, c = 0, end = 0;
    char text[40] = "";
    (void)snprintf(text, sizeof text, STR_FMT, STR_ARG(str_slice(line, 0, line.len < 39 ? line.len : 39)));
    if (sscanf(text, "%3d", &code) != 1 || code < 400 || code > 599)
        return;
    talk->code = code;
    talk->refused_us = talk->sent_body || strcmp(talk->verb, "RCPT") == 0;
    talk->status[0] = '\0';
    if (sscanf(text + 3, "%*1[- ]%1d.%3d.%3d%n", &a, &b, &c, &end) == 3 && a == code / 100)
        (void)snprintf(talk->status, sizeof talk->status, "%d.%d.%d", a, b, c);
}

static int listen_in(CURL *curl, curl_infotype type, char *at, size_t len, void *self)
{
    Talk *talk = self;
    (void)curl;
    if (type == CURLINFO_HEADER_OUT && len >= 4) {
        memcpy(talk->verb, at, 4);
        talk->verb[4] = '\0';
    } else if (type == CURLINFO_HEADER_IN)
        hear(talk, (Str){at, len});
    return 0;
}

static void close_curl(CURL **curl)
{
    curl_easy_cleanup(*curl);
}

static void close_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static void set_up(CURL *curl, Ctx *ctx, const SmtpServer *server, Talk *talk)
{
    Str slash = str_empty(server->hello) ? STR("") : STR("/");
    const char *url =
        str_z(ctx->arena, str_join(ctx->arena, (const Str[]){server->url, slash, server->hello}, 3, STR("")));
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SECONDS_MOST);
    (void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(server->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!str_empty(server->ca))
        (void)curl_easy_setopt(curl, CURLOPT_CAINFO, str_z(ctx->arena, server->ca));
    if (!str_empty(server->user)) {
        (void)curl_easy_setopt(curl, CURLOPT_USERNAME, str_z(ctx->arena, server->user));
        (void)curl_easy_setopt(curl, CURLOPT_PASSWORD, str_z(ctx->arena, server->password));
    }
    (void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    (void)curl_easy_setopt(curl, CURLOPT_READDATA, talk);
    (void)curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)talk->rest.len);
    (void)curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
    (void)curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk);
}

/* Only what is said of this recipient or of this letter's content is said for good. */
static bool is_final(const Talk *talk)
{
    return talk->refused_us && talk->code >= 500 && talk->code != 530 && talk->code != 535;
}

static Err told(Ctx *ctx, const Talk *talk, CURLcode code)
{
    bool spoke = talk->code > 0;
    Err err = fail(ctx, spoke && is_final(talk) ? ERR_GONE : ERR_BUSY, MSG_LETTER_NOT_SENT);
    ctx->failure.internal =
        spoke ? str_trim(str_printf(ctx->arena, "%d %s", talk->code, talk->status)) : str_of(curl_easy_strerror(code));
    return err;
}

Err smtp_send(Ctx *ctx, const SmtpServer *server, const SmtpLetter *letter)
{
    CURL *curl CLEANUP(close_curl) = curl_easy_init();
    struct curl_slist *to CLEANUP(close_list) = NULL;
    Talk talk = {.rest = letter->bytes};
    if (curl == NULL)
        return fail(ctx, ERR_BUSY, MSG_BUSY);
    set_up(curl, ctx, server, &talk);
    (void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
                           str_z(ctx->arena, str_printf(ctx->arena, "<" STR_FMT ">", STR_ARG(letter->from))));
    to = curl_slist_append(NULL, str_z(ctx->arena, str_printf(ctx->arena, "<" STR_FMT ">", STR_ARG(letter->to))));
    (void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    CURLcode code = curl_easy_perform(curl);
    return code == CURLE_OK ? OK : told(ctx, &talk, code);
}
