/* See xlsx_zip.h. libzip unpacks, expat parses. */
#include "sheets/xlsx_zip.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

enum { ENTRIES_MOST = 1000, PIECE = 64 * 1024, TOKEN_MOST = 4 * PIECE, DEPTH_MOST = 64 };

void xlsx_zip_close(XlsxZip *zip)
{
    if (zip->zip != NULL)
        zip_discard(zip->zip);
}

Err xlsx_zip_open(Ctx *ctx, Str bytes, XlsxZip *out)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, &why);
    zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &why) : NULL;
    zip_error_fini(&why);
    if (zip == NULL && source != NULL)
        zip_source_free(source);
    if (zip == NULL)
        return fail(ctx, ERR_INVALID, MSG_SHEETS_XLSX);
    *out = (XlsxZip){.ctx = ctx, .zip = zip};
    return zip_get_num_entries(zip, 0) <= ENTRIES_MOST ? OK : fail(ctx, ERR_INVALID, MSG_SHEETS_XLSX);
}

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

Str xlsx_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(local_name(attributes[i]), name) == 0)
            return str_of(attributes[i + 1]);
    return STR("");
}

typedef struct Parsing {
    const XlsxPart *part;
    XML_Parser parser;
    int depth;
    bool refused;
} Parsing;

static void refuse(Parsing *parsing)
{
    parsing->refused = true;
    (void)XML_StopParser(parsing->parser, XML_FALSE);
}

static void on_doctype(void *self, const char *name, const char *system, const char *public_id, int internal)
{
    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    refuse(self);
}

static void on_start(void *self, const char *name, const char **attributes)
{
    Parsing *parsing = self;
    if (++parsing->depth > DEPTH_MOST)
        refuse(parsing);
    else if (parsing->part->start != NULL)
        parsing->part->start(parsing->part->self, local_name(name), attributes);
}

static void on_end(void *self, const char *name)
{
    Parsing *parsing = self;
    parsing->depth--;
    if (parsing->part->end != NULL)
        parsing->part->end(parsing->part->self, local_name(name));
}

static void on_text(void *self, const char *at, int len)
{
    Parsing *parsing = self;
    if (parsing->part->text != NULL)
        parsing->part->text(parsing->part->self, at, len);
}

static void close_entry(zip_file_t **file)
{
    if (*file != NULL)
        (void)zip_fclose(*file);
}

static void free_parser(XML_Parser *parser)
{
    if (*parser != NULL)
        XML_ParserFree(*parser);
}

/* expat before 2.6 reads an unfinished tag or comment from its beginning with each piece (CVE-2023-52425): 16 MB of
 * one, 16 KB packed, took it 1.4 s, and twice as much takes four times as long. */
static bool waits_too_long(XML_Parser parser, size_t fed)
{
    XML_Index at = XML_GetCurrentByteIndex(parser);
    return at >= 0 && fed > (size_t)at + TOKEN_MOST;
}

static Err feed(XlsxZip *zip, zip_file_t *file, Parsing *parsing)
{
    char *piece = arena_room(zip->ctx->arena, PIECE);
    for (size_t fed = 0;;) {
        zip_int64_t got = zip_fread(file, piece, PIECE);
        if (got < 0)
            return fail(zip->ctx, ERR_INVALID, MSG_SHEETS_XLSX);
        zip->unpacked += (size_t)got;
        if (zip->unpacked > SHEETS_UNPACKED_MOST)
            return fail(zip->ctx, ERR_TOO_LARGE, MSG_SHEETS_UNPACKED);
        if (XML_Parse(parsing->parser, piece, (int)got, got == 0) != XML_STATUS_OK || parsing->refused)
            return fail(zip->ctx, ERR_INVALID, MSG_SHEETS_XLSX);
        fed += (size_t)got;
        if (waits_too_long(parsing->parser, fed))
            return fail(zip->ctx, ERR_TOO_LARGE, MSG_SHEETS_UNPACKED);
        if (got == 0 || (parsing->part->stop != NULL && *parsing->part->stop))
            return OK;
    }
}

Err xlsx_zip_read(XlsxZip *zip, const XlsxPart *part, bool *found)
{
    zip_stat_t stat;
    zip_stat_init(&stat);
    *found = zip_stat(zip->zip, part->name, ZIP_FL_NOCASE, &stat) == 0;
    if (!*found)
        return OK;
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
        return fail(zip->ctx, ERR_INVALID, MSG_SHEETS_LOCKED);
    zip_file_t *file CLEANUP(close_entry) = zip_fopen_index(zip->zip, stat.index, 0);
    XML_Parser parser CLEANUP(free_parser) = XML_ParserCreate(NULL);
    if (file == NULL || parser == NULL)
        return fail(zip->ctx, ERR_INVALID, MSG_SHEETS_XLSX);
    Parsing parsing = {.part = part, .parser = parser};
    XML_SetUserData(parser, &parsing);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    return feed(zip, file, &parsing);
}
