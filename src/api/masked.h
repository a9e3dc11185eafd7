/* Phones and mail addresses as they may be shown to whoever need not know them. */
#ifndef GULOU_API_MASKED_H
#define GULOU_API_MASKED_H

#include "base/str.h"

Str masked_phone(Arena *arena, Str phone); /* 138****1234; what is too short for that "****"; empty stays empty */
Str masked_mail(Arena *arena, Str mail);   /* l***@example.org; empty stays empty */

#endif
