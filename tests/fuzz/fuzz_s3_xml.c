/* A store's answer is whatever a machine elsewhere sends. */
#include "depot/s3_xml.h"

#include "fuzz/fuzz.h"

FUZZ(ctx, input)
{
    S3Page *page = ARENA_NEW(ctx->arena, S3Page);
    if (s3_xml_page(ctx->arena, input, page)) {
        ALWAYS(page->len <= S3_PAGE_MOST);
        for (size_t i = 0; i < page->len; i++)
            ALWAYS(page->at[i].name.len > 0 && page->at[i].name.len <= 2048);
        ALWAYS(page->next.len <= 2048);
    }
    ALWAYS(s3_xml_code(ctx->arena, input).len <= 64);
}
