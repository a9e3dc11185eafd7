/* The same body in one piece, byte by byte and in random pieces must mean the same. */
#include "test.h"

#include "base/buf.h"
#include "base/rand.h"
#include "http/multipart.h"

typedef struct Seen {
    Buf text; /* name|filename|type=data; per part */
} Seen;

static Err on_begin(void *self, const PartHead *head)
{
    Seen *seen = self;
    buf_printf(&seen->text, STR_FMT "|" STR_FMT "|" STR_FMT "=", STR_ARG(head->name), STR_ARG(head->filename),
               STR_ARG(head->content_type));
    return OK;
}

static Err on_data(void *self, Str bytes)
{
    Seen *seen = self;
    buf_add(&seen->text, bytes);
    return OK;
}

static Err on_end(void *self)
{
    Seen *seen = self;
    buf_char(&seen->text, ';');
    return OK;
}

typedef struct Feed {
    Str body;
    size_t piece; /* 0: random */
    Rand *rand;
} Feed;

static Err feed(Ctx *ctx, const Feed *in, Str *out)
{
    Seen seen = {buf_new(ctx->arena)};
    PartSink sink = {&seen, on_begin, on_data, on_end};
    Multipart *m = multipart_new(ctx, STR("X--b"), (MultipartLimits){3, 300}, sink);
    for (size_t i = 0; i < in->body.len;) {
        size_t n = in->piece != 0 ? in->piece : 1 + rand_below(in->rand, 9);
        TRY(multipart_push(m, str_slice(in->body, i, i + n)));
        i += n;
    }
    TRY(multipart_finish(m));
    *out = buf_str(&seen.text);
    return OK;
}

static Err parse(Ctx *ctx, Str body)
{
    Str out;
    Err whole = feed(ctx, &(Feed){.body = body, .piece = 1 << 20}, &out);
    assert_int_equal(feed(ctx, &(Feed){.body = body, .piece = 1}, &out), whole);
    return whole;
}

#define HEAD(rest) "Content-Disposition: form-data; name=\"a\"" rest "\r\n\r\n"
#define GOOD                                                                                                           \
    "--X--b\r\n" HEAD("") "\r\n--X-\r\r\n--X--\r\n\r\n--X--b\r\n"                                                      \
                          "content-disposition: FORM-DATA; filename=\"%22x%22.jpg\"; name=\"photo\"\r\nContent-Type: " \
                          "image/jpeg\r\n\r\n"                                                                         \
                          "\r\n--X--b\r\n" HEAD("; filename=\"\"") "\r\n--X--b--\r\n"

TEST(a_body_means_the_same_in_whatever_pieces_it_arrives)
{
    Ctx ctx = test_ctx();
    Rand rand = rand_seeded(7);
    Str whole, pieces;
    const char *expected = "a||=\r\n--X-\r\r\n--X--\r\n;photo|\"x\".jpg|image/jpeg=;a||=;";
    assert_ok(feed(&ctx, &(Feed){.body = STR(GOOD), .piece = 1 << 20}, &whole));
    assert_str(whole, expected);
    for (size_t piece = 1; piece < 40; piece++) {
        assert_ok(feed(&ctx, &(Feed){.body = STR(GOOD), .piece = piece}, &pieces));
        assert_str(pieces, expected);
    }
    for (int i = 0; i < 500; i++) {
        assert_ok(feed(&ctx, &(Feed){.body = STR(GOOD), .rand = &rand}, &pieces));
        assert_str(pieces, expected);
    }
}

TEST(random_bytes_full_of_near_boundaries_come_through_unchanged)
{
    Ctx ctx = test_ctx();
    Rand rand = rand_seeded(11);
    static const char alphabet[] = "\r\n-Xb";
    for (int round = 0; round < 300; round++) {
        char data[200];
        size_t len = rand_below(&rand, sizeof data);
        for (size_t i = 0; i < len; i++)
            data[i] = alphabet[rand_below(&rand, 5)];
        if (str_find((Str){data, len}, STR("\r\n--X--b")) >= 0)
            continue;
        Str out, body = str_join(ctx.arena, (Str[]){STR("--X--b\r\n" HEAD("")), {data, len}, STR("\r\n--X--b--")}, 3,
                                 STR(""));
        assert_ok(feed(&ctx, &(Feed){.body = body, .rand = &rand}, &out));
        assert_true(str_eq(str_slice(out, 4, out.len - 1), (Str){data, len}));
    }
}

TEST(a_body_that_does_not_end_or_begin_with_its_boundary_is_refused)
{
    Ctx ctx = test_ctx();
    assert_ok(parse(&ctx, STR("--X--b--")));
    assert_err(parse(&ctx, STR("")), ERR_INVALID);
    assert_err(parse(&ctx, STR("hello --X--b--")), ERR_INVALID);
    assert_err(parse(&ctx, STR("--X--b\r\n" HEAD("") "data")), ERR_INVALID);
    assert_err(parse(&ctx, STR("--X--b\r\n" HEAD("") "data\r\n--X--b")), ERR_INVALID);
    assert_err(parse(&ctx, STR("--X--b\r\n" HEAD("") "data\r\n--X--b--\r\nmore")), ERR_INVALID);
    assert_err(parse(&ctx, STR("--X--b\r\n" HEAD("") "data\r\n--X--bc\r\n")), ERR_INVALID);
    assert_err(parse(&ctx, STR("--X--b\n" HEAD("") "data\r\n--X--b--")), ERR_INVALID);
}

TEST(a_part_must_have_one_readable_name)
{
    Ctx ctx = test_ctx();
    const char *heads[] = {
        "Content-Type: text/plain\r\n\r\n",
        "Content-Disposition: form-data\r\n\r\n",
        "Content-Disposition: form-data; name=\"\"\r\n\r\n",
        "Content-Disposition: form-data; name=a\r\n\r\n",
        "Content-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n",
        "Content-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n",
        "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x\r\n\r\n",
        "Content-Disposition: attachment; name=\"a\"\r\n\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n",
        "Content-Disposition : form-data; name=\"a\"\r\n\r\n",
        "Content-Disposition: form-data;\r\n name=\"a\"\r\n\r\n",
        "Content-Disposition: form-data; name=\"\xff\"\r\n\r\n",
        HEAD("\r\nContent-Transfer-Encoding: base64"),
        "\r\n",
    };
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        Str body = str_printf(ctx.arena, "--X--b\r\n%sdata\r\n--X--b--\r\n", heads[i]);
        assert_err(parse(&ctx, body), ERR_INVALID);
    }
    assert_err(parse(&ctx, STR("--X--b\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nx\r\n--X--b--")),
               ERR_INVALID);
}

TEST(too_many_parts_and_too_long_headers_are_refused)
{
    Ctx ctx = test_ctx();
    assert_err(parse(&ctx, STR("--X--b\r\n" HEAD("") "\r\n--X--b\r\n" HEAD("") "\r\n--X--b\r\n" HEAD(
                               "") "\r\n--X--b\r\n" HEAD("") "\r\n--X--b--")),
               ERR_TOO_LARGE);
    Str body = str_printf(ctx.arena, "--X--b\r\nX-Long: %0300d\r\n" HEAD("") "\r\n--X--b--", 1);
    assert_err(parse(&ctx, body), ERR_INVALID);
}

TEST(only_a_proper_boundary_is_accepted)
{
    Str out;
    assert_true(multipart_boundary(STR("multipart/form-data; boundary=----WebKitFormBoundaryAbC"), &out));
    assert_str(out, "----WebKitFormBoundaryAbC");
    assert_true(multipart_boundary(STR("Multipart/Form-Data;boundary=\"a b\""), &out) == false);
    assert_true(multipart_boundary(STR("multipart/form-data; boundary=\"ab\""), &out));
    assert_str(out, "ab");
    assert_false(multipart_boundary(STR("multipart/mixed; boundary=a"), &out));
    assert_false(multipart_boundary(STR("multipart/form-data; boundary="), &out));
    assert_false(multipart_boundary(STR("multipart/form-data"), &out));
    assert_false(multipart_boundary(
        STR("multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901"),
        &out));
}
