/* By expat; see s3_xml.h. */
#include "depot/s3_xml.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 8, TEXT_MOST = 2048, CODE_MOST = 64, YEAR_MOST = 9999 };

typedef struct Reading {
    Arena *arena;
    XML_Parser parser;
    S3Page *page;
    S3Listed entry;
    bool truncated, bad;
    Str code;
    int depth;
    char text[TEXT_MOST];
    size_t len;
    char path[DEPTH_MOST][32]; /* names of the open elements, cut short */
} Reading;

static void stop(Reading *r)
{
    r->bad = true;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

/* Names come with their namespace left out: stores differ in it. */
static void on_start(void *self, const char *name, const char **attributes)
{
    Reading *r = self;
    (void)attributes;
    if (r->depth == DEPTH_MOST) {
        stop(r);
        return;
    }
    (void)snprintf(r->path[r->depth++], sizeof r->path[0], "%s", name);
    r->len = 0;
}

static void on_text(void *self, const char *at, int len)
{
    Reading *r = self;
    if (r->len + (size_t)len > sizeof r->text) {
        stop(r);
        return;
    }
    memcpy(r->text + r->len, at, (size_t)len);
    r->len += (size_t)len;
}

static bool is_in(const Reading *r, const char *parent, const char *name)
{
    return r->depth >= 2 && strcmp(r->path[r->depth - 2], parent) == 0 && strcmp(r->path[r->depth - 1], name) == 0;
}

static int64_t days_before(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year, era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* 2026-11-22T18:31:00.000Z; whole seconds are enough. INT64_MAX, never old, for anything else. */
static UnixMs moment(Str text)
{
    char z[40];
    int y, mo, d, h, mi, s;
    (void)snprintf(z, sizeof z, STR_FMT, STR_ARG(text));
    if (sscanf(z, "%4d-%2d-%2dT%2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) != 6 || y < 1970 || y > YEAR_MOST || mo < 1 ||
        mo > 12 || d < 1 || d > 31 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60)
        return INT64_MAX;
    return DAYS(days_before(y, mo, d)) + HOURS(h) + MINUTES(mi) + SECONDS(s);
}

static void end_entry(Reading *r)
{
    if (r->page->len == S3_PAGE_MOST || str_empty(r->entry.name)) {
        stop(r);
        return;
    }
    r->page->at[r->page->len++] = r->entry;
    r->entry = (S3Listed){.written = INT64_MAX};
}

static void on_end(void *self, const char *name)
{
    Reading *r = self;
    Str text = {r->text, r->len};
    (void)name;
    if (r->page != NULL && is_in(r, "Contents", "Key"))
        r->entry.name = str_copy(r->arena, text);
    else if (r->page != NULL && is_in(r, "Contents", "LastModified"))
        r->entry.written = moment(text);
    else if (r->page != NULL && is_in(r, "ListBucketResult", "Contents"))
        end_entry(r);
    else if (r->page != NULL && is_in(r, "ListBucketResult", "IsTruncated"))
        r->truncated = str_is(text, "true");
    else if (r->page != NULL && is_in(r, "ListBucketResult", "NextContinuationToken"))
        r->page->next = str_copy(r->arena, text);
    else if (is_in(r, "Error", "Code") && text.len <= CODE_MOST)
        r->code = str_copy(r->arena, text);
    r->depth--;
    r->len = 0;
}

static void on_doctype(void *self, const char *name, const char *system, const char *public, int has_subset)
{
    (void)name, (void)system, (void)public, (void)has_subset;
    stop(self);
}

/* False: no XML as we take it. */
static bool read_document(Reading *r, Str document)
{
    if (document.len > INT32_MAX)
        return false;
    r->parser = XML_ParserCreate("UTF-8");
    if (r->parser == NULL)
        abort();
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    enum XML_Status status = XML_Parse(r->parser, document.at, (int)document.len, 1);
    XML_ParserFree(r->parser);
    return status == XML_STATUS_OK && !r->bad;
}

bool s3_xml_page(Arena *arena, Str document, S3Page *out)
{
    Reading *r = ARENA_NEW(arena, Reading);
    S3Page *page = ARENA_NEW(arena, S3Page);
    r->arena = arena;
    r->page = page;
    r->entry.written = INT64_MAX;
    if (!read_document(r, document) || strcmp(r->path[0], "ListBucketResult") != 0)
        return false;
    if (r->truncated == str_empty(page->next))
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
    Reading *r = ARENA_NEW(arena, Reading);
    r->arena = arena;
    return read_document(r, document) && is_letters(r->code) ? r->code : STR("");
}
