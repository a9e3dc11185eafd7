/* What the photo tests share: a photo folder, a pool, uploads made on the spot, and eyes (libjpeg). */
#ifndef GULOU_TESTS_PHOTOS_STAGE_H
#define GULOU_TESTS_PHOTOS_STAGE_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "photos/picture.h"
#include "test.h"

/* AddressSanitizer watches the worker too where it watches the tests. */
#ifdef __SANITIZE_ADDRESS__
#define STAGE_WORKER "build/debug/gulou-image"
#else
#define STAGE_WORKER "build/release/gulou-image"
#endif
#define FIXTURE(name) "tests/photos/fixtures/" name

typedef struct Stage {
    Ctx ctx;
    char *data;
    Depot *depot;
    PicturePool *pool;
} Stage;

static inline Stage stage_with(const char *worker, PictureLimits limits)
{
    Stage s = {.ctx = test_ctx(), .data = test_folder()};
    assert_ok(depot_open_folder(&s.ctx, s.data, &s.depot));
    assert_ok(picture_pool_start(
        &s.ctx,
        &(PictureSetup){.worker = worker, .workers = 1, .depot = s.depot, .utc_offset_minutes = 480, .limits = limits},
        &s.pool));
    return s;
}

static inline Stage stage(void)
{
    const char *other = getenv("GULOU_IMAGE"); /* to try the shipped program on the same ground */
    return stage_with(other != NULL ? other : STAGE_WORKER, (PictureLimits){0});
}

static inline void stage_end(Stage *s)
{
    picture_pool_stop(s->pool);
    depot_close(s->depot);
}

static inline Str file_read(Arena *arena, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    char *at = arena_alloc(arena, (size_t)st.st_size + 1);
    assert_int_equal(read(fd, at, (size_t)st.st_size), st.st_size);
    (void)close(fd);
    return (Str){at, (size_t)st.st_size};
}

static inline const char *file_write(Stage *s, const char *name, Str bytes)
{
    char *path = str_z(s->ctx.arena, str_printf(s->ctx.arena, "%s/%s", s->data, name));
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
    (void)close(fd);
    return path;
}

static inline Str kept(Stage *s, const Picture *p, PhotoSize size)
{
    DepotOpened file;
    assert_ok(photo_open(&s->ctx, s->depot, p->photo.id, size, &file));
    char *at = arena_alloc(s->ctx.arena, (size_t)file.bytes + 1);
    assert_int_equal(read(file.fd, at, (size_t)file.bytes), file.bytes);
    (void)close(file.fd);
    return (Str){at, (size_t)file.bytes};
}

static inline bool holds(Str bytes, const char *what)
{
    return str_find(bytes, str_of(what)) >= 0;
}

#define assert_told(s, call, err, message_)                                                                            \
    do {                                                                                                               \
        assert_err(call, err);                                                                                         \
        assert_int_equal((s)->ctx.failure.message, message_);                                                          \
    } while (0)

#endif
