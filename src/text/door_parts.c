/* A number and its unit, again and again. A number without a unit is no part, unless several hang
 * together by hyphens as on a letter box (3-502: building and room; 3-2-502 with the stair between). */
#include "text/door_parts.h"

enum { NUMBER_MAX = 99999, BOX_NUMBERS = 3 };

typedef struct DoorUnit {
    const char *word;
    size_t part; /* offset in DoorParts */
} DoorUnit;

/* Longer words first where one begins like another. */
static const DoorUnit units[] = {
    {"号楼", offsetof(DoorParts, building)}, {"号院", offsetof(DoorParts, door)},
    {"号", offsetof(DoorParts, door)},       {"#楼", offsetof(DoorParts, building)},
    {"#", offsetof(DoorParts, building)},    {"栋", offsetof(DoorParts, building)},
    {"幢", offsetof(DoorParts, building)},   {"座", offsetof(DoorParts, building)},
    {"单元", offsetof(DoorParts, unit)},     {"弄", offsetof(DoorParts, lane)},
    {"巷", offsetof(DoorParts, lane)},       {"层", offsetof(DoorParts, floor)},
    {"楼", offsetof(DoorParts, floor)},      {"室", offsetof(DoorParts, room)},
    {"期", offsetof(DoorParts, phase)},
};

static bool read_number(Str s, size_t *at, int32_t *out)
{
    int32_t n = 0;
    size_t from = *at, i = from;
    for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++) {
        n = n * 10 + (s.at[i] - '0');
        if (n > NUMBER_MAX)
            return false;
    }
    if (i == from)
        return false;
    *at = i;
    *out = n;
    return true;
}

/* 12-3号, 12之3号: the first number is the door. */
static size_t skip_sub_numbers(Str s, size_t at)
{
    for (;;) {
        Str rest = str_slice(s, at, s.len);
        size_t joint = str_starts(rest, STR("-")) ? 1 : str_starts(rest, STR("之")) ? 3 : 0;
        size_t next = at + joint;
        int32_t ignored = 0;
        if (joint == 0 || !read_number(s, &next, &ignored))
            return at;
        at = next;
    }
}

static size_t skip_spaces(Str s, size_t at)
{
    while (at < s.len && s.at[at] == ' ')
        at++;
    return at;
}

static const DoorUnit *unit_at(Str s, size_t at)
{
    Str rest = str_slice(s, at, s.len);
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_starts(rest, str_of(units[i].word)))
            return &units[i];
    return NULL;
}

/* 2号线 is the metro, 3号口 an exit, 5楼盘 no floor. */
static bool means_something_else(Str s, size_t at)
{
    static const char *const tails[] = {"线", "口", "盘", "出口", "出入口"};
    Str rest = str_slice(s, at, s.len);
    for (size_t i = 0; i < COUNT_OF(tails); i++)
        if (str_starts(rest, str_of(tails[i])))
            return true;
    return false;
}

static bool read_part(Str s, size_t *at, DoorParts *out)
{
    size_t i = skip_spaces(s, *at);
    int32_t number = 0;
    if (!read_number(s, &i, &number))
        return false;
    i = skip_sub_numbers(s, i);
    const DoorUnit *unit = unit_at(s, i);
    if (unit == NULL)
        return false;
    i += str_of(unit->word).len;
    int32_t *part = (int32_t *)(void *)((char *)out + unit->part);
    if (*part != 0 || means_something_else(s, i))
        return false;
    *part = number;
    *at = i;
    return true;
}

static bool read_letter_box(Str s, size_t *at, DoorParts *out)
{
    int32_t n[BOX_NUMBERS];
    size_t count = 0, i = skip_spaces(s, *at);
    while (count < BOX_NUMBERS && read_number(s, &i, &n[count])) {
        count++;
        if (i + 1 >= s.len || s.at[i] != '-' || s.at[i + 1] < '0' || s.at[i + 1] > '9')
            break;
        i++;
    }
    if (count < 2 || (i < s.len && (s.at[i] == '-' || (s.at[i] >= '0' && s.at[i] <= '9'))))
        return false;
    out->building = n[0];
    out->unit = count == 3 ? n[1] : 0;
    out->room = n[count - 1];
    *at = i;
    return true;
}

size_t door_parts_read(Str folded, size_t at, DoorParts *out)
{
    DoorParts parts = {0};
    bool any = false;
    while (read_part(folded, &at, &parts))
        any = true;
    if (!any)
        (void)read_letter_box(folded, &at, &parts);
    *out = parts;
    return at;
}

size_t crossing_word(Str folded, size_t first_to, size_t second_from, size_t second_to)
{
    static const char *const joints[] = {"", "与", "和", "跟", "同", "及", ",", "/", "-", "到", "靠", "靠近", "交"};
    static const char *const words[] = {"交叉路口", "交叉口", "交叉处", "交叉",     "交汇处",   "交汇口",
                                        "交汇",     "交界处", "交界",   "十字路口", "丁字路口", "路口",
                                        "转角",     "拐角",   "相交",   "口"};
    Str between = str_trim(str_slice(folded, first_to, second_from));
    Str after = str_slice(folded, second_to, folded.len);
    bool joined = false;
    for (size_t i = 0; i < COUNT_OF(joints) && !joined; i++)
        joined = str_is(between, joints[i]);
    for (size_t skip = 0; joined && skip <= 3; skip += 3) { /* 的 may stand between */
        if (skip == 3 && !str_starts(after, STR("的")))
            break;
        for (size_t i = 0; i < COUNT_OF(words); i++)
            if (str_starts(str_slice(after, skip, after.len), str_of(words[i])))
                return skip + str_of(words[i]).len;
    }
    return 0;
}
