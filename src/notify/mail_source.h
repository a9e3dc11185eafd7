/* What becomes of a mail that was brought: a case, words of a case, or nothing. */
#ifndef GULOU_NOTIFY_MAIL_SOURCE_H
#define GULOU_NOTIFY_MAIL_SOURCE_H

#include "base/ctx.h"

typedef struct MailTaker {
    /* OK: done with, `what` says what it became. BUSY, STORAGE, TOO_MANY: to be tried again. Any other error: this mail
     * will never be taken. */
    Err (*take)(void *self, Ctx *ctx, Str bytes, const char **what);
    void *self;
} MailTaker;

#endif
