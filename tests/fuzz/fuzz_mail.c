/* Whatever comes as a mail. The first byte says which part of the reading is looked at closely. */
#include "channels/mail_read.h"
#include "channels/mail_words.h"

#include "base/utf8.h"
#include "fuzz/fuzz.h"

static void check_words(Ctx *ctx, Str input)
{
    static const char *const charsets[] = {"", "utf-8", "gb2312", "gb18030", "big5", "iso-2022-jp", "utf-16", "utf-7"};
    size_t pick = (unsigned char)input.at[0] % COUNT_OF(charsets);
    Str text = mail_decode(ctx, input, str_of(charsets[pick]));
    ALWAYS(utf8_valid(text));
    ALWAYS(utf8_valid(mail_html_words(ctx, text)));
    Str own = mail_own_words(text);
    ALWAYS(utf8_valid(own) && own.len <= text.len);
    Str words = mail_header_words(ctx, text);
    for (size_t i = 0; i < words.len; i++)
        ALWAYS(words.at[i] >= ' ' || words.at[i] == '\r' || words.at[i] == '\n');
    ALWAYS(str_find(words, STR("\n\n")) < 0);
    Str body = mail_quoted_printable(ctx, text);
    for (size_t i = 0, column = 0; i < body.len; i++) {
        column = body.at[i] == '\n' ? 0 : column + 1;
        ALWAYS(column <= 78 && (unsigned char)body.at[i] < 0x80);
    }
}

FUZZ(ctx, input)
{
    MailSelf self = {.from = STR("front@gulou.test"), .cases = STR("front@gulou.test")};
    MailRead mail;
    if (input.len > 0)
        check_words(ctx, input);
    if (mail_read(ctx, &self, input, &mail) != OK)
        return;
    ALWAYS(str_empty(mail.from) || is_mail_address(mail.from));
    ALWAYS(utf8_valid(mail.subject) && utf8_valid(mail.text) && utf8_valid(mail.from_name));
    ALWAYS(str_find(mail.subject, STR("\n")) < 0 && str_find(mail.from_name, STR("\n")) < 0);
    ALWAYS(str_find(mail.id, STR(" ")) < 0 && str_find(mail.id, STR("\n")) < 0);
    ALWAYS(mail.picture_count <= MAIL_PICTURES_MOST);
    ALWAYS(str_empty(mail.mark.number) || mail.mark.number.len == 13);
    ALWAYS(str_empty(mail.returned) || mail.returned.len == 32);
}
