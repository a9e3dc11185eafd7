/* See partners.h. */
#include "demo/partners.h"

#include "auth/partners.h"
#include "demo/calls.h"
#include "store/partner_case_store.h"
#include "store/platform_store.h"

enum { ONE_IN = 16, BRINGING = 2 /* the first of them */ };

static const struct Known {
    const char *id, *kind, *name;
    int64_t per_minute;
    Channel channel;
} partners[] = {
    {"city-12345", PARTNER_PLATFORM, "市 12345 便民服务平台（疑难件交办）", 120, CHANNEL_PLATFORM},
    {"rongcheng-app", PARTNER_OPEN311, "榕城随手拍（Open311 客户端）", 60, CHANNEL_OPEN311},
    {DEMO_TELEPHONES, PARTNER_TELEPHONY, "12345 热线电话系统", 600, CHANNEL_HOTLINE},
};

Err partners_register(Ctx *ctx, Db *db)
{
    for (size_t i = 0; i < COUNT_OF(partners); i++) {
        PartnerMade made;
        TRY(partner_create(db, ctx,
                           &(NewPartner){str_of(partners[i].id), str_of(partners[i].kind), str_of(partners[i].name),
                                         partners[i].per_minute},
                           &made));
    }
    return OK;
}

typedef struct Brought {
    const struct Known *by;
    size_t nth;
} Brought;

/* As reception/platform.h and channels/open311.h keep it. */
static Err keep(Tx *tx, Str number, const void *what)
{
    const Brought *brought = what;
    PartnerCase of = {.number = number, .partner = str_of(brought->by->id)};
    PlatformCase both = {.platform = of.partner, .number = number};
    bool added = false;
    both.theirs = str_printf(tx->ctx->arena, "FZ" STR_FMT "%05zu", STR_ARG(str_slice(number, 0, 6)), brought->nth * 37);
    if (brought->by->channel == CHANNEL_PLATFORM)
        TRY(platform_case_add(tx, &both, &added));
    TRY(partner_used(tx, of.partner));
    return partner_case_add(tx, &of);
}

SubmitBeside partners_bring(Arena *arena, Plot *plot, size_t nth)
{
    bool theirs = plot->tale.channel == CHANNEL_WEB && !plot->staged && plot->way != WAY_TO_MERGE &&
                  plot->way != WAY_TO_WITHDRAW && nth % ONE_IN == 0;
    if (!theirs)
        return (SubmitBeside){0};
    Brought *brought = ARENA_NEW(arena, Brought);
    *brought = (Brought){&partners[nth / ONE_IN % BRINGING], nth};
    plot->tale.channel = brought->by->channel;
    return (SubmitBeside){keep, brought};
}
