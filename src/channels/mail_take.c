/* See mail.h. A mail is known again by its Message-ID, so that one that is delivered twice is taken once; who it is
 * from is only claimed, and proven by nothing but an answer to our letter. Programs are never answered. */
#include <stdio.h>
#include <unistd.h>

#include "actions/actions.h"
#include "actions/choose_way.h"
#include "base/utf8.h"
#include "channels/mail.h"
#include "channels/mail_words.h"
#include "reception/pictures.h"
#include "reception/take.h"
#include "store/outbox_store.h"
#include "store/way_store.h"

enum { TEXT_MOST = 4000, NOTE_MOST = 2000 };

/* One mail on its way in. */
typedef struct Coming {
    const MailIn *in;
    Ctx *ctx;
    MailRead mail;
    Str key; /* by which it is known again: hex SHA-256 */
    Str photos[MAIL_PICTURES_MOST];
    size_t photo_count;
    Lang lang;
    Str number, owner; /* of its case */
    bool late;         /* the case that it answers has ended */
} Coming;

/* --- pictures --- */

static bool write_file(const char *path, Str bytes)
{
    FILE *file = fopen(path, "wbe");
    bool whole = file != NULL && fwrite(bytes.at, 1, bytes.len, file) == bytes.len;
    return file != NULL && fclose(file) == 0 && whole;
}

/* What is no picture that we read is left out, as a person would put it aside. */
static Err keep_picture(Coming *c, const char *path, Str bytes)
{
    Picture picture;
    if (!write_file(path, bytes))
        return fail(c->ctx, ERR_STORAGE, MSG_STORAGE);
    Err err = picture_receive(c->in->app, c->ctx, path, &picture);
    if (err == ERR_INVALID || err == ERR_UNSUPPORTED || err == ERR_TOO_LARGE) {
        c->ctx->failure = (Failure){0};
        return OK;
    }
    TRY(err);
    c->photos[c->photo_count++] = picture.photo.id;
    return OK;
}

static Err keep_pictures(Coming *c)
{
    const char *path =
        str_z(c->ctx->arena, str_printf(c->ctx->arena, "%s/mail-picture-%d", c->in->scratch, (int)getpid()));
    Err err = OK;
    for (size_t i = 0; i < c->mail.picture_count && c->in->app->pictures != NULL && err == OK; i++)
        err = keep_picture(c, path, c->mail.pictures[i]);
    (void)unlink(path);
    return err;
}

/* --- an answer to a letter of ours --- */

static Err answer_ended(Tx *tx, Coming *c)
{
    return outbox_add(tx, &(OutboxMessage){.kind = STR("step"),
                                           .recipient = STR("reporter"),
                                           .body = message_text(tx->ctx->arena, MSG_MAIL_ENDED, c->lang, &c->number, 1),
                                           .number = c->number,
                                           .at_once = true});
}

static Err note_in_tx(Tx *tx, Coming *c, Str words)
{
    const struct Actor *before = tx->ctx->actor;
    Actor reporter = {.person = STR("reporter"), .reporter_of = c->number};
    ActionInput in = {.number = c->number, .note = words, .photos = c->photos, .photo_count = c->photo_count};
    tx->ctx->actor = &reporter;
    Err err = add_note(tx, &in);
    tx->ctx->actor = before;
    c->late = err == ERR_CONFLICT || err == ERR_FORBIDDEN;
    if (!c->late)
        return err;
    tx->ctx->failure = (Failure){0};
    return answer_ended(tx, c);
}

/* With the mark of our own letter it comes from where that letter went. */
static Err take_answer_in_tx(Tx *tx, const void *in, void *out)
{
    Coming *c = out;
    Str words = utf8_cut(mail_own_words(c->mail.text), NOTE_MOST);
    (void)in;
    if (str_empty(words))
        words = message_text(tx->ctx->arena, MSG_TALK_LATE_PHOTO, c->lang, NULL, 0);
    TRY(mail_seen_put(tx, c->key, c->number));
    TRY(way_confirm_holder(tx, c->number, STR("reporter")));
    TRY(way_thread(tx, &(WayRow){.number = c->number, .who = STR("reporter"), .thread = c->mail.id}));
    return note_in_tx(tx, c, words);
}

static Err take_answer(Coming *c, const char **what)
{
    c->number = str_copy(c->ctx->arena, c->mail.mark.number);
    TRY(keep_pictures(c));
    TRY(db_write(c->in->app->db, c->ctx, take_answer_in_tx, c, c));
    *what = c->late ? "an answer to an ended case" : "an answer";
    return OK;
}

/* --- a new matter --- */

static Str words_of(Coming *c)
{
    Str subject = c->mail.subject, text = str_trim(c->mail.text);
    if (str_empty(subject) || str_starts(text, subject))
        return utf8_cut(text, TEXT_MOST);
    Str whole = str_join(c->ctx->arena, (const Str[]){subject, text}, 2, str_empty(text) ? STR("") : STR("\n"));
    return utf8_cut(whole, TEXT_MOST);
}

static Err raise_case(Coming *c)
{
    Ctx *ctx = c->ctx;
    Told told = {.text = words_of(c),
                 .photos = c->photos,
                 .photo_count = c->photo_count,
                 .contact = {.name = c->mail.from_name, .mail = c->mail.from, .lang = c->lang},
                 .channel = CHANNEL_MAIL,
                 .scope = STR("submit:mail"),
                 .key = c->key,
                 .request_hash = c->key};
    Taken taken;
    static const Actor nobody;
    const struct Actor *before = ctx->actor;
    ctx->actor = &nobody;
    Err err = take_report(c->in->app, ctx, &told, &taken);
    ctx->actor = before;
    TRY(err);
    const Unit *owner = unit_find(&ctx->district->rights, taken.decision->owner);
    c->number = taken.made.number;
    c->owner = owner != NULL ? unit_name(owner, c->lang) : STR("");
    return OK;
}

/* The one letter that goes to an unproven mailbox: it says the number, and asks. */
static Err answer_in_tx(Tx *tx, const void *in, void *out)
{
    Coming *c = out;
    Str link = STR(""), reporter = STR("reporter");
    WayRow row = {.number = c->number,
                  .who = reporter,
                  .way = VIA_MAIL,
                  .lang = c->lang,
                  .mail = c->mail.from,
                  .thread = c->mail.id,
                  .quiet = {QUIET_UNSAID, QUIET_UNSAID}};
    bool known = false;
    (void)in;
    TRY(mail_seen_put(tx, c->key, c->number));
    TRY(way_mail_confirmed(tx, c->mail.from, &known));
    row.confirmed_at = known ? tx->ctx->now : 0;
    TRY(way_save(tx, &row));
    if (!known)
        TRY(mail_confirm_link(tx, c->number, reporter, &link));
    Str args[] = {c->number, c->owner};
    MsgId words = known ? MSG_MAIL_RECEIVED : MSG_MAIL_RECEIVED_CONFIRM;
    return outbox_add(tx, &(OutboxMessage){.kind = STR("receipt"),
                                           .recipient = reporter,
                                           .body = message_text(tx->ctx->arena, words, c->lang, args, 2),
                                           .link = link,
                                           .number = c->number,
                                           .at_once = true});
}

static Err take_new(Coming *c, const char **what)
{
    TRY(limiter_take_by(c->in->app->partners, c->ctx, c->mail.from, &limit_submissions));
    TRY(keep_pictures(c));
    TRY(raise_case(c));
    TRY(db_write(c->in->app->db, c->ctx, answer_in_tx, c, c));
    *what = "a case";
    return OK;
}

/* --- what programs send --- */

/* An address that does not exist is written to no more. */
static Err bounce_in_tx(Tx *tx, const void *in, void *out)
{
    const MailRead *mail = in;
    OutboxMessage letter;
    Reach reach;
    int64_t stopped = 0;
    TRY(outbox_load(tx, mail->returned, &letter));
    TRY(outbox_bounce(tx, mail->returned, mail->status, out));
    if (str_empty(letter.id) || !str_is(letter.way, "mail") || !str_starts(mail->status, STR("5.1.")))
        return OK;
    TRY(reach_load(tx, letter.number, letter.recipient, &reach));
    return reach.way == VIA_MAIL && !str_empty(reach.to) ? way_stop_mail(tx, reach.to, &stopped) : OK;
}

static Err take_machine(Coming *c, const char **what)
{
    bool bounced = false;
    *what = c->mail.machine;
    if (str_empty(c->mail.returned))
        return OK;
    TRY(db_write(c->in->app->db, c->ctx, bounce_in_tx, &c->mail, &bounced));
    *what = bounced ? "a letter that came back" : c->mail.machine;
    return OK;
}

/* --- --- */

static Str key_of(Ctx *ctx, const MailRead *mail, Str bytes)
{
    Hash hash = hash_sha256_parts((const Str[]){mail->from, STR("\n"), str_empty(mail->id) ? bytes : mail->id}, 3);
    return hash_hex(ctx->arena, &hash);
}

/* Letters of its languages decide. */
static Lang lang_of(Str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);
        if (c >= 0x3400 && c <= 0x9fff)
            return LANG_ZH;
    }
    return LANG_EN;
}

static Err is_seen(Tx *tx, const void *in, void *out)
{
    Str number;
    return mail_seen_get(tx, *(const Str *)in, out, &number);
}

static Err sort_out(Coming *c, const char **what)
{
    const ServerKeys *keys = &c->in->app->keys;
    bool seen = false;
    if (c->mail.machine != NULL)
        return take_machine(c, what);
    *what = "nothing: sent before";
    TRY(db_read(c->in->app->db, c->ctx, is_seen, &c->key, &seen));
    if (seen)
        return OK;
    if (str_empty(c->mail.from))
        return fail(c->ctx, ERR_INVALID, MSG_MAIL_NONE);
    bool answers =
        !str_empty(c->mail.mark.number) && reply_mac_fits(keys, c->ctx, c->mail.mark.number, c->mail.mark.mac);
    Err err = answers ? take_answer(c, what) : take_new(c, what);
    if (err != ERR_CONFLICT)
        return err;
    c->ctx->failure = (Failure){0}; /* two servers were brought the same: the other was faster */
    *what = "nothing: sent before";
    return OK;
}

static Err take(void *self, Ctx *ctx, Str bytes, const char **what)
{
    const MailIn *in = self;
    Coming *c = ARENA_NEW(ctx->arena, Coming);
    *c = (Coming){.in = in, .ctx = ctx};
    TRY(mail_read(ctx, &in->self, bytes, &c->mail));
    c->key = key_of(ctx, &c->mail, bytes);
    c->lang = lang_of(words_of(c));
    return sort_out(c, what);
}

MailTaker mail_taker(MailIn *in)
{
    return (MailTaker){take, in};
}
