/* See masked.h. */
#include "api/masked.h"

Str masked_phone(Arena *arena, Str phone)
{
    enum { HEAD = 3, TAIL = 4, LEAST = 11 };
    if (str_empty(phone))
        return phone;
    if (phone.len < LEAST)
        return STR("****");
    return str_printf(arena, STR_FMT "****" STR_FMT, STR_ARG(str_slice(phone, 0, HEAD)),
                      STR_ARG(str_slice(phone, phone.len - TAIL, phone.len)));
}

Str masked_mail(Arena *arena, Str mail)
{
    Str local, domain;
    if (!str_cut(mail, '@', &local, &domain) || str_empty(local))
        return STR("");
    return str_printf(arena, "%c***@" STR_FMT, local.at[0], STR_ARG(domain));
}
