/* The parts of one multipart body: files in a folder, text fields in memory. */
#ifndef GULOU_HTTP_UPLOAD_H
#define GULOU_HTTP_UPLOAD_H

#include "http/multipart.h"
#include "http/request.h"

enum { UPLOAD_TEXT_MAX = 64 * 1024 };

typedef struct UploadSet UploadSet;

UploadSet *upload_set_new(Ctx *ctx, const char *folder, size_t most); /* its files go with ctx->arena */
PartSink upload_sink(UploadSet *set);
/* INVALID when a text field is not UTF-8. */
MUST_USE Err upload_set_finish(UploadSet *set, Request *req);

#endif
