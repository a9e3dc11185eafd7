/* The starter district as the repository has it (tests run from its root), and ways to spoil one line of it. */
#ifndef GULOU_TESTS_DISTRICT_GULOU_H
#define GULOU_TESTS_DISTRICT_GULOU_H

#include "test.h"

#include "base/buf.h"
#include "district/parse.h"

static inline const char *gulou_folder(void)
{
    const char *root = getenv("GULOU_DISTRICT");
    return root != NULL ? root : "districts/gulou";
}

static inline DistrictFiles gulou_files(Ctx *ctx)
{
    DistrictFiles files = {0};
    assert_ok(district_load_folder(ctx, gulou_folder(), &files));
    return files;
}

static inline DistrictFile *gulou_file(DistrictFiles *files, const char *name)
{
    DistrictFile *file = (DistrictFile *)district_file(files, name);
    assert_non_null(file);
    return file;
}

/* The first `what` of the file becomes `with`; answers the line it stands on. */
static inline int64_t gulou_replace(Ctx *ctx, DistrictFiles *files, const char *name, const char *what,
                                    const char *with)
{
    DistrictFile *file = gulou_file(files, name);
    ptrdiff_t at = str_find(file->content, str_of(what));
    assert_true(at >= 0);
    int64_t line = 1;
    for (ptrdiff_t i = 0; i < at; i++)
        line += file->content.at[i] == '\n';
    Buf out = buf_new(ctx->arena);
    buf_add(&out, str_slice(file->content, 0, (size_t)at));
    buf_z(&out, with);
    buf_add(&out, str_slice(file->content, (size_t)at + strlen(what), file->content.len));
    file->content = buf_str(&out);
    return line;
}

/* Adds a line at the end; answers its number. */
static inline int64_t gulou_append(Ctx *ctx, DistrictFiles *files, const char *name, const char *line)
{
    DistrictFile *file = gulou_file(files, name);
    int64_t lines = 0;
    for (size_t i = 0; i < file->content.len; i++)
        lines += file->content.at[i] == '\n';
    file->content = str_printf(ctx->arena, STR_FMT "%s\n", STR_ARG(file->content), line);
    return lines + 1;
}

#endif
