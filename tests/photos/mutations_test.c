/* Damaged on purpose: thousands of slightly wrong files through one pool. A few here, on every run;
 * tests/fuzz/fuzz_picture.sh runs many. PICTURE_MUTATIONS sets the number, PICTURE_SEED replays a run. */
#include "base/buf.h"
#include "photos/stage.h"

static const char *const originals[] = {FIXTURE("upright.jpg"),     FIXTURE("progressive.jpg"), FIXTURE("cmyk.jpg"),
                                        FIXTURE("transparent.png"), FIXTURE("phone.heic"),      FIXTURE("rio.jpg"),
                                        FIXTURE("wide.jpg")};
enum { HEAD = 12 }; /* left alone, so that a loader is reached */

static size_t spot(Rand *rand, size_t len)
{
    return HEAD + (size_t)rand_below(rand, len - HEAD);
}

static void bytes_change(Rand *rand, char *at, size_t len)
{
    static const unsigned char edges[] = {0x00, 0xff, 0x7f, 0x80, 0x01};
    for (uint64_t n = 1 + rand_below(rand, 16); n > 0; n--) {
        char *byte = at + spot(rand, len);
        uint64_t kind = rand_below(rand, 3);
        if (kind == 0)
            *byte = (char)(*byte ^ (char)(1 << rand_below(rand, 8)));
        else if (kind == 1)
            *byte = (char)edges[rand_below(rand, sizeof edges)];
        else
            rand_bytes(rand, byte, 1);
    }
}

/* Headers are where decoders fall: half of the changes stay in the first 700 bytes. */
static Str mutate(Arena *arena, Rand *rand, Str original)
{
    char *at = arena_alloc(arena, original.len * 2);
    memcpy(at, original.at, original.len);
    size_t len = original.len, region = rand_below(rand, 2) == 0 && len > 700 ? 700 : len;
    switch (rand_below(rand, 4)) {
    case 0: /* cut */
        return (Str){at, spot(rand, len)};
    case 1: { /* a piece twice */
        size_t from = spot(rand, len), to = spot(rand, len);
        size_t piece = (size_t)rand_below(rand, len - (from > to ? from : to) + 1);
        memmove(at + to + piece, at + to, len - to);
        memcpy(at + to, original.at + from, piece);
        len += piece;
        break;
    }
    case 2: { /* a piece gone blank */
        size_t from = spot(rand, len);
        memset(at + from, 0, (size_t)rand_below(rand, len - from + 1));
        break;
    }
    default:
        break;
    }
    bytes_change(rand, at, region);
    return (Str){at, len};
}

static uint64_t number_from_environment(const char *name, uint64_t fallback)
{
    int64_t n = 0;
    return str_to_i64(str_of(getenv(name)), &n) && n > 0 ? (uint64_t)n : fallback;
}

TEST(damaged_files_neither_hang_nor_harm_the_server)
{
    uint64_t count = number_from_environment("PICTURE_MUTATIONS", 40);
    Rand rand = rand_seeded(number_from_environment("PICTURE_SEED", 1));
    Stage s = stage();
    int kept_count = 0, refused = 0, crashed = 0;
    for (uint64_t i = 0; i < count; i++) {
        Arena *arena = arena_new(0);
        Ctx ctx = s.ctx;
        ctx.arena = arena;
        Str original = file_read(arena, originals[rand_below(&rand, COUNT_OF(originals))]);
        const char *path = file_write(&s, "mutant", mutate(arena, &rand, original));
        Picture p;
        int64_t before = clock_monotonic_us();
        Err err = picture_process(&ctx, s.pool, path, &p);
        assert_true(clock_monotonic_us() - before < 25000000);
        assert_true(err == OK || err == ERR_INVALID || err == ERR_UNSUPPORTED || err == ERR_TOO_LARGE);
        kept_count += err == OK;
        refused += err != OK;
        crashed +=
            err != OK && (ctx.failure.message == MSG_PICTURE_CRASHED || ctx.failure.message == MSG_PICTURE_TOO_SLOW);
        arena_free(arena);
    }
    print_message("%d kept, %d refused, of which %d crashed or were slow\n", kept_count, refused, crashed);
    assert_true(refused > 0 && kept_count > 0);
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p)); /* and it still serves */
    stage_end(&s);
}
