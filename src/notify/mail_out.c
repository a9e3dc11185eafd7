/* See mail_out.h. */
#include "notify/mail_out.h"

Err mail_out_check(Ctx *ctx, const MailOut *out)
{
    bool server = str_starts(out->server.url, STR("smtp://")) || str_starts(out->server.url, STR("smtps://"));
    enum { LOCAL_MOST = 19 }; /* the mark goes behind it, and 64 is the most (RFC 5321) */
    Str local, domain;
    bool cases =
        str_empty(out->house.cases) || (is_mail_address(out->house.cases) &&
                                        str_cut(out->house.cases, '@', &local, &domain) && local.len <= LOCAL_MOST);
    if (!server)
        return fail(ctx, ERR_INVALID, MSG_MAIL_SETTING, STR("mail.server"), out->server.url);
    if (!is_mail_address(out->house.from))
        return fail(ctx, ERR_INVALID, MSG_MAIL_SETTING, STR("mail.from"), out->house.from);
    return cases ? OK : fail(ctx, ERR_INVALID, MSG_MAIL_SETTING, STR("mail.cases"), out->house.cases);
}

static Err send_by_mail(void *self, Ctx *ctx, const Letter *letter)
{
    const MailOut *out = self;
    if (!is_mail_address(letter->to)) {
        Err err = fail(ctx, ERR_GONE, MSG_LETTER_NOT_SENT);
        ctx->failure.internal = STR("no address");
        return err;
    }
    SmtpLetter mail = {.from = out->house.from, .to = letter->to, .bytes = mail_letter(ctx, &out->house, letter)};
    return smtp_send(ctx, &out->server, &mail);
}

Transport mail_out_transport(MailOut *out)
{
    return (Transport){send_by_mail, out};
}
