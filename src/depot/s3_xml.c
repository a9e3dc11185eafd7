/* See s3_xml.h. */
#include "depot/s3_xml.h"

#include <stdio.h>
#include <string.h>

#include "base/xml.h"
#include "depot/s3.h"

enum { TEXT_MOST = 2048, CODE_MOST = 64, YEAR_MOST = 9999 };

typedef struct Reading {
    Arena *arena;
    S3Page *page;
    S3Listed entry;
    bool truncated, listing;
    Str code;
} Reading;

/* 2026-11-22T18:31:00.000Z; whole seconds are enough. INT64_MAX, never old, for anything else. */
static UnixMs moment(Str text)
{
    char z[40];
    int y, mo, d, h, mi, s;
    (void)snprintf(z, sizeof z, STR_FMT, STR_ARG(text));
    if (sscanf(z, "%4d-%2d-%2dT%2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) != 6 || y < 1970 || y > YEAR_MOST || mo < 1 ||
        mo > 12 || d < 1 || d > 31 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60)
        return INT64_MAX;
    return DAYS(clock_days(y, mo, d)) + HOURS(h) + MINUTES(mi) + SECONDS(s);
}

static bool end_entry(Reading *r)
{
    if (r->page->len == S3_PAGE_MOST || str_empty(r->entry.name))
        return false;
    r->page->at[r->page->len++] = r->entry;
    r->entry = (S3Listed){.written = INT64_MAX};
    return true;
}

static bool is_in(const XmlElement *element, const char *parent, const char *name)
{
    return strcmp(element->parent, parent) == 0 && strcmp(element->name, name) == 0;
}

static bool keep(Reading *r, const XmlElement *element, Str *to)
{
    *to = str_copy(r->arena, element->text);
    return element->text.len <= TEXT_MOST;
}

static bool on_listing(void *self, const XmlElement *element)
{
    Reading *r = self;
    r->listing = strcmp(element->root, "ListBucketResult") == 0;
    if (is_in(element, "Contents", "Key"))
        return keep(r, element, &r->entry.name);
    if (is_in(element, "ListBucketResult", "NextContinuationToken"))
        return keep(r, element, &r->page->next);
    if (is_in(element, "ListBucketResult", "Contents"))
        return end_entry(r);
    if (is_in(element, "Contents", "LastModified"))
        r->entry.written = moment(element->text);
    else if (is_in(element, "ListBucketResult", "IsTruncated"))
        r->truncated = str_is(element->text, "true");
    return true;
}

static bool on_error(void *self, const XmlElement *element)
{
    Reading *r = self;
    if (is_in(element, "Error", "Code") && element->text.len <= CODE_MOST)
        r->code = str_copy(r->arena, element->text);
    return true;
}

bool s3_xml_page(Arena *arena, Str document, S3Page *out)
{
    S3Page *page = ARENA_NEW(arena, S3Page);
    Reading r = {.arena = arena, .page = page, .entry.written = INT64_MAX};
    if (!xml_read(&(XmlDocument){arena, document, S3_BODY_MOST, &r, on_listing}) || !r.listing)
        return false;
    if (r.truncated == str_empty(page->next))
        return false; /* cut short, and no way on; or a way on from the end */
    *out = *page;
    return true;
}

static bool is_letters(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.at[i] >= 'A' && s.at[i] <= 'Z') || (s.at[i] >= 'a' && s.at[i] <= 'z')))
            return false;
    return true;
}

Str s3_xml_code(Arena *arena, Str document)
{
    Reading r = {.arena = arena};
    return xml_read(&(XmlDocument){arena, document, S3_BODY_MOST, &r, on_error}) && is_letters(r.code) ? r.code
                                                                                                       : STR("");
}
