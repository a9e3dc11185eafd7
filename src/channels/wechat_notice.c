/* See wechat_notice.h. Source: developers.weixin.qq.com, 模板消息 (message/template/send), 订阅通知
 * (message/subscribe/bizsend), 模板参数值内容限制说明, 全局返回码. */
#include "channels/wechat_notice.h"

#include "base/utf8.h"
#include "domain/district.h"
#include "store/case_store.h"

enum { QUOTA_FULL = 45009, TEMPLATE_WRONG = 40037 }; /* errcode */
enum { ANSWER_SECONDS = 10 };

/* --- templates --- */

typedef enum NoticeValue {
    VALUE_NUMBER,
    VALUE_STATE,
    VALUE_DESK,
    VALUE_TIME,
    VALUE_TEXT,
    VALUE_ABOUT,
    VALUE_COUNT
} NoticeValue;
static const char *const value_names[VALUE_COUNT] = {"number", "state", "desk", "time", "text", "about"};

/* What a field takes is said by its name. */
static size_t field_room(Str name)
{
    static const struct {
        const char *begins;
        size_t most;
    } rooms[] = {{"thing", 20}, {"phrase", 5}, {"const", 20}, {"character_string", 32}, {"short_thing", 5}};
    enum { OTHERS = 200 };
    for (size_t i = 0; i < COUNT_OF(rooms); i++)
        if (str_starts(name, str_of(rooms[i].begins)))
            return rooms[i].most;
    return OTHERS;
}

static bool read_field(Str text, NoticeField *out)
{
    Str name, value;
    if (!str_cut(text, '=', &name, &value) || str_empty(name))
        return false;
    for (int i = 0; i < VALUE_COUNT; i++)
        if (str_is(value, value_names[i])) {
            *out = (NoticeField){name, i, field_room(name)};
            return true;
        }
    return false;
}

Err notice_template_read(Ctx *ctx, const char *setting, Str text, NoticeTemplate *out)
{
    NoticeTemplate read = {0};
    Str rest = str_trim(text), part, after;
    for (bool first = true; !str_empty(rest); first = false) {
        bool more = str_cut(rest, ' ', &part, &after);
        part = more ? part : rest;
        rest = more ? str_trim(after) : STR("");
        if (first)
            read.id = part;
        else if (read.field_count == NOTICE_FIELDS_MOST || !read_field(part, &read.fields[read.field_count++]))
            return fail_field(ctx, setting, MSG_WECHAT_TEMPLATE, str_of(setting), part);
    }
    if (!str_empty(read.id) && read.field_count == 0)
        return fail_field(ctx, setting, MSG_WECHAT_TEMPLATE, str_of(setting), read.id);
    *out = read;
    return OK;
}

/* --- what is said --- */

static Err load_file(Tx *tx, const void *number, void *out)
{
    return case_load(tx, *(const Str *)number, out);
}

static Str local_time(const Ctx *ctx, UnixMs at)
{
    int offset = ctx->district->calendar.offset_minutes;
    int32_t day = clock_day_number(at, offset);
    int minute = (int)((at / MINUTES(1) + offset) % (24 * 60));
    return str_printf(ctx->arena, "%d年%d月%d日 %02d:%02d", (int)(day / 10000), (int)(day / 100 % 100),
                      (int)(day % 100), minute / 60, minute % 60);
}

/* An empty value would be refused. */
static Err load_values(const WechatNotices *notices, Ctx *ctx, const Letter *letter, Str out[VALUE_COUNT])
{
    CaseFile *file = ARENA_NEW(ctx->arena, CaseFile);
    for (int i = 0; i < VALUE_COUNT; i++)
        out[i] = STR("-");
    out[VALUE_TIME] = local_time(ctx, letter->at);
    out[VALUE_TEXT] = letter->text;
    if (str_is(letter->kind, "digest"))
        (void)str_cut(letter->text, '\n', &out[VALUE_ABOUT], &out[VALUE_TEXT]);
    if (str_empty(letter->number))
        return OK;
    TRY(db_read(notices->line.db, ctx, load_file, &letter->number, file));
    const Unit *owner = unit_find(&ctx->district->rights, file->c.owner);
    out[VALUE_NUMBER] = letter->number;
    out[VALUE_STATE] = case_state_text((CaseState)file->c.state, letter->lang);
    if (owner != NULL)
        out[VALUE_DESK] = unit_name(owner, letter->lang);
    return OK;
}

static Str message_body(const WechatNotices *notices, Ctx *ctx, const NoticeTemplate *form, const Letter *letter,
                        const Str values[VALUE_COUNT])
{
    Str base = notices->line.wechat->public_url, path = str_empty(letter->link) ? letter->track : letter->link;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "touser", letter->to);
    json_field_str(&out, "template_id", form->id);
    if (!str_empty(base) && !str_empty(path))
        json_field_str(&out, notices->subscription ? "page" : "url",
                       str_join(ctx->arena, (const Str[]){base, path}, 2, STR("")));
    if (!notices->subscription) /* sent again within ten minutes, it is still one */
        json_field_str(&out, "client_msg_id", letter->id);
    json_key(&out, "data");
    json_open(&out, '{');
    for (size_t i = 0; i < form->field_count; i++) {
        const NoticeField *field = &form->fields[i];
        json_key_str(&out, field->name);
        json_open(&out, '{');
        json_field_str(&out, "value", utf8_cut(values[field->value], field->most));
        json_close(&out, '}');
    }
    json_close(&out, '}');
    json_close(&out, '}');
    return json_text(&out);
}

/* --- what became of it --- */

/* Errcodes after which no trying again helps this letter. */
static const char *ended_by(int64_t errcode)
{
    static const struct {
        int64_t errcode;
        const char *why;
    } ends[] = {
        {43004, "not_following"},  {43019, "blocked"},      {43101, "declined_there"},
        {40003, "no_such_person"}, {47003, "values_wrong"},
    };
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (ends[i].errcode == errcode)
            return ends[i].why;
    return NULL;
}

static Err gone(Ctx *ctx, const char *why)
{
    Err err = fail(ctx, ERR_GONE, MSG_LETTER_NOT_SENT);
    ctx->failure.internal = str_of(why);
    return err;
}

static Err quota_full(Ctx *ctx)
{
    Err err = fail(ctx, ERR_TOO_MANY, MSG_LETTER_NOT_SENT);
    ctx->failure.internal = STR("quota");
    return err;
}

static UnixMs next_midnight(const Ctx *ctx)
{
    UnixMs offset = MINUTES(ctx->district->calendar.offset_minutes);
    return ((ctx->now + offset) / DAYS(1) + 1) * DAYS(1) - offset;
}

static Err judge(WechatNotices *notices, Ctx *ctx, int64_t errcode)
{
    const char *end = ended_by(errcode);
    if (errcode == 0)
        return OK;
    if (end != NULL)
        return gone(ctx, end);
    if (errcode == QUOTA_FULL) {
        notices->full_until = next_midnight(ctx);
        return quota_full(ctx);
    }
    Err err = wechat_refused(ctx, errcode);
    if (errcode == TEMPLATE_WRONG)
        ctx->failure.internal = STR("template_wrong");
    return err;
}

static const NoticeTemplate *form_of(const WechatNotices *notices, const Letter *letter)
{
    if (str_is(letter->kind, "digest"))
        return &notices->alert;
    bool rating = str_is(letter->kind, "sms") && str_starts(letter->link, STR("/r/"));
    return rating && !str_empty(notices->rating.id) ? &notices->rating : &notices->step;
}

static Err send_notice(void *self, Ctx *ctx, const Letter *letter)
{
    WechatNotices *notices = self;
    const NoticeTemplate *form = form_of(notices, letter);
    Str values[VALUE_COUNT];
    WechatAnswer answer;
    if (str_empty(form->id))
        return gone(ctx, "no_template");
    if (notices->full_until > ctx->now)
        return quota_full(ctx);
    TRY(load_values(notices, ctx, letter, values));
    WechatAsk ask = {.path = notices->subscription ? "/cgi-bin/message/subscribe/bizsend"
                                                   : "/cgi-bin/message/template/send",
                     .body = message_body(notices, ctx, form, letter, values),
                     .seconds = ANSWER_SECONDS};
    TRY(wechat_ask(&notices->line, ctx, &ask, &answer));
    return judge(notices, ctx, answer.errcode);
}

Transport wechat_transport(WechatNotices *notices)
{
    return (Transport){send_notice, notices};
}
