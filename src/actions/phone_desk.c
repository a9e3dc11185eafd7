/* See phone_desk.h. */
#include "actions/phone_desk.h"

#include "domain/district.h"
#include "domain/permission.h"
#include "store/case_store.h"

static bool has_relation(const Ctx *ctx, Relation relation)
{
    return ctx->actor != NULL &&
           grant_giving(&ctx->district->rights, ctx->actor, relation, ctx->district->centre) != NULL;
}

bool phone_is_operator(const Ctx *ctx)
{
    return has_relation(ctx, RELATION_OPERATOR);
}

bool phone_is_supervisor(const Ctx *ctx)
{
    return has_relation(ctx, RELATION_SUPERVISOR);
}

bool phone_is_auditor(const Ctx *ctx)
{
    return has_relation(ctx, RELATION_AUDITOR);
}

Err phone_require_desk(Ctx *ctx)
{
    bool may = phone_is_operator(ctx) || phone_is_supervisor(ctx) || phone_is_auditor(ctx);
    return may ? OK : fail(ctx, ERR_FORBIDDEN, MSG_PHONE_OPERATOR_ONLY);
}

static Err require_operator(Ctx *ctx)
{
    return phone_is_operator(ctx) ? OK : fail(ctx, ERR_FORBIDDEN, MSG_PHONE_OPERATOR_ONLY);
}

/* Was in it, or calls its caller back. */
static Err is_concerned(Tx *tx, Str call, bool *out)
{
    TRY(phone_was_in(tx, call, tx->ctx->actor->person, out));
    return *out ? OK : call_back_taken(tx, call, tx->ctx->actor->person, out);
}

Err phone_require_call(Tx *tx, const StoredCall *call)
{
    bool in = false;
    TRY(phone_require_desk(tx->ctx));
    if (phone_is_supervisor(tx->ctx) || phone_is_auditor(tx->ctx))
        return OK;
    TRY(is_concerned(tx, call->id, &in));
    return in ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_PHONE_UNKNOWN);
}

static Err check_extension(Ctx *ctx, Str extension)
{
    bool good = extension.len <= 40;
    for (size_t i = 0; i < extension.len && good; i++)
        good = extension.at[i] > ' ' && extension.at[i] < 0x7f;
    return good ? OK : fail_field(ctx, "extension", MSG_PHONE_TEXT, STR("extension"), STR("40"));
}

Err take_extension(Tx *tx, const void *in, void *out)
{
    Ctx *ctx = tx->ctx;
    const Str *extension = in;
    (void)out;
    TRY(require_operator(ctx));
    TRY(check_extension(ctx, *extension));
    return phone_agent_set(tx, &(PhoneAgent){.extension = *extension, .person = ctx->actor->person});
}

Err look_at_call(Tx *tx, const LookAtCall *in, StoredCall *out)
{
    Ctx *ctx = tx->ctx;
    bool on_call = false;
    TRY(phone_require_desk(ctx));
    TRY(phone_call_load(tx, in->call, out));
    TRY(is_concerned(tx, in->call, &on_call));
    if (!on_call && !(phone_is_supervisor(ctx) && !str_empty(in->note)))
        return fail(ctx, ERR_FORBIDDEN, MSG_PHONE_NOT_YOURS);
    return phone_look_add(
        tx, &(PhoneLook){.call = in->call, .person = ctx->actor->person, .what = str_of(in->what), .note = in->note});
}

Err phone_require_on_call(Tx *tx, Str call)
{
    bool in = false;
    TRY(require_operator(tx->ctx));
    TRY(phone_was_in(tx, call, tx->ctx->actor->person, &in));
    return in ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_PHONE_UNKNOWN);
}

Err write_call_note(Tx *tx, const WriteCallNote *in)
{
    Ctx *ctx = tx->ctx;
    TRY(phone_require_on_call(tx, in->call));
    if (str_empty(in->body))
        return fail_field(ctx, "body", MSG_PHONE_NOTE_EMPTY);
    if (!str_empty(in->unit) && unit_find(&ctx->district->rights, in->unit) == NULL)
        return fail_field(ctx, "unit", MSG_FIELD_CHOICE, STR("unit"), in->unit);
    return phone_note_add(tx, &(PhoneNote){.call = in->call, .unit = in->unit, .body = in->body});
}

Err keep_call_case(Tx *tx, const LinkCallCase *in)
{
    TRY(phone_require_on_call(tx, in->call));
    return phone_case_link(tx, in->call, in->number);
}

Err link_call_case(Tx *tx, const LinkCallCase *in)
{
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    TRY(case_load(tx, in->number, file));
    if (!may_read_case(&tx->ctx->district->rights, tx->ctx->actor, file))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    return keep_call_case(tx, in);
}
