/* See upload.h. Files are named by mkostemp, never by the client. */
#include "http/upload.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/utf8.h"

struct UploadSet {
    Ctx *ctx;
    const char *folder;
    Upload *files;
    NameValue *fields;
    size_t file_count, field_count;
    int fd;   /* of the file being written, or -1 */
    Buf text; /* of the field being read */
};

static void upload_drop(void *what)
{
    UploadSet *set = what;
    if (set->fd >= 0)
        (void)close(set->fd);
    for (size_t i = 0; i < set->file_count; i++)
        (void)unlink(set->files[i].path); /* gone already where a handler renamed it */
}

UploadSet *upload_set_new(Ctx *ctx, const char *folder, size_t most)
{
    UploadSet *set = ARENA_NEW(ctx->arena, UploadSet);
    *set = (UploadSet){.ctx = ctx, .folder = folder, .fd = -1};
    set->files = ARENA_ARRAY(ctx->arena, Upload, most);
    set->fields = ARENA_ARRAY(ctx->arena, NameValue, most);
    arena_on_drop(ctx->arena, upload_drop, set);
    return set;
}

static Err file_begin(UploadSet *set, const PartHead *head)
{
    Ctx *ctx = set->ctx;
    char *path = str_z(ctx->arena, str_printf(ctx->arena, "%s/upload-XXXXXX", set->folder));
    set->fd = mkostemp(path, O_CLOEXEC);
    if (set->fd < 0)
        return fail(ctx, ERR_STORAGE, MSG_STORAGE);
    set->files[set->file_count++] =
        (Upload){.name = head->name, .filename = head->filename, .content_type = head->content_type, .path = path};
    return OK;
}

static Err part_begin(void *self, const PartHead *head)
{
    UploadSet *set = self;
    if (head->filename.at != NULL)
        return file_begin(set, head);
    set->text = buf_new(set->ctx->arena);
    set->fields[set->field_count++].name = head->name;
    return OK;
}

static Err part_data(void *self, Str bytes)
{
    UploadSet *set = self;
    if (set->fd >= 0) {
        set->files[set->file_count - 1].size += bytes.len;
        return fd_write(set->fd, bytes) ? OK : fail(set->ctx, ERR_STORAGE, MSG_STORAGE);
    }
    if (set->text.len + bytes.len > UPLOAD_TEXT_MAX)
        return fail(set->ctx, ERR_TOO_LARGE, MSG_UPLOAD_TEXT_TOO_LONG, set->fields[set->field_count - 1].name);
    buf_add(&set->text, bytes);
    return OK;
}

static Err part_end(void *self)
{
    UploadSet *set = self;
    if (set->fd < 0) {
        set->fields[set->field_count - 1].value = buf_str(&set->text);
        return OK;
    }
    int fd = set->fd;
    set->fd = -1;
    return close(fd) == 0 ? OK : fail(set->ctx, ERR_STORAGE, MSG_STORAGE);
}

PartSink upload_sink(UploadSet *set)
{
    return (PartSink){.self = set, .begin = part_begin, .data = part_data, .end = part_end};
}

Err upload_set_finish(UploadSet *set, Request *req)
{
    for (size_t i = 0; i < set->field_count; i++) {
        if (!utf8_valid(set->fields[i].value))
            return fail(set->ctx, ERR_INVALID, MSG_BAD_UTF8);
        set->fields[i].value = utf8_shown(set->ctx->arena, set->fields[i].value);
    }
    req->fields = (NameValues){set->fields, set->field_count};
    req->uploads = set->files;
    req->upload_count = set->file_count;
    return OK;
}
