/* A picture that somebody sends by any way in. */
#ifndef GULOU_RECEPTION_PICTURES_H
#define GULOU_RECEPTION_PICTURES_H

#include "reception/app.h"

/* Looked at, kept, and loose until a case takes it. Errors are those of picture_process. */
MUST_USE Err picture_receive(const App *app, Ctx *ctx, const char *upload_path, Picture *out);

#endif
