/* A case as a row of a list. */
#include "api/case_json.h"
#include "base/utf8.h"

static void put_calls(JsonOut *out, const CaseFile *file)
{
    int64_t live = 0, present = 0;
    for (size_t i = 0; i < file->call_count; i++) {
        live += call_is_live((CallState)file->calls[i].state);
        present += file->calls[i].present_at != 0;
    }
    json_key(out, "calls");
    json_open(out, '{');
    json_field_i64(out, "live", live);
    json_field_i64(out, "present", present);
    json_close(out, '}');
}

/* The call of one of the person's units, for the work view. */
static void put_my_call(JsonOut *out, const Request *req, const CaseFile *file)
{
    const Actor *actor = req->ctx->actor;
    json_key(out, "my_call");
    for (size_t i = file->call_count; i > 0 && actor != NULL; i--)
        for (size_t g = 0; g < actor->grant_count; g++)
            if (str_eq(actor->grants[g].unit, file->calls[i - 1].callee)) {
                json_put_i64(out, file->calls[i - 1].no);
                return;
            }
    json_put_null(out);
}

static void put_flags(JsonOut *out, const Request *req, const CaseFile *file)
{
    const Case *c = &file->c;
    const CaseClock *due = case_due_clock(file);
    bool asked = false;
    for (size_t i = 0; i < file->request_count; i++)
        asked = asked || file->requests[i].decided_at == 0;
    const struct {
        const char *flag;
        bool set;
    } flags[] = {
        {"overdue", due != NULL && due->due_at < req->ctx->now},
        {"public_overdue", c->public_overdue},
        {"supervised", c->supervised},
        {"urged", c->urged > 0},
        {"rework", c->rework > 0},
        {"reopened", c->reopened > 0 || c->unsolved > 0},
        {"confidential", c->confidential},
        {"request", asked},
        {"unsure", !c->confident},
        {"recurring", !str_empty(c->spot)},
    };
    json_key(out, "flags");
    json_open(out, '[');
    for (size_t i = 0; i < COUNT_OF(flags); i++)
        if (flags[i].set)
            json_put_z(out, flags[i].flag);
    json_close(out, ']');
}

static void put_thumb(JsonOut *out, const Request *req, const CasePage *page)
{
    json_key(out, "thumb_url");
    for (size_t i = 0; i < page->photo_count; i++)
        if (page->photos[i].erased_at == 0 && str_is(page->photos[i].stage, "report")) {
            json_put_str(out, photo_url(req, page->photos[i].id, "thumb"));
            return;
        }
    json_put_null(out);
}

void put_summary_members(JsonOut *out, const Request *req, const CasePage *page)
{
    enum { TITLE_MAX = 60 };
    const CaseFile *file = page->file;
    const Case *c = &file->c;
    json_field_str(out, "number", c->number);
    json_field_i64(out, "version", file->version);
    json_field_str(out, "state", str_of(case_state_code((CaseState)c->state)));
    json_field_str(out, "urgency", str_of(urgency_code((Urgency)c->urgency)));
    json_field_str(out, "difficulty", str_of(difficulty_code((Difficulty)c->difficulty)));
    json_field_str(out, "channel", str_of(channel_code((Channel)c->channel)));
    put_category(out, req, "category", c->category);
    json_field_str(out, "title", utf8_cut(page_text(page, 1, "text"), TITLE_MAX));
    json_field_opt(out, "place_text", page_text(page, 1, "place"));
    put_unit(out, req, "owner", c->owner);
    put_unit(out, req, "handler", c->handler_unit);
    put_area(out, req, "subdistrict", c->subdistrict);
    put_area(out, req, "community", c->community);
    put_position(out, "position", &(PositionView){c->lat_e7, c->lon_e7, c->accuracy_m, c->place_source});
    json_field_time(out, "submitted_at", c->submitted_at);
    json_field_time(out, "updated_at", c->updated_at);
    put_clock(out, req, "clock", case_due_clock(file));
    put_calls(out, file);
    put_my_call(out, req, file);
    put_flags(out, req, file);
    put_thumb(out, req, page);
    json_field_bool(out, "confident", c->confident);
    json_field_i64(out, "followers", c->followers);
}

void put_case_summary(JsonOut *out, const Request *req, const CasePage *page)
{
    json_open(out, '{');
    put_summary_members(out, req, page);
    json_close(out, '}');
}
