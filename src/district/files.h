/* A district as its folder: the known files and what stands in them, byte for byte. This is what is imported, kept in
 * the store, hashed into the version and exported again; parse.h makes a District of it. */
#ifndef GULOU_DISTRICT_FILES_H
#define GULOU_DISTRICT_FILES_H

#include "base/ctx.h"

typedef struct DistrictFile {
    Str name, content;
} DistrictFile;

enum { DISTRICT_FILES_MAX = 48 };

typedef struct DistrictFiles {
    DistrictFile at[DISTRICT_FILES_MAX];
    size_t len;
} DistrictFiles;

typedef struct DistrictFileKind {
    const char *name;
    size_t max_kilobytes;
    bool required;
} DistrictFileKind;

extern const DistrictFileKind district_file_kinds[];
extern const size_t district_file_kind_count;

/* Reads the known files of a folder into ctx->arena. NOT_FOUND: no such folder or an unreadable file; INVALID: a .csv,
 * .ini or .geojson file of another name (a misspelt one would be missed silently), or one too large. */
MUST_USE Err district_load_folder(Ctx *ctx, const char *folder, DistrictFiles *out);
/* Writes every file into the folder (made if missing; files of the same names are replaced). */
MUST_USE Err district_save_folder(Ctx *ctx, const DistrictFiles *files, const char *folder);
const DistrictFile *district_file(const DistrictFiles *files, const char *name); /* NULL: none */
/* Hex SHA-256 over names and contents, whatever their order. */
Str district_version(Arena *arena, const DistrictFiles *files);

#endif
