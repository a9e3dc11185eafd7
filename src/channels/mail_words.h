/* The words of a mail: in UTF-8 whatever they came in, without markup, and without what they answer. */
#ifndef GULOU_CHANNELS_MAIL_WORDS_H
#define GULOU_CHANNELS_MAIL_WORDS_H

#include "base/ctx.h"

/* GB2312 and GBK are read as GB18030, which holds both; undeclared or unknown ones as UTF-8 where they fit, else as
 * GB18030. Always valid UTF-8 without control characters other than line ends and tabs. */
Str mail_decode(Ctx *ctx, Str bytes, Str charset);
Str mail_html_words(Ctx *ctx, Str html); /* what a person would read; scripts and styles dropped */
/* Without the letter that is answered and without the signature. Where nothing else would be left, all of it. */
Str mail_own_words(Str text);

#endif
