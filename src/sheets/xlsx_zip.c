/* See xlsx_zip.h. libzip unpacks. */
#include "sheets/xlsx_zip.h"

#include <string.h>
#include <zip.h>

enum { ENTRIES_MOST = 1000, PIECE = 64 * 1024, LEVELS_MOST = 64 };

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

Str xlsx_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(xml_local_name(attributes[i]), name) == 0)
            return str_of(attributes[i + 1]);
    return STR("");
}

static void close_entry(zip_file_t **file)
{
    if (*file != NULL)
        (void)zip_fclose(*file);
}

static Err feed(XlsxZip *zip, zip_file_t *file, const XlsxPart *part)
{
    XmlStream xml CLEANUP(xml_close) = {.to = part->to, .levels = LEVELS_MOST};
    char *piece = arena_room(zip->ctx->arena, PIECE);
    xml_open(&xml);
    for (;;) {
        zip_int64_t got = zip_fread(file, piece, PIECE);
        if (got < 0)
            return fail(zip->ctx, ERR_INVALID, MSG_SHEETS_XLSX);
        zip->unpacked += (size_t)got;
        if (zip->unpacked > SHEETS_UNPACKED_MOST)
            return fail(zip->ctx, ERR_TOO_LARGE, MSG_SHEETS_UNPACKED);
        XmlFed fed = xml_feed(&xml, (Str){piece, (size_t)got});
        if (fed != XML_FED)
            return fed == XML_ENDLESS ? fail(zip->ctx, ERR_TOO_LARGE, MSG_SHEETS_UNPACKED)
                                      : fail(zip->ctx, ERR_INVALID, MSG_SHEETS_XLSX);
        if (got == 0 || (part->stop != NULL && *part->stop))
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
    return file != NULL ? feed(zip, file, part) : fail(zip->ctx, ERR_INVALID, MSG_SHEETS_XLSX);
}
