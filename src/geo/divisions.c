/* One string, read in order. */
#include "geo/divisions.h"

static Str short_of(Str code, Str name)
{
    bool city = code.len <= 4 && (str_ends(name, STR("市")) || str_ends(name, STR("省")));
    return city && name.len >= 9 ? str_slice(name, 0, name.len - 3) : (Str){name.at, 0};
}

bool division_next(size_t *at, Division *out)
{
    Str rows = str_of(division_rows);
    if (*at >= rows.len)
        return false;
    Str row = str_slice(rows, *at, rows.len);
    ptrdiff_t end = str_find_char(row, ';');
    row = end >= 0 ? str_slice(row, 0, (size_t)end) : row;
    *at += row.len + 1;
    size_t digits = 0;
    while (digits < row.len && row.at[digits] >= '0' && row.at[digits] <= '9')
        digits++;
    out->code = str_slice(row, 0, digits);
    out->name = str_slice(row, digits, row.len);
    out->short_name = short_of(out->code, out->name);
    return true;
}
