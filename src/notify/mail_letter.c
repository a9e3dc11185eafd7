/* See mail_letter.h. */
#include "notify/mail_letter.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "domain/district.h"

enum { LINE_MOST = 76, WORD_BYTES = 42 /* of text in one encoded word: 56 characters of base64 and 12 around them */ };

static bool is_plain(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < ' ' || text.at[i] > '~')
            return false;
    return text.len <= LINE_MOST - 20 && str_find(text, STR("=?")) < 0;
}

static Str base64(Ctx *ctx, Str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Buf out = buf_new(ctx->arena);
    for (size_t i = 0; i < text.len; i += 3) {
        uint32_t bits = 0;
        size_t have = text.len - i < 3 ? text.len - i : 3;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (j < have ? (unsigned char)text.at[i + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            buf_char(&out, j <= have ? digits[bits >> (18 - 6 * j) & 63] : '=');
    }
    return buf_str(&out);
}

/* As much of it as fits a word, and no character is cut. */
static Str next_piece(Str text)
{
    size_t at = 0, end = 0;
    while (at < text.len && at < WORD_BYTES) {
        (void)utf8_next_any(text, &at);
        if (at <= WORD_BYTES)
            end = at;
    }
    return str_slice(text, 0, end > 0 ? end : at);
}

Str mail_header_words(Ctx *ctx, Str text)
{
    Buf out = buf_new(ctx->arena);
    if (is_plain(text))
        return text;
    while (text.len > 0) {
        Str piece = next_piece(text);
        buf_z(&out, out.len == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        buf_add(&out, base64(ctx, piece));
        buf_z(&out, "?=");
        text = str_slice(text, piece.len, text.len);
    }
    return buf_str(&out);
}

static void put_line_end(Buf *out, size_t *column)
{
    buf_z(out, "\r\n");
    *column = 0;
}

Str mail_quoted_printable(Ctx *ctx, Str text)
{
    Buf out = buf_new(ctx->arena);
    size_t column = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool last = i + 1 == text.len || text.at[i + 1] == '\n' || text.at[i + 1] == '\r';
        bool plain = c >= ' ' && c <= '~' && c != '=' && !(c == ' ' && last) && !(column == 0 && c == '.');
        if (c == '\r')
            continue;
        if (c == '\n') {
            put_line_end(&out, &column);
            continue;
        }
        size_t width = plain ? 1 : 3;
        if (column + width > LINE_MOST - 1) {
            buf_z(&out, "=");
            put_line_end(&out, &column);
            plain = plain && c != '.';
            width = plain ? 1 : 3;
        }
        buf_printf(&out, plain ? "%c" : "=%02X", c);
        column += width;
    }
    if (column > 0)
        put_line_end(&out, &column);
    return buf_str(&out);
}

/* --- marks --- */

enum { NUMBER_LEN = 13, MAC_LEN = 24, ID_LEN = 32 };
#define MARK "gulou."

static bool is_run(Str text, size_t at, size_t len, bool hex)
{
    if (at + len > text.len)
        return false;
    for (size_t i = at; i < at + len; i++) {
        char c = text.at[i];
        bool digit = c >= '0' && c <= '9', letter = hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
        if (!digit && !letter)
            return false;
    }
    return true;
}

/* gulou.2026112200017.0123...f[.ID] */
static bool read_mark(Str text, MailMark *out)
{
    size_t number = strlen(MARK), mac = number + NUMBER_LEN + 1, id = mac + MAC_LEN + 1;
    if (!is_run(text, number, NUMBER_LEN, false) || !is_run(text, mac, MAC_LEN, true) || text.at[mac - 1] != '.')
        return false;
    *out =
        (MailMark){.number = str_slice(text, number, number + NUMBER_LEN), .mac = str_slice(text, mac, mac + MAC_LEN)};
    if (is_run(text, id, ID_LEN, true) && text.at[id - 1] == '.')
        out->id = str_slice(text, id, id + ID_LEN);
    return true;
}

MailMark mail_mark_find(Str text)
{
    MailMark mark = {0};
    for (ptrdiff_t at; (at = str_find(text, STR(MARK))) >= 0;) {
        text = str_slice(text, (size_t)at, text.len);
        if (read_mark(text, &mark))
            return mark;
        text = str_slice(text, strlen(MARK), text.len);
    }
    return mark;
}

static Str domain_of(Str address)
{
    Str local, domain;
    return str_cut(address, '@', &local, &domain) ? domain : address;
}

/* --- the letter --- */

static Str date(Ctx *ctx, UnixMs at, int offset_minutes)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(at / 1000 + offset_minutes * 60);
    struct tm t;
    (void)gmtime_r(&seconds, &t);
    int away = offset_minutes < 0 ? -offset_minutes : offset_minutes;
    return str_printf(ctx->arena, "%s, %d %s %d %02d:%02d:%02d %c%02d%02d", days[t.tm_wday], t.tm_mday,
                      months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec, offset_minutes < 0 ? '-' : '+',
                      away / 60, away % 60);
}

static Str subject_of(Ctx *ctx, const Letter *letter)
{
    MsgId words = str_is(letter->kind, "notice")    ? MSG_MAIL_SUBJECT_ALERT
                  : str_is(letter->kind, "confirm") ? MSG_MAIL_SUBJECT_CONFIRM
                  : str_empty(letter->number)       ? MSG_MAIL_SUBJECT_PLAIN
                                                    : MSG_MAIL_SUBJECT_CASE;
    Str args[] = {letter->lang == LANG_EN ? ctx->district->name_en : ctx->district->name_zh, letter->number};
    return message_text(ctx->arena, words, letter->lang, args, 2);
}

/* All letters of a case refer to one root, which need not exist, and to what they wrote last: one thread. */
static void put_thread(Buf *out, const MailHouse *house, const Letter *letter)
{
    Str domain = domain_of(house->from);
    bool answers = !str_empty(letter->thread) && str_is(letter->kind, "receipt");
    if (str_empty(letter->number))
        return;
    if (answers)
        buf_printf(out, "In-Reply-To: <" STR_FMT ">\r\n", STR_ARG(letter->thread));
    buf_printf(out, "References: <case." STR_FMT "@" STR_FMT ">", STR_ARG(letter->number), STR_ARG(domain));
    if (!str_empty(letter->thread))
        buf_printf(out, "\r\n <" STR_FMT ">", STR_ARG(letter->thread));
    buf_z(out, "\r\n");
}

static void put_addresses(Ctx *ctx, Buf *out, const MailHouse *house, const Letter *letter)
{
    Str local, domain, name = str_empty(house->name) ? ctx->district->name_zh : house->name;
    Str quoted =
        is_plain(name) ? str_printf(ctx->arena, "\"" STR_FMT "\"", STR_ARG(name)) : mail_header_words(ctx, name);
    if (is_plain(name) && (str_find(name, STR("\"")) >= 0 || str_find(name, STR("\\")) >= 0))
        quoted = STR("\"\"");
    buf_printf(out, "From: " STR_FMT " <" STR_FMT ">\r\n", STR_ARG(quoted), STR_ARG(house->from));
    buf_printf(out, "To: <" STR_FMT ">\r\n", STR_ARG(letter->to));
    if (str_empty(letter->reply_mac) || !str_cut(house->cases, '@', &local, &domain))
        return;
    buf_printf(out, "Reply-To: <" STR_FMT "+" MARK STR_FMT "." STR_FMT "@" STR_FMT ">\r\n", STR_ARG(local),
               STR_ARG(letter->number), STR_ARG(letter->reply_mac), STR_ARG(domain));
}

static void put_id(Buf *out, const MailHouse *house, const Letter *letter)
{
    Str domain = domain_of(house->from);
    if (str_empty(letter->reply_mac))
        buf_printf(out, "Message-ID: <" STR_FMT "@" STR_FMT ">\r\n", STR_ARG(letter->id), STR_ARG(domain));
    else
        buf_printf(out, "Message-ID: <" MARK STR_FMT "." STR_FMT "." STR_FMT "@" STR_FMT ">\r\n",
                   STR_ARG(letter->number), STR_ARG(letter->reply_mac), STR_ARG(letter->id), STR_ARG(domain));
}

/* RFC 2369, and one click of RFC 8058. */
static void put_leave(Buf *out, const MailHouse *house, const Letter *letter)
{
    if (str_empty(letter->leave) || !str_starts(house->public_url, STR("https://")))
        return;
    buf_printf(out, "List-Unsubscribe: <" STR_FMT "/api/no-more-mail/" STR_FMT ">\r\n", STR_ARG(house->public_url),
               STR_ARG(letter->leave));
    buf_z(out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

static void put_link(Ctx *ctx, Buf *out, const MailHouse *house, const Letter *letter, MsgId words, Str path)
{
    if (str_empty(path) || str_empty(house->public_url))
        return;
    Str link = str_join(ctx->arena, (const Str[]){house->public_url, path}, 2, STR(""));
    buf_z(out, "\n\n");
    buf_add(out, message_text(ctx->arena, words, letter->lang, &link, 1));
}

static Str words_of(Ctx *ctx, const MailHouse *house, const Letter *letter)
{
    Buf out = buf_new(ctx->arena);
    buf_add(&out, letter->text);
    put_link(ctx, &out, house, letter, MSG_MAIL_LINK, letter->link);
    if (!str_is(letter->kind, "confirm"))
        put_link(ctx, &out, house, letter, MSG_MAIL_TRACK, letter->track);
    buf_z(&out, "\n\n-- \n");
    buf_add(&out, letter->lang == LANG_EN ? ctx->district->name_en : ctx->district->name_zh);
    if (!str_empty(letter->reply_mac) && !str_empty(house->cases)) {
        buf_z(&out, "\n");
        buf_add(&out, message_text(ctx->arena, MSG_MAIL_ANSWER, letter->lang, NULL, 0));
    }
    if (!str_empty(letter->leave))
        put_link(ctx, &out, house, letter, MSG_MAIL_LEAVE,
                 str_printf(ctx->arena, "/u/" STR_FMT, STR_ARG(letter->leave)));
    buf_z(&out, "\n");
    return buf_str(&out);
}

Str mail_letter(Ctx *ctx, const MailHouse *house, const Letter *letter)
{
    Buf out = buf_new(ctx->arena);
    bool answer = str_is(letter->kind, "receipt");
    buf_printf(&out, "Date: " STR_FMT "\r\n", STR_ARG(date(ctx, ctx->now, house->utc_offset_minutes)));
    put_addresses(ctx, &out, house, letter);
    buf_printf(&out, "Subject: " STR_FMT "\r\n", STR_ARG(mail_header_words(ctx, subject_of(ctx, letter))));
    put_id(&out, house, letter);
    put_thread(&out, house, letter);
    buf_printf(&out, "Auto-Submitted: %s\r\n", answer ? "auto-replied" : "auto-generated"); /* RFC 3834 */
    buf_z(&out, "X-Auto-Response-Suppress: All\r\n");                                       /* Exchange */
    put_leave(&out, house, letter);
    buf_z(&out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    buf_add(&out, mail_quoted_printable(ctx, words_of(ctx, house, letter)));
    return buf_str(&out);
}
