/* The timeline of a case: its events in order, as a desk reads them and as its reporter does. */
#include "api/timeline_json.h"

/* Steps that a reporter is shown; others are the desks' own business (looks, scores, requests, alerts). */
static bool for_reporter(Action action)
{
    switch (action) {
    case ACTION_SUBMIT:
    case ACTION_TRIAGE:
    case ACTION_ADD_NOTE:
    case ACTION_RESPOND:
    case ACTION_ASK_VERIFY:
    case ACTION_REPORT_FINDING:
    case ACTION_HAND_OVER:
    case ACTION_ESCALATE:
    case ACTION_FORCE_ESCALATE:
    case ACTION_INSTRUCT:
    case ACTION_MERGE:
    case ACTION_UNMERGE:
    case ACTION_REJECT:
    case ACTION_APPEAL:
    case ACTION_ASSIGN:
    case ACTION_REASSIGN:
    case ACTION_START:
    case ACTION_CALL:
    case ACTION_CHECK_IN:
    case ACTION_BEGIN_HANDLING:
    case ACTION_ANSWER:
    case ACTION_PROGRESS:
    case ACTION_PROPOSE_DONE:
    case ACTION_PAUSE:
    case ACTION_WAKE:
    case ACTION_PASS:
    case ACTION_SEND_BACK:
    case ACTION_RATE:
    case ACTION_REOPEN:
    case ACTION_CLOSE:
    case ACTION_CONTACT:
    case ACTION_URGE:
    case ACTION_SUPERVISE:
    case ACTION_WITHDRAW:
    case ACTION_ERASE:
    case ACTION_CONSENT:
    case ACTION_PUBLISH:
    case ACTION_UNPUBLISH:
        return true;
    default:
        return false;
    }
}

/* What passed between the reporter and the desk is no business of a neighbour's. */
static bool for_follower(Action action)
{
    switch (action) {
    case ACTION_ADD_NOTE:
    case ACTION_CONTACT:
    case ACTION_RATE:
    case ACTION_APPEAL:
    case ACTION_URGE:
    case ACTION_ERASE:
    case ACTION_CONSENT:
    case ACTION_PUBLISH:
    case ACTION_UNPUBLISH:
        return false;
    default:
        return for_reporter(action);
    }
}

/* Words meant for the reporter; what staff write to each other is not. */
static bool note_for_reporter(Action action, Relation relation)
{
    return relation == RELATION_REPORTER || action == ACTION_ANSWER || action == ACTION_PROGRESS ||
           action == ACTION_REJECT || action == ACTION_SUBMIT;
}

static Str note_of(const CasePage *page, int64_t seq, Action action)
{
    const char *field = action == ACTION_SUBMIT ? "text" : action == ACTION_PROPOSE_DONE ? "measure" : "note";
    return page_text(page, seq, field);
}

static bool erased(const CasePage *page, int64_t seq)
{
    for (size_t i = 0; i < page->text_count; i++)
        if (page->texts[i].seq == seq && page->texts[i].erased_at != 0)
            return true;
    for (size_t i = 0; i < page->photo_count; i++)
        if (page->photos[i].seq == seq && page->photos[i].erased_at != 0)
            return true;
    return false;
}

static void put_photos_of(JsonOut *out, const Request *req, const CasePage *page, int64_t seq)
{
    json_key(out, "photos");
    json_open(out, '[');
    for (size_t i = 0; i < page->photo_count; i++)
        if (page->photos[i].seq == seq && page->photos[i].erased_at == 0)
            put_photo(out, req, &page->photos[i]);
    json_close(out, ']');
}

typedef struct Entry {
    Action action;
    Relation relation;
    Str unit, person, from, to;
    int64_t call;
    const Json *detail;
} Entry;

static Err read_entry(Ctx *ctx, const StoredEvent *event, Entry *out)
{
    const Json *body = NULL;
    TRY(json_parse(ctx, event->body, &body));
    Str relation = STR("");
    (void)json_str(json_get(body, "relation"), &relation);
    (void)json_str(json_get(body, "unit"), &out->unit);
    (void)json_str(json_get(body, "person"), &out->person);
    (void)json_str(json_get(body, "from"), &out->from);
    (void)json_str(json_get(body, "to"), &out->to);
    (void)json_i64(json_get(body, "call"), &out->call);
    out->detail = json_get(body, "detail");
    (void)action_parse(event->action, &out->action);
    (void)relation_parse(relation, &out->relation);
    return OK;
}

/* `detail` is a flat object of codes and numbers. */
static void put_member(void *self, Str key, const Json *value)
{
    JsonOut *out = self;
    Str text;
    int64_t number = 0;
    if (json_str(value, &text)) {
        json_key_str(out, key);
        json_put_str(out, text);
    } else if (json_i64(value, &number)) {
        json_key_str(out, key);
        json_put_i64(out, number);
    }
}

static Err put_entry(JsonOut *out, const TimelineView *view, const StoredEvent *event, const Entry *e)
{
    const Request *req = view->req;
    json_open(out, '{');
    json_field_i64(out, "seq", event->seq);
    json_field_time(out, "at", event->at);
    json_field_str(out, "action", str_of(action_code(e->action)));
    json_field_str(out, "relation", str_of(relation_code(e->relation)));
    put_unit(out, req, "unit", e->unit);
    bool named = !view->for_reporter && e->relation != RELATION_SYSTEM && e->relation != RELATION_REPORTER &&
                 e->relation != RELATION_FOLLOWER;
    Str name = STR("");
    if (named)
        TRY(person_name(view->tx, e->person, &name));
    json_field_opt(out, "person", name);
    json_field_str(out, "from", e->from);
    json_field_str(out, "to", e->to);
    json_key(out, "call");
    if (e->call != 0)
        json_put_i64(out, e->call);
    else
        json_put_null(out);
    bool told = !view->for_follower && (!view->for_reporter || note_for_reporter(e->action, e->relation));
    json_field_opt(out, "note", told ? note_of(view->page, event->seq, e->action) : STR(""));
    json_field_bool(out, "erased", erased(view->page, event->seq));
    json_key(out, "detail");
    json_open(out, '{');
    if (!view->for_reporter)
        json_each(e->detail, put_member, out);
    json_close(out, '}');
    put_photos_of(out, req, view->page, view->for_follower ? 0 : event->seq);
    json_close(out, '}');
    return OK;
}

Err put_timeline(JsonOut *out, const TimelineView *view)
{
    for (size_t i = 0; i < view->page->event_count; i++) {
        Entry entry = {0};
        const StoredEvent *event = &view->page->events[i];
        TRY(read_entry(view->req->ctx, event, &entry));
        if (view->for_reporter && !for_reporter(entry.action))
            continue;
        if (view->for_follower && !for_follower(entry.action))
            continue;
        TRY(put_entry(out, view, event, &entry));
    }
    return OK;
}
