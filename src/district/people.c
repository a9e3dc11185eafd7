/* people.csv: the staff of a demo district, or of a new one before its first sign-in. Importing only checks it;
 * accounts are made by seed.c on request. */
#include "district/tables.h"

#define PEOPLE "people.csv"
#define CODE(code, zh, en) " " #code

enum { LOGIN, NAME_ZH, NAME_EN, ROLE, UNIT, PHONE, STAND_IN };
static const Column columns[] = {
    {"login", "账号", "account"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"role", "角色", "role"},
    {"unit", "单位", "unit"},
    {"phone", "电话", "phone"},
    {"stand_in", "替班人", "stand-in"},
};

static bool needs_unit(Role role)
{
    return role != ROLE_RESIDENT && role != ROLE_ENTERPRISE && role != ROLE_DEVICE && role != ROLE_SYSTEM;
}

/* One person may have several rows, one for each role at each unit; all with the same name. */
static void check_login(const Line *line, const PersonRow *person, const PersonRow *rows)
{
    Reading *reading = line->sheet->reading;
    Arena *arena = reading->ctx->arena;
    int64_t earlier = codes_add(&reading->logins, arena, person->login, line->row->line);
    for (const PersonRow *other = rows; earlier != 0 && other < person; other++) {
        if (!str_eq(other->login, person->login))
            continue;
        Str at = str_printf(arena, "%lld", (long long)earlier);
        if (!str_eq(other->name_zh, person->name_zh))
            cell_problem(line, NAME_ZH, MSG_DISTRICT_SAME_NAME, person->name_zh, at);
        else if (other->role == person->role && str_eq(other->unit, person->unit))
            cell_problem(line, LOGIN, MSG_DISTRICT_TWICE, person->login, at);
        else
            continue;
        return;
    }
}

/* The form that auth asks of every login. */
static bool is_login(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || (c != '.' && c != '-' && c != '_')))
            return false;
    }
    return text.len >= 2 && text.len <= 40;
}

static void read_person(const Line *line, PersonRow *person)
{
    Reading *reading = line->sheet->reading;
    person->login = cell_need(line, LOGIN);
    if (person->login.len > 0 && !is_login(person->login))
        line_problem(line, MSG_LOGIN_FORM);
    person->name_zh = cell_need(line, NAME_ZH);
    person->name_en = cell_need(line, NAME_EN);
    person->unit = cell_ref(line, UNIT, &reading->units, "units.csv");
    person->phone = cell_keep(line, PHONE);
    person->stand_in = cell_keep(line, STAND_IN);
    if (!role_parse(cell_upper(line, ROLE), &person->role))
        cell_problem(line, ROLE, MSG_DISTRICT_WORD, cell(line, ROLE),
                     str_trim(str_lower_ascii(reading->ctx->arena, str_of(ROLES(CODE)))));
    else if (needs_unit(person->role))
        (void)cell_need(line, UNIT);
}

size_t read_people_rows(Reading *reading, const PersonRow **out)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, PEOPLE, columns, &sheet))
        return 0;
    size_t count = sheet_rows(&sheet);
    PersonRow *rows = ARENA_ARRAY(reading->ctx->arena, PersonRow, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        read_person(&line, &rows[i]);
        check_login(&line, &rows[i], rows);
    }
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        (void)cell_ref(&line, STAND_IN, &reading->logins, PEOPLE);
    }
    *out = rows;
    return count;
}

void read_people(Reading *reading)
{
    const PersonRow *rows = NULL;
    (void)read_people_rows(reading, &rows);
}
