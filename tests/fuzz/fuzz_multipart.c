/* libFuzzer target for the multipart parser: never reads out of bounds, and pieces mean the same as the whole.
 * The first byte says how long the pieces are; the boundary is "B". */
#include <stdlib.h>

#include "base/buf.h"
#include "http/multipart.h"

static Err on_begin(void *self, const PartHead *head)
{
    Buf *seen = self;
    buf_char(seen, '<');
    buf_add(seen, head->name);
    buf_char(seen, '|');
    buf_add(seen, head->filename);
    buf_char(seen, '>');
    return OK;
}

static Err on_data(void *self, Str bytes)
{
    buf_add(self, bytes);
    return OK;
}

static Err on_end(void *self)
{
    buf_char(self, ';');
    return OK;
}

static Err feed(Ctx *ctx, Str body, size_t piece, Buf *seen)
{
    Multipart *m = multipart_new(ctx, STR("B"), (MultipartLimits){8, 512}, (PartSink){seen, on_begin, on_data, on_end});
    for (size_t i = 0; i < body.len; i += piece)
        TRY(multipart_push(m, str_slice(body, i, i + piece)));
    return multipart_finish(m);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size < 1)
        return 0;
    Arena *arena = arena_new(0);
    Ctx ctx = {.arena = arena};
    Str body = {(const char *)data + 1, size - 1};
    Buf whole = buf_new(arena), pieces = buf_new(arena);
    Err one = feed(&ctx, body, body.len + 1, &whole);
    Err many = feed(&ctx, body, (size_t)data[0] % 17 + 1, &pieces);
    if (one != many || (one == OK && !str_eq(buf_str(&whole), buf_str(&pieces))))
        abort();
    arena_free(arena);
    return 0;
}
