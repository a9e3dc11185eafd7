/* s3://bucket/prefix, endpoint, style and keys; see s3_address.h. */
#include "depot/s3_address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"

static bool all_of(Str s, const char *signs)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!plain && (c == '\0' || strchr(signs, c) == NULL))
            return false;
    }
    return true;
}

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Only what needs no encoding in an address, so that what is signed is what is sent. */
static bool is_prefix(Str s)
{
    return all_of(s, CAPITALS "._-/") && str_find(s, STR("//")) < 0 && str_find(s, STR("./")) < 0 &&
           !str_starts(s, STR("/")) && !str_ends(s, STR("."));
}

static Err read_url(Ctx *ctx, Str url, S3Address *out)
{
    Str rest = str_slice(url, sizeof "s3://" - 1, url.len), bucket = rest, prefix = STR("");
    (void)str_cut(rest, '/', &bucket, &prefix);
    while (str_ends(prefix, STR("/")))
        prefix.len--;
    if (!str_starts(url, STR("s3://")) || bucket.len < 3 || bucket.len > 63 || !all_of(bucket, ".-") ||
        !is_prefix(prefix))
        return fail(ctx, ERR_INVALID, MSG_S3_ADDRESS, url);
    out->bucket = str_copy(ctx->arena, bucket);
    out->prefix = str_empty(prefix) ? STR("") : str_printf(ctx->arena, STR_FMT "/", STR_ARG(prefix));
    return OK;
}

/* "localhost", an address in 127.0.0.0/8 or [::1], with or without a port. */
static bool is_loopback(Str host)
{
    ptrdiff_t port = str_starts(host, STR("[")) ? -1 : str_find_char(host, ':');
    Str name = port < 0 ? host : str_slice(host, 0, (size_t)port);
    bool digits = str_starts(name, STR("127."));
    for (size_t i = 0; i < name.len; i++)
        digits = digits && ((name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '.');
    return digits || str_is(name, "localhost") || str_is(name, "[::1]") || str_starts(name, STR("[::1]:"));
}

/* Photos show people and their homes: without TLS only on this machine. */
static Err read_endpoint(Ctx *ctx, const BucketSetup *setup, S3Address *out)
{
    bool amazon = str_empty(setup->endpoint);
    Str endpoint =
        amazon ? str_printf(ctx->arena, "https://s3." STR_FMT ".amazonaws.com", STR_ARG(out->region)) : setup->endpoint;
    while (str_ends(endpoint, STR("/")))
        endpoint.len--;
    bool secure = str_starts(endpoint, STR("https://"));
    Str scheme = secure ? STR("https://") : STR("http://");
    Str host = str_starts(endpoint, scheme) ? str_slice(endpoint, scheme.len, endpoint.len) : STR("");
    out->loopback = is_loopback(host);
    if (str_empty(host) || !all_of(host, CAPITALS ".-:[]") || (!secure && !out->loopback))
        return fail(ctx, ERR_INVALID, MSG_S3_ENDPOINT, setup->endpoint);
    if (!str_empty(setup->style) && !str_is(setup->style, "path") && !str_is(setup->style, "host"))
        return fail(ctx, ERR_INVALID, MSG_S3_STYLE, setup->style);
    bool in_host = str_empty(setup->style) ? amazon : str_is(setup->style, "host");
    out->base =
        in_host
            ? str_printf(ctx->arena, STR_FMT STR_FMT "." STR_FMT, STR_ARG(scheme), STR_ARG(out->bucket), STR_ARG(host))
            : str_printf(ctx->arena, STR_FMT STR_FMT "/" STR_FMT, STR_ARG(scheme), STR_ARG(host), STR_ARG(out->bucket));
    return OK;
}

/* "aws_access_key_id = ..." and "aws_secret_access_key = ...", as in the file of Amazon's own tools. */
static void take_line(Ctx *ctx, Str line, S3Address *out)
{
    Str name, value;
    if (!str_cut(line, '=', &name, &value))
        return;
    name = str_trim(name);
    if (str_is(name, "aws_access_key_id"))
        out->key_id = str_copy(ctx->arena, str_trim(value));
    if (str_is(name, "aws_secret_access_key"))
        out->secret = str_copy(ctx->arena, str_trim(value));
}

static Err read_key_file(Ctx *ctx, const char *path, S3Address *out)
{
    enum { OTHERS = 077 };
    struct stat st;
    char line[1024];
    FILE *file CLEANUP(file_close) = fopen(path, "re");
    if (file == NULL || fstat(fileno(file), &st) != 0)
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(path));
    if ((st.st_mode & OTHERS) != 0)
        return fail(ctx, ERR_INVALID, MSG_S3_KEYS_OPEN, str_of(path));
    while (fgets(line, sizeof line, file) != NULL)
        take_line(ctx, str_of(line), out);
    return OK;
}

static Err read_keys(Ctx *ctx, const BucketSetup *setup, S3Address *out)
{
    if (setup->key_file != NULL) {
        TRY(read_key_file(ctx, setup->key_file, out));
    } else {
        out->key_id = str_copy(ctx->arena, str_of(getenv("AWS_ACCESS_KEY_ID")));
        out->secret = str_copy(ctx->arena, str_of(getenv("AWS_SECRET_ACCESS_KEY")));
    }
    return str_empty(out->key_id) || str_empty(out->secret) ? fail(ctx, ERR_INVALID, MSG_S3_KEYS) : OK;
}

Err s3_address_read(Ctx *ctx, const BucketSetup *setup, S3Address *out)
{
    S3Address address = {.region = str_empty(setup->region) ? STR("us-east-1") : setup->region};
    if (!all_of(address.region, CAPITALS "-_"))
        return fail(ctx, ERR_INVALID, MSG_S3_ENDPOINT, address.region);
    TRY(read_url(ctx, setup->url, &address));
    TRY(read_endpoint(ctx, setup, &address));
    TRY(read_keys(ctx, setup, &address));
    *out = address;
    return OK;
}
