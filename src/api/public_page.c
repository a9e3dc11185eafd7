/* A case as everybody sees it; see public_page.h. */
#include "api/public_page.h"

#include "api/timeline_json.h"
#include "domain/workflow.h"

#define OFFER_LASTS HOURS(1)

void put_public_members(JsonOut *out, const Request *req, const PublicCase *c)
{
    json_field_str(out, "number", c->number);
    json_field_str(out, "state", str_of(case_state_code(c->state)));
    json_field_str(out, "stage", str_of(case_stage(c->state)));
    json_field_bool(out, "open", c->open);
    put_category(out, req, "category", c->category);
    put_area(out, req, "subdistrict", c->subdistrict);
    put_area(out, req, "community", c->community);
    put_unit(out, req, "desk", c->owner);
    put_position(out, "position", &(PositionView){c->lat_e7, c->lon_e7, 0, STR("")});
    json_field_time(out, "submitted_at", c->submitted_at);
    json_field_time(out, "due_at", c->due_at);
    json_field_bool(out, "overdue", c->overdue);
    json_field_time(out, "closed_at", c->closed_at);
}

static bool may_be_followed(const CaseFile *file)
{
    Action actions[ACTION_COUNT];
    return file->c.confidential == 0 && workflow_allowed((CaseState)file->c.state, REL(FOLLOWER), actions) > 0;
}

/* Asked for each time, so that it is gone as soon as it is shown no more. */
static Str public_photo_url(const Ctx *ctx, const PublicView *view, Str id, const char *size)
{
    return str_printf(ctx->arena, "/api/public/cases/" STR_FMT "/photos/" STR_FMT "/%s", STR_ARG(view->c->number),
                      STR_ARG(id), size);
}

static void put_shown_photo(JsonOut *out, const PublicView *view, const StoredPhoto *photo)
{
    const Ctx *ctx = view->req->ctx;
    if (view->preview) {
        put_photo(out, view->req, photo);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "id", photo->id);
    json_field_str(out, "url", public_photo_url(ctx, view, photo->id, "full"));
    json_field_str(out, "thumb_url", public_photo_url(ctx, view, photo->id, "thumb"));
    json_field_i64(out, "width", photo->width);
    json_field_i64(out, "height", photo->height);
    json_field_str(out, "stage", photo->stage);
    json_field_time(out, "at", photo->uploaded_at);
    json_close(out, '}');
}

static void put_shown(JsonOut *out, const PublicView *view)
{
    json_field_opt(out, "words", view->shown->words);
    json_key(out, "photos");
    json_open(out, '[');
    for (size_t i = 0; i < view->shown->photo_count; i++)
        put_shown_photo(out, view, &view->shown->photos[i]);
    json_close(out, ']');
}

static Str offer_of(const PublicView *view)
{
    const Ctx *ctx = view->req->ctx;
    if (view->preview || !may_be_followed(view->page->file))
        return STR("");
    return follow_offer(&app_of(view->req)->keys, view->req->ctx, view->c->number, ctx->now + OFFER_LASTS);
}

Err put_public_page(JsonOut *out, const PublicView *view)
{
    json_open(out, '{');
    put_public_members(out, view->req, view->c);
    put_shown(out, view);
    put_rejection(out, view->req, "reject", view->c->reject_code);
    json_field_opt(out, "master", view->c->master);
    json_field_i64(out, "followers", view->page->file->c.followers);
    json_field_opt(out, "offer", offer_of(view));
    json_key(out, "timeline");
    json_open(out, '[');
    TRY(put_timeline(out, &(TimelineView){view->req, view->tx, view->page, true, true}));
    json_close(out, ']');
    json_close(out, '}');
    return OK;
}

Err put_publication(JsonOut *out, const Request *req, Tx *tx, const Case *c)
{
    Publication shown;
    Str agreed;
    TRY(publication_load(tx, c, &shown));
    TRY(publication_agreed(tx, c, &agreed));
    json_key(out, "publication");
    json_open(out, '{');
    json_field_bool(out, "possible", case_may_be_shown(req->ctx->district, c));
    json_field_bool(out, "consent", c->consent != 0);
    json_field_opt(out, "agreed", agreed);
    json_field_bool(out, "published", c->published != 0);
    json_field_opt(out, "words", shown.words);
    json_key(out, "photos");
    json_open(out, '[');
    for (size_t i = 0; i < shown.photo_count; i++)
        json_put_str(out, shown.photos[i].id);
    json_close(out, ']');
    json_close(out, '}');
    return OK;
}
