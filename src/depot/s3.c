/* One request to the store by libcurl; see s3.h. At most HANDLES at once, each keeping its connection, so that a slow
 * store holds a bounded number of the server's workers; and after it was found away nobody waits for it long until it
 * answers. */
#include "depot/s3.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>
#include <openssl/evp.h>

#include "base/buf.h"
#include "base/fd.h"
#include "depot/s3_address.h"
#include "depot/s3_xml.h"

enum {
    HANDLES = 16,
    HANDLE_WAIT_MS = 1000,
    TRIES = 3,
    TRY_NO_LONGER_US = 8000000, /* after that no further try is begun */
    PAUSE_MS = 200, /* before the second try; four times that before the third, each up to twice as long by chance */
    CONNECT_MS = 3000,
    STALL_BYTES = 1000, /* fewer in a second, for STALL_SECONDS: it is given up */
    STALL_SECONDS = 5,
    REQUEST_SECONDS = 60,
    EXPECT_MS = 200,
    AWAY_US = 5000000, /* found away: so long nobody asks */
    LINE_MOST = 8192,
};

struct S3 {
    Arena *arena;
    S3Address address;
    const char *provider, *key_id, *secret, *ca_file;
    pthread_mutex_t lock;
    pthread_cond_t given_back;
    CURL *idle[HANDLES];
    int idle_count, made;
    _Atomic int64_t away_until; /* of clock_monotonic_us */
    _Atomic bool doubtful;      /* the last request got no answer: the next tries once */
};

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void curl_begin(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort();
}

Err s3_open(Ctx *ctx, const BucketSetup *setup, S3 **out)
{
    S3Address address;
    (void)pthread_once(&curl_once, curl_begin);
    TRY(s3_address_read(ctx, setup, &address));
    Arena *arena = arena_new(0);
    S3 *s3 = ARENA_NEW(arena, S3);
    s3->arena = arena;
    s3->address = (S3Address){.base = str_copy(arena, address.base),
                              .bucket = str_copy(arena, address.bucket),
                              .prefix = str_copy(arena, address.prefix),
                              .region = str_copy(arena, address.region),
                              .loopback = address.loopback};
    s3->key_id = str_z(arena, address.key_id);
    s3->secret = str_z(arena, address.secret);
    s3->provider = str_z(arena, str_printf(arena, "aws:amz:" STR_FMT ":s3", STR_ARG(address.region)));
    s3->ca_file = setup->ca_file == NULL ? NULL : str_z(arena, str_of(setup->ca_file));
    (void)pthread_mutex_init(&s3->lock, NULL);
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&s3->given_back, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    *out = s3;
    return OK;
}

void s3_close(S3 *s3)
{
    assert(s3->idle_count == s3->made);
    for (int i = 0; i < s3->idle_count; i++)
        curl_easy_cleanup(s3->idle[i]);
    (void)pthread_cond_destroy(&s3->given_back);
    (void)pthread_mutex_destroy(&s3->lock);
    arena_free(s3->arena);
}

Str s3_source(Arena *arena, const S3 *s3, Str name)
{
    return str_printf(arena, "/" STR_FMT "/" STR_FMT STR_FMT, STR_ARG(s3->address.bucket), STR_ARG(s3->address.prefix),
                      STR_ARG(name));
}

Str s3_prefix(const S3 *s3)
{
    return s3->address.prefix;
}

/* --- handles --- */

/* NULL: all are in use and none came back in time. */
static CURL *take_handle(S3 *s3)
{
    CURL *curl = NULL;
    struct timespec until = clock_monotonic_in(HANDLE_WAIT_MS);
    int late = 0;
    (void)pthread_mutex_lock(&s3->lock);
    while (s3->idle_count == 0 && s3->made == HANDLES && late == 0)
        late = pthread_cond_timedwait(&s3->given_back, &s3->lock, &until);
    if (s3->idle_count > 0) {
        curl = s3->idle[--s3->idle_count];
    } else if (s3->made < HANDLES && (curl = curl_easy_init()) != NULL) {
        s3->made++;
    }
    (void)pthread_mutex_unlock(&s3->lock);
    return curl;
}

static void give_handle(S3 *s3, CURL *curl)
{
    curl_easy_reset(curl); /* what was set goes, the connection stays */
    (void)pthread_mutex_lock(&s3->lock);
    s3->idle[s3->idle_count++] = curl;
    (void)pthread_cond_signal(&s3->given_back);
    (void)pthread_mutex_unlock(&s3->lock);
}

/* --- what comes back --- */

typedef struct Receiving {
    Arena *arena;
    CURL *curl;
    const S3Ask *ask;
    Buf body;
    int64_t bytes;
    crypto_hash_sha256_state hashing;
    char kept_sha256[HASH_SIZE * 2];
    bool has_kept;
} Receiving;

static size_t on_body(char *at, size_t one, size_t len, void *self)
{
    Receiving *r = self;
    long status = 0;
    (void)one;
    (void)curl_easy_getinfo(r->curl, CURLINFO_RESPONSE_CODE, &status);
    bool to_file = r->ask->file != NULL && status == 200;
    r->bytes += (int64_t)len;
    if (r->bytes > (to_file ? S3_FILE_MOST : S3_BODY_MOST))
        return 0;
    (void)crypto_hash_sha256_update(&r->hashing, (const unsigned char *)at, len);
    if (to_file)
        return fd_write(*r->ask->file, (Str){at, len}) ? len : 0;
    buf_add(&r->body, (Str){at, len});
    return len;
}

static size_t on_header(char *at, size_t one, size_t len, void *self)
{
    static const Str name = {"x-amz-meta-sha256:", sizeof "x-amz-meta-sha256:" - 1};
    Receiving *r = self;
    Str line = {at, len};
    (void)one;
    if (len > LINE_MOST)
        return 0;
    if (!str_eq(str_lower_ascii(r->arena, str_slice(line, 0, name.len)), name))
        return len;
    Str value = str_trim(str_slice(line, name.len, len));
    r->has_kept = value.len == sizeof r->kept_sha256;
    if (r->has_kept)
        memcpy(r->kept_sha256, value.at, value.len);
    return len;
}

/* --- what is sent --- */

static struct curl_slist *add_header(struct curl_slist *list, Arena *arena, Str header)
{
    struct curl_slist *longer = curl_slist_append(list, str_z(arena, header));
    if (longer == NULL)
        abort();
    return longer;
}

static Str md5_base64(Arena *arena, Str body)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    char *text = arena_alloc(arena, EVP_MAX_MD_SIZE * 2);
    if (EVP_Digest(body.at, body.len, digest, &len, EVP_md5(), NULL) != 1)
        abort();
    return (Str){text, (size_t)EVP_EncodeBlock((unsigned char *)text, digest, (int)len)};
}

static struct curl_slist *headers_of(Arena *arena, const S3Ask *ask)
{
    Hash hash = hash_sha256(ask->body);
    Str hex = hash_hex(arena, &hash);
    struct curl_slist *list =
        add_header(NULL, arena, str_printf(arena, "x-amz-content-sha256: " STR_FMT, STR_ARG(hex)));
    if (ask->body.len > 0) {
        Str md5 = md5_base64(arena, ask->body);
        list = add_header(list, arena, str_printf(arena, "Content-MD5: " STR_FMT, STR_ARG(md5)));
        list = add_header(list, arena, str_printf(arena, "x-amz-meta-sha256: " STR_FMT, STR_ARG(hex)));
    }
    for (size_t i = 0; i < S3_HEADERS_MAX && !str_empty(ask->headers[i]); i++)
        list = add_header(list, arena, ask->headers[i]);
    return list;
}

static void set_method(CURL *curl, const S3Ask *ask)
{
    switch (ask->method) {
    case S3_GET:
        break;
    case S3_HEAD:
        (void)curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        break;
    case S3_DELETE:
        (void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
        break;
    case S3_PUT:
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body.len > 0 ? ask->body.at : "");
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
        (void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");
        break;
    }
}

static void set_request(CURL *curl, const S3 *s3, Arena *arena, const S3Ask *ask)
{
    Str path = str_empty(ask->name)
                   ? STR("")
                   : str_printf(arena, "/" STR_FMT STR_FMT, STR_ARG(s3->address.prefix), STR_ARG(ask->name));
    Str url = str_printf(arena, STR_FMT STR_FMT "%s" STR_FMT, STR_ARG(s3->address.base), STR_ARG(path),
                         str_empty(ask->query) ? "" : "?", STR_ARG(ask->query));
    (void)curl_easy_setopt(curl, CURLOPT_URL, str_z(arena, url));
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_USERNAME, s3->key_id);
    (void)curl_easy_setopt(curl, CURLOPT_PASSWORD, s3->secret);
    (void)curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, s3->provider);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
    (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)REQUEST_SECONDS);
    (void)curl_easy_setopt(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, (long)EXPECT_MS);
    if (s3->ca_file != NULL)
        (void)curl_easy_setopt(curl, CURLOPT_CAINFO, s3->ca_file);
    if (s3->address.loopback)
        (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    set_method(curl, ask);
}

/* --- one try --- */

typedef enum Verdict { ANSWERED, NO_ANSWER, COME_BACK_LATER } Verdict;

static bool may_change(int status)
{
    return status == 408 || status == 409 || status == 429 || (status >= 500 && status != 501) || status < 200;
}

static bool rewind_file(const S3Ask *ask)
{
    return ask->file == NULL || (ftruncate(*ask->file, 0) == 0 && lseek(*ask->file, 0, SEEK_SET) == 0);
}

static bool as_kept(const S3Ask *ask, const S3Answer *answer)
{
    Hash kept;
    if (ask->method != S3_GET || answer->status != 200 || str_empty(answer->kept_sha256))
        return true;
    return hash_unhex(answer->kept_sha256, &kept) && hash_eq(&kept, &answer->sha256);
}

static Verdict try_once(CURL *curl, S3 *s3, Arena *arena, const S3Ask *ask, S3Answer *out, Str *why)
{
    Receiving r = {.arena = arena, .curl = curl, .ask = ask, .body = buf_new(arena)};
    long status = 0;
    (void)crypto_hash_sha256_init(&r.hashing);
    if (!rewind_file(ask)) {
        *why = STR("scratch file");
        return NO_ANSWER;
    }
    curl_easy_reset(curl);
    set_request(curl, s3, arena, ask);
    struct curl_slist *headers = headers_of(arena, ask);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, &r);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, &r);
    CURLcode code = curl_easy_perform(curl);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    *why = str_of(curl_easy_strerror(code));
    if (code != CURLE_OK)
        return NO_ANSWER;
    *out = (S3Answer){.status = (int)status, .body = buf_str(&r.body), .bytes = r.bytes};
    if (r.has_kept)
        out->kept_sha256 = str_copy(arena, (Str){r.kept_sha256, sizeof r.kept_sha256});
    (void)crypto_hash_sha256_final(&r.hashing, out->sha256.bytes);
    *why = may_change((int)status) ? str_printf(arena, "%ld", status) : STR("other bytes than were kept");
    return may_change((int)status) ? COME_BACK_LATER : as_kept(ask, out) ? ANSWERED : COME_BACK_LATER;
}

/* --- patience --- */

static const char *const verbs[] = {[S3_GET] = "GET", [S3_HEAD] = "HEAD", [S3_PUT] = "PUT", [S3_DELETE] = "DELETE"};

static Err away(Ctx *ctx, const S3Ask *ask, Str why)
{
    Err err = fail(ctx, ERR_BUSY, MSG_DEPOT_AWAY);
    ctx->failure.internal = str_printf(ctx->arena, "S3 %s: " STR_FMT, verbs[ask->method], STR_ARG(why));
    return err;
}

static void pause_before(Ctx *ctx, int try)
{
    int ms = PAUSE_MS << (2 * (try - 1));
    ms += (int)rand_below(ctx->rand, (uint64_t)ms);
    struct timespec span = {ms / 1000, (long)(ms % 1000) * 1000000};
    (void)nanosleep(&span, NULL);
}

Err s3_ask(Ctx *ctx, S3 *s3, const S3Ask *ask, S3Answer *out)
{
    int64_t began = clock_monotonic_us();
    Verdict verdict = NO_ANSWER;
    Str why = STR("");
    if (began < atomic_load(&s3->away_until))
        return away(ctx, ask, STR("was away a moment ago"));
    CURL *curl = take_handle(s3);
    if (curl == NULL)
        return away(ctx, ask, STR("all connections are in use"));
    int tries = ask->impatient || atomic_load(&s3->doubtful) ? 1 : TRIES;
    for (int try = 0; try < tries && verdict != ANSWERED; try++) {
        if (try > 0 && clock_monotonic_us() - began > TRY_NO_LONGER_US)
            break;
        if (try > 0)
            pause_before(ctx, try);
        verdict = try_once(curl, s3, ctx->arena, ask, out, &why);
    }
    give_handle(s3, curl);
    atomic_store(&s3->doubtful, verdict == NO_ANSWER);
    if (verdict == NO_ANSWER)
        atomic_store(&s3->away_until, clock_monotonic_us() + AWAY_US);
    return verdict == ANSWERED ? OK : away(ctx, ask, why);
}

Err s3_refused(Ctx *ctx, const S3Ask *ask, const S3Answer *answer)
{
    Str code = s3_xml_code(ctx->arena, answer->body);
    return away(ctx, ask, str_printf(ctx->arena, "%d " STR_FMT, answer->status, STR_ARG(code)));
}
