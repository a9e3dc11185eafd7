/* Loading what a case's page shows. */
#include "api/case_json.h"

#include "store/case_list.h"

Str page_text(const CasePage *page, int64_t seq, const char *field)
{
    for (size_t i = 0; i < page->text_count; i++)
        if (page->texts[i].seq == seq && str_is(page->texts[i].field, field) && page->texts[i].erased_at == 0)
            return page->texts[i].body;
    return STR("");
}

Err case_row_load(Tx *tx, Str number, CasePage *out)
{
    *out = (CasePage){.file = case_file_new(tx->ctx->arena)};
    TRY(case_load(tx, number, out->file));
    TRY(text_list(tx, number, &out->texts, &out->text_count));
    return photo_list(tx, number, &out->photos, &out->photo_count);
}

Err case_page_load(Tx *tx, Str number, CasePage *out)
{
    TRY(case_row_load(tx, number, out));
    TRY(event_list(tx, number, &out->events, &out->event_count));
    TRY(case_twins(tx, number, &out->twins, &out->twin_count));
    return decision_last(tx, number, &out->decision);
}
