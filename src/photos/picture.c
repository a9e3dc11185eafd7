/* One upload's way to two kept JPEGs; see picture.h. */
#include "photos/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "photos/jpeg_check.h"
#include "photos/pool.h"
#include "photos/sniff.h"

enum { FULL_SIDE = 2048, THUMB_SIDE = 400, MEGA = 1000000 };

typedef struct Format {
    uint32_t bit;
    const char *name, *types;
} Format;

static const Format formats[] = {
    {IMAGE_JPEG, "JPEG", "image/jpeg"},
    {IMAGE_PNG, "PNG", "image/png"},
    {IMAGE_HEIC, "HEIC", "image/heic,image/heif"},
};

/* Until a worker has said more: JPEG and PNG, which every build reads. */
static uint32_t formats_of(const PicturePool *pool)
{
    return pool->formats != 0 ? pool->formats : IMAGE_JPEG | IMAGE_PNG;
}

static Str formats_named(Arena *arena, uint32_t bits)
{
    Str names[COUNT_OF(formats)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (bits & formats[i].bit)
            names[count++] = str_of(formats[i].name);
    return str_join(arena, names, count, STR(" / "));
}

Str picture_accept(Ctx *ctx, PicturePool *pool)
{
    Ctx quiet = *ctx; /* a pool that is not ready is no failure of this request */
    (void)!picture_pool_ready(&quiet, pool);
    Str types[COUNT_OF(formats)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (formats_of(pool) & formats[i].bit)
            types[count++] = str_of(formats[i].types);
    return str_join(ctx->arena, types, count, STR(","));
}

static Err judge_kind(Ctx *ctx, const PicturePool *pool, int upload)
{
    char beginning[SNIFF_BYTES];
    ssize_t n = pread(upload, beginning, sizeof beginning, 0);
    if (n < 0)
        return fail(ctx, ERR_STORAGE, MSG_STORAGE);
    Sniffed is = sniff((Str){beginning, (size_t)n});
    Str readable = formats_named(ctx->arena, formats_of(pool));
    if (is.format != 0 && (pool->formats == 0 || (pool->formats & is.format)))
        return OK;
    if (is.name == NULL)
        return fail(ctx, ERR_UNSUPPORTED, MSG_PICTURE_NO_PHOTO, readable);
    if (strcmp(is.name, "PDF") == 0)
        return fail(ctx, ERR_UNSUPPORTED, MSG_PICTURE_PDF);
    return fail(ctx, ERR_UNSUPPORTED, MSG_PICTURE_OTHER_KIND, str_of(is.name), readable);
}

/* What can be said without decoding: is it there, how big, what kind. */
static Err upload_open(Ctx *ctx, const PicturePool *pool, const char *path, int *fd, int64_t *bytes)
{
    CLEANUP(fd_close) int upload = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;
    if (upload < 0 || fstat(upload, &st) != 0 || !S_ISREG(st.st_mode))
        return fail(ctx, ERR_STORAGE, MSG_STORAGE);
    if (st.st_size == 0)
        return fail(ctx, ERR_INVALID, MSG_PICTURE_EMPTY);
    if (st.st_size > pool->limits.max_bytes)
        return fail(ctx, ERR_TOO_LARGE, MSG_PICTURE_TOO_LARGE,
                    str_printf(ctx->arena, "%lld", (long long)(pool->limits.max_bytes >> 20)));
    TRY(judge_kind(ctx, pool, upload));
    *bytes = st.st_size;
    *fd = upload;
    upload = -1;
    return OK;
}

static ImageRequest request_of(const PicturePool *pool, int64_t bytes)
{
    return (ImageRequest){.magic = IMAGE_MAGIC,
                          .max_side = (uint32_t)pool->limits.max_side,
                          .bytes = (uint64_t)bytes,
                          .max_pixels = (uint64_t)pool->limits.max_megapixels * MEGA,
                          .max_whole_pixels = (uint64_t)pool->limits.max_megapixels * MEGA / 2,
                          .full_side = FULL_SIDE,
                          .thumb_side = THUMB_SIDE};
}

/* Asks, and once more where the worker was lost through no fault of the picture. */
static WorkerOutcome ask_twice(Ctx *ctx, PicturePool *pool, PoolSlot *slot, int upload, int64_t bytes,
                               WorkerAnswer *out)
{
    ImageRequest request = request_of(pool, bytes);
    for (bool again = true;; again = false) {
        int64_t deadline = clock_monotonic_us() + (int64_t)pool->limits.deadline_ms * 1000;
        if (lseek(upload, 0, SEEK_SET) != 0)
            return WORKER_NO_FILE;
        WorkerOutcome outcome = worker_ask(ctx->arena, &slot->worker, &request, upload, deadline, out);
        if (outcome != WORKER_UNHEARD && outcome != WORKER_DIED)
            return outcome;
        bool blameless = worker_end(&slot->worker) || outcome == WORKER_UNHEARD;
        if (!again || !blameless || !pool_renew(pool, slot))
            return outcome;
    }
}

static Err outcome_tell(Ctx *ctx, const PicturePool *pool, WorkerOutcome outcome, uint32_t status)
{
    Arena *a = ctx->arena;
    switch (outcome) {
    case WORKER_ANSWERED:
        break;
    case WORKER_UNHEARD:
        return fail(ctx, ERR_BUSY, MSG_PICTURE_BUSY);
    case WORKER_DIED:
        return fail(ctx, ERR_INVALID, MSG_PICTURE_CRASHED);
    case WORKER_LATE:
        return fail(ctx, ERR_INVALID, MSG_PICTURE_TOO_SLOW);
    case WORKER_NO_FILE:
        return fail(ctx, ERR_STORAGE, MSG_STORAGE);
    }
    switch ((ImageStatus)status) {
    case IMAGE_DONE:
        return OK;
    case IMAGE_TOO_MANY_PIXELS:
        return fail(ctx, ERR_TOO_LARGE, MSG_PICTURE_TOO_MANY_PIXELS,
                    str_printf(a, "%lld", (long long)pool->limits.max_megapixels),
                    str_printf(a, "%d", pool->limits.max_side));
    case IMAGE_UNKNOWN:
        return fail(ctx, ERR_UNSUPPORTED, MSG_PICTURE_NO_PHOTO, formats_named(a, formats_of(pool)));
    case IMAGE_DAMAGED:
    case IMAGE_STATUS_COUNT:
        break;
    }
    return fail(ctx, ERR_INVALID, MSG_PICTURE_DAMAGED);
}

/* What came back is as strange to us as what was sent in. */
static bool answer_plausible(const WorkerAnswer *w)
{
    const ImageAnswer *a = &w->answer;
    if (a->width == 0 || a->width > FULL_SIDE || a->height == 0 || a->height > FULL_SIDE)
        return false;
    if (a->thumb_width > THUMB_SIDE || a->thumb_height > THUMB_SIDE)
        return false;
    if (a->has_place && !(fabs(a->latitude) <= 90 && fabs(a->longitude) <= 180))
        return false;
    return jpeg_is_plain(w->full, (int)a->width, (int)a->height) &&
           jpeg_is_plain(w->thumb, (int)a->thumb_width, (int)a->thumb_height);
}

/* The camera's clock -> a moment; 0 for what cannot be: before phones had cameras, or later than tomorrow. */
static UnixMs taken_at(const ImageAnswer *a, int utc_offset_minutes, UnixMs now)
{
    char text[sizeof a->taken + 1] = {0}, offset[sizeof a->taken_offset + 1] = {0};
    memcpy(text, a->taken, sizeof a->taken);
    memcpy(offset, a->taken_offset, sizeof a->taken_offset);
    int y, mo, d, h, mi, s, off_h, off_m;
    if (sscanf(text, "%4d:%2d:%2d %2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) != 6 || y < 2000 || y > 9999 || mo < 1 ||
        mo > 12 || d < 1 || d > 31 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60)
        return 0;
    char sign = 0;
    if (sscanf(offset, "%c%2d:%2d", &sign, &off_h, &off_m) == 3 && (sign == '+' || sign == '-') && off_h >= 0 &&
        off_h <= 14 && off_m >= 0 && off_m <= 59)
        utc_offset_minutes = (off_h * 60 + off_m) * (sign == '-' ? -1 : 1);
    UnixMs at = DAYS(clock_days(y, mo, d)) + HOURS(h) + MINUTES(mi) + SECONDS(s) - MINUTES(utc_offset_minutes);
    return at > now + DAYS(1) ? 0 : at;
}

static Err picture_store(Ctx *ctx, const PicturePool *pool, const WorkerAnswer *w, Picture *out)
{
    if (!answer_plausible(w))
        return fail(ctx, ERR_INVALID, MSG_PICTURE_CRASHED);
    Str id;
    TRY(photo_keep(ctx, pool->depot, w->full, w->thumb, &id));
    const ImageAnswer *a = &w->answer;
    Hash hash = hash_sha256(w->full);
    *out = (Picture){.photo = {.id = id,
                               .sha256 = hash_hex(ctx->arena, &hash),
                               .bytes = (int64_t)w->full.len,
                               .width = a->width,
                               .height = a->height},
                     .has_place = a->has_place != 0,
                     .latitude = a->has_place ? a->latitude : 0,
                     .longitude = a->has_place ? a->longitude : 0,
                     .taken_at = taken_at(a, pool->utc_offset_minutes, ctx->now)};
    return OK;
}

Err picture_process(Ctx *ctx, PicturePool *pool, const char *upload_path, Picture *out)
{
    int64_t bytes = 0;
    CLEANUP(fd_close) int upload = -1;
    TRY(upload_open(ctx, pool, upload_path, &upload, &bytes));
    PoolSlot *slot = pool_borrow(pool);
    if (slot == NULL)
        return fail(ctx, ERR_BUSY, MSG_PICTURE_BUSY);
    WorkerAnswer answer = {0};
    WorkerOutcome outcome = ask_twice(ctx, pool, slot, upload, bytes, &answer);
    pool_return(pool, slot);
    TRY(outcome_tell(ctx, pool, outcome, answer.answer.status));
    return picture_store(ctx, pool, &answer, out);
}
