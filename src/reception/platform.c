/* See platform.h. */
#include "reception/platform.h"

#include "base/utf8.h"
#include "reception/read.h"
#include "store/partner_case_store.h"

enum { NUMBER_MOST = 64, TEXT_MOST = 4000, PLACE_MOST = 200, NAME_MOST = 50 };

static Err check_number(Ctx *ctx, Str number)
{
    bool good = number.len >= 1 && number.len <= NUMBER_MOST;
    for (size_t i = 0; i < number.len && good; i++)
        good = number.at[i] > ' ' && number.at[i] < 0x7f;
    return good ? OK : fail_field(ctx, "number", MSG_PLATFORM_NUMBER);
}

static Err check_words(Ctx *ctx, const char *field, Str words, size_t most)
{
    if (!utf8_printable(words))
        return fail_field(ctx, field, MSG_FIELD_CONTROL, str_of(field));
    if (utf8_length(words) > most)
        return fail_field(ctx, field, MSG_FIELD_TOO_LONG, str_of(field), str_printf(ctx->arena, "%zu", most));
    return OK;
}

Err platform_report_check(Ctx *ctx, const PlatformReport *in)
{
    TRY(check_number(ctx, in->theirs));
    if (str_empty(in->text))
        return fail_field(ctx, "text", MSG_FIELD_MISSING, STR("text"));
    TRY(check_words(ctx, "text", in->text, TEXT_MOST));
    TRY(check_words(ctx, "place", in->place_text, PLACE_MOST));
    TRY(check_words(ctx, "name", in->name, NAME_MOST));
    return check_phone(ctx, in->phone);
}

static Err find(Tx *tx, const void *in, void *out)
{
    PlatformCase *both = out;
    *both = *(const PlatformCase *)in;
    return platform_case_find(tx, both);
}

/* As a partner's case it is also told of by the partner's webhook. */
static Err add(Tx *tx, const void *in, void *out)
{
    const PlatformCase *both = in;
    bool added = false;
    (void)out;
    TRY(platform_case_add(tx, both, &added));
    return added ? partner_case_add(tx, &(PartnerCase){.number = both->number, .partner = both->platform}) : OK;
}

static Str category_of(const Ctx *ctx, const PlatformReport *in)
{
    const Category *own = category_find(ctx->district, in->category);
    return own != NULL ? own->code
                       : platform_ours(ctx->district, &(PlatformCode){.platform = in->platform,
                                                                      .theirs = in->category,
                                                                      .what = PLATFORM_CATEGORY});
}

/* A number of theirs is one case, whatever is said of it later: the key's hash is of the number alone. */
Err platform_report_take(App *app, Ctx *ctx, const PlatformReport *in, PlatformTaken *out)
{
    PlatformCase both = {.platform = in->platform, .theirs = in->theirs}, known = {0};
    Taken taken;
    TRY(platform_report_check(ctx, in));
    TRY(db_read(app->db, ctx, find, &both, &known));
    if (!str_empty(known.number)) {
        *out = (PlatformTaken){known.number, true};
        return OK;
    }
    Hash hash = hash_sha256(in->theirs);
    Told told = {.text = in->text,
                 .place_text = in->place_text,
                 .category = category_of(ctx, in),
                 .place = in->place,
                 .contact = {.name = in->name, .phone = in->phone, .lang = LANG_ZH},
                 .channel = CHANNEL_PLATFORM,
                 .scope = str_printf(ctx->arena, "platform:" STR_FMT, STR_ARG(in->platform)),
                 .key = in->theirs,
                 .request_hash = hash_hex(ctx->arena, &hash),
                 .claimed_at = in->reported_at};
    TRY(take_report(app, ctx, &told, &taken));
    both.number = taken.made.number;
    TRY(db_write(app->db, ctx, add, &both, NULL));
    *out = (PlatformTaken){taken.made.number, taken.made.repeated};
    return OK;
}
