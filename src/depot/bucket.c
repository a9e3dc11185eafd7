/* A depot that is a bucket of an S3-compatible store. A file is put with "If-None-Match: *", so that a name that is
 * taken stays as it is; when the answer to a put was lost and the next one finds the name taken, the metadata tell
 * whether it was ours. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "depot/place.h"
#include "depot/s3.h"
#include "depot/s3_xml.h"

typedef struct Bucket {
    Depot depot;
    S3 *s3;
    Arena *arena;
    const char *scratch;
} Bucket;

static S3 *s3_of(const Depot *depot)
{
    return ((const Bucket *)depot)->s3;
}

Err depot_open_bucket(Ctx *ctx, const BucketSetup *setup, Depot **out)
{
    S3 *s3 = NULL;
    TRY(s3_open(ctx, setup, &s3));
    Arena *arena = arena_new(0);
    Bucket *made = ARENA_NEW(arena, Bucket);
    *made = (Bucket){{&place_bucket}, s3, arena, str_z(arena, str_of(setup->scratch))};
    *out = &made->depot;
    return OK;
}

static void close_bucket(Depot *depot)
{
    Bucket *bucket = (Bucket *)depot;
    s3_close(bucket->s3);
    arena_free(bucket->arena);
}

static Str list_query(Ctx *ctx, const S3 *s3, Str shelf, Str token, int most)
{
    static const char digits[] = "0123456789ABCDEF";
    Buf query = buf_new(ctx->arena);
    if (!str_empty(token)) {
        buf_z(&query, "continuation-token=");
        for (size_t i = 0; i < token.len; i++) {
            unsigned char c = (unsigned char)token.at[i];
            bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                         c == '_' || c == '.' || c == '~';
            if (!plain)
                buf_char(&query, '%');
            buf_char(&query, plain ? (char)c : digits[c >> 4]);
            if (!plain)
                buf_char(&query, digits[c & 15]);
        }
        buf_char(&query, '&');
    }
    buf_printf(&query, "list-type=2&max-keys=%d&prefix=", most);
    Str prefix = str_printf(ctx->arena, STR_FMT STR_FMT "/", STR_ARG(s3_prefix(s3)), STR_ARG(shelf));
    for (size_t i = 0; i < prefix.len; i++) /* our own names: a slash is all that needs encoding */
        if (prefix.at[i] == '/')
            buf_z(&query, "%2F");
        else
            buf_char(&query, prefix.at[i]);
    return buf_str(&query);
}

static Err check_bucket(Ctx *ctx, Depot *depot)
{
    S3 *s3 = s3_of(depot);
    S3Answer answer;
    S3Ask ask = {.method = S3_GET, .query = list_query(ctx, s3, STR("photos"), STR(""), 1), .impatient = true};
    TRY(s3_ask(ctx, s3, &ask, &answer));
    return answer.status == 200 ? OK : s3_refused(ctx, &ask, &answer);
}

/* The name is taken: by what we were putting, in a try whose answer was lost? */
static Err was_ours(Ctx *ctx, S3 *s3, const DepotFile *file)
{
    S3Answer answer;
    S3Ask ask = {.method = S3_HEAD, .name = file->name};
    TRY(s3_ask(ctx, s3, &ask, &answer));
    if (answer.status != 200)
        return s3_refused(ctx, &ask, &answer);
    Hash hash = hash_sha256(file->bytes);
    return str_eq(answer.kept_sha256, hash_hex(ctx->arena, &hash)) ? OK : fail(ctx, ERR_CONFLICT, MSG_STORAGE);
}

static Str type_of(Str name)
{
    return str_ends(name, STR(".jpg")) ? STR("Content-Type: image/jpeg")
                                       : STR("Content-Type: application/octet-stream");
}

static Err put_object(Ctx *ctx, Depot *depot, const DepotFile *file)
{
    enum { PRECONDITION_FAILED = 412, NOT_IMPLEMENTED = 501 };
    S3 *s3 = s3_of(depot);
    S3Answer answer;
    S3Ask ask = {.method = S3_PUT,
                 .name = file->name,
                 .body = file->bytes,
                 .headers = {type_of(file->name), STR("If-None-Match: *")}};
    TRY(s3_ask(ctx, s3, &ask, &answer));
    if (answer.status == PRECONDITION_FAILED)
        return was_ours(ctx, s3, file);
    if (answer.status == NOT_IMPLEMENTED) { /* an old store: there 128 random bits must do */
        ask.headers[1] = STR("");
        TRY(s3_ask(ctx, s3, &ask, &answer));
    }
    return answer.status == 200 ? OK : s3_refused(ctx, &ask, &answer);
}

static Err settle_bucket(Ctx *ctx, Depot *depot, Str name)
{
    (void)ctx, (void)depot, (void)name;
    return OK; /* what the store acknowledged is its own care */
}

/* Through a file without a name, so that memory does not grow with the object. */
static int scratch_file(Ctx *ctx, const Bucket *bucket)
{
    char *path = str_z(ctx->arena, str_printf(ctx->arena, "%s/fetch-XXXXXX", bucket->scratch));
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

static Err get_object(Ctx *ctx, Depot *depot, Str name, DepotOpened *out)
{
    S3Answer answer;
    CLEANUP(fd_close) int fd = scratch_file(ctx, (const Bucket *)depot);
    if (fd < 0)
        return fail(ctx, ERR_STORAGE, MSG_STORAGE);
    S3Ask ask = {.method = S3_GET, .name = name, .file = &fd};
    TRY(s3_ask(ctx, s3_of(depot), &ask, &answer));
    if (answer.status == 404 && str_is(s3_xml_code(ctx->arena, answer.body), "NoSuchKey"))
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, name);
    if (answer.status != 200)
        return s3_refused(ctx, &ask, &answer);
    if (lseek(fd, 0, SEEK_SET) != 0)
        return fail(ctx, ERR_STORAGE, MSG_STORAGE);
    *out = (DepotOpened){fd, answer.bytes};
    fd = -1;
    return OK;
}

static Err drop_object(Ctx *ctx, Depot *depot, Str name)
{
    S3Answer answer;
    S3Ask ask = {.method = S3_DELETE, .name = name};
    TRY(s3_ask(ctx, s3_of(depot), &ask, &answer));
    bool gone = answer.status == 204 || answer.status == 200 ||
                (answer.status == 404 && str_is(s3_xml_code(ctx->arena, answer.body), "NoSuchKey"));
    return gone ? OK : s3_refused(ctx, &ask, &answer);
}

/* The store may say 200 first and then, in the body, that it could not after all. */
static Err copy_object(Ctx *ctx, Depot *depot, Str from, Str to)
{
    S3 *s3 = s3_of(depot);
    S3Answer answer;
    Str source = s3_source(ctx->arena, s3, from);
    S3Ask ask = {.method = S3_PUT,
                 .name = to,
                 .headers = {type_of(to), str_printf(ctx->arena, "x-amz-copy-source: " STR_FMT, STR_ARG(source))}};
    TRY(s3_ask(ctx, s3, &ask, &answer));
    bool copied = answer.status == 200 && str_empty(s3_xml_code(ctx->arena, answer.body));
    return copied ? OK : s3_refused(ctx, &ask, &answer);
}

static Err list_page(Ctx *ctx, S3 *s3, Str query, S3Page *page)
{
    S3Answer answer;
    S3Ask ask = {.method = S3_GET, .query = query};
    TRY(s3_ask(ctx, s3, &ask, &answer));
    bool read = answer.status == 200 && s3_xml_page(ctx->arena, answer.body, page);
    return read ? OK : s3_refused(ctx, &ask, &answer);
}

static Err visit_page(Ctx *own, const S3 *s3, const DepotSearch *search, const S3Page *page)
{
    Str prefix = s3_prefix(s3);
    for (size_t i = 0; i < page->len; i++) {
        Str name = page->at[i].name;
        if (!str_starts(name, prefix) || page->at[i].written >= search->before)
            continue;
        TRY(search->visit(search->self, own, str_slice(name, prefix.len, name.len)));
    }
    return OK;
}

/* A page at a time, each in an arena of its own; only the token outlives it. */
static Err each_object(Ctx *ctx, Depot *depot, const DepotSearch *search)
{
    enum { TOKEN_MOST = 2048 };
    S3 *s3 = s3_of(depot);
    char token[TOKEN_MOST];
    size_t len = 0;
    do {
        Arena *arena CLEANUP(arena_freep) = arena_new(0);
        Ctx own = *ctx;
        own.arena = arena;
        S3Page *page = ARENA_NEW(arena, S3Page);
        Err err = list_page(&own, s3, list_query(&own, s3, search->shelf, (Str){token, len}, S3_PAGE_MOST), page);
        if (err == OK)
            err = visit_page(&own, s3, search, page);
        if (err != OK)
            return ctx_retell(ctx, &own);
        len = page->next.len; /* at most TEXT_MOST of s3_xml.c */
        for (size_t i = 0; i < len; i++)
            token[i] = page->next.at[i];
    } while (len > 0);
    return OK;
}

const Place place_bucket = {.close = close_bucket,
                            .check = check_bucket,
                            .put = put_object,
                            .settle = settle_bucket,
                            .get = get_object,
                            .drop = drop_object,
                            .copy = copy_object,
                            .each = each_object};
