/* Open addressing with linear probing, at most half full; see codes.h. */
#include "district/codes.h"

static CodeLine *slot_of(const Codes *codes, Str code)
{
    size_t i = (size_t)str_hash(code) & (codes->room - 1);
    while (codes->slots[i].line != 0 && !str_eq(codes->slots[i].code, code))
        i = (i + 1) & (codes->room - 1);
    return &codes->slots[i];
}

static void grow(Codes *codes, Arena *arena)
{
    Codes wider = {.room = codes->room == 0 ? 256 : codes->room * 2, .count = codes->count};
    wider.slots = ARENA_ARRAY(arena, CodeLine, wider.room);
    for (size_t i = 0; i < codes->room; i++)
        if (codes->slots[i].line != 0)
            *slot_of(&wider, codes->slots[i].code) = codes->slots[i];
    *codes = wider;
}

int64_t codes_add(Codes *codes, Arena *arena, Str code, int64_t line)
{
    if (codes->count * 2 >= codes->room)
        grow(codes, arena);
    CodeLine *slot = slot_of(codes, code);
    if (slot->line != 0)
        return slot->line;
    *slot = (CodeLine){code, line};
    codes->count++;
    return 0;
}

int64_t codes_line(const Codes *codes, Str code)
{
    return codes->room == 0 ? 0 : slot_of(codes, code)->line;
}
