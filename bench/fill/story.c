/* Reading lives and making sheets of them; see story.h. */
#include "story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/change.h"
#include "domain/event.h"
#include "store/case_store.h"

enum { STORIES_MAX = 4096, EVENTS_MAX = 200, TEXTS_MAX = 400, ROWS_MAX = 64, SHEET_ROWS_MAX = 320 };

static Str kept(const Stories *s, const char *z)
{
    return str_copy(s->ctx->arena, str_of(z));
}

/* --- tables: columns as the program's own statements name them --- */

static Table table_of(const char *name, const char *columns)
{
    Table table = {.name = name, .columns = columns, .column_count = 1};
    for (const char *at = columns; *at != '\0'; at++)
        table.column_count += *at == ',';
    return table;
}

static Table table_of_statement(Ctx *ctx, const char *name, SqlId id)
{
    Str text = str_of(sql_texts[id].text);
    ptrdiff_t open = str_find_char(text, '('), close = str_find_char(text, ')');
    if (open < 0 || close < open)
        fill_die(name, "no columns in its statement");
    return table_of(name, str_z(ctx->arena, str_slice(text, (size_t)open + 1, (size_t)close)));
}

typedef struct ColumnList {
    Stories *s;
    Str text;
} ColumnList;

static void hear_column(void *self, const char *const *columns)
{
    ColumnList *list = self;
    const char *between = list->text.len > 0 ? ", " : "";
    list->text = str_printf(list->s->ctx->arena, STR_FMT "%s%s", STR_ARG(list->text), between, columns[0]);
}

static Table table_as_stored(Stories *s, const char *path, const char *name)
{
    ColumnList list = {.s = s};
    Str sql = str_printf(s->ctx->arena, "SELECT name FROM pragma_table_info('%s')", name);
    ask_sqlite(path, &(Ask){str_z(s->ctx->arena, sql), hear_column, &list});
    return table_of(name, str_z(s->ctx->arena, list.text));
}

static void name_tables(Stories *s, const char *path)
{
    Ctx *ctx = s->ctx;
    s->tables[FILL_CASES] = table_of_statement(ctx, "cases", SQL_CASE_SAVE);
    s->tables[FILL_CALLS] = table_of_statement(ctx, "case_calls", SQL_CALL_SAVE);
    s->tables[FILL_CLOCKS] = table_of_statement(ctx, "case_clocks", SQL_CLOCK_SAVE);
    s->tables[FILL_REQUESTS] = table_of_statement(ctx, "case_requests", SQL_REQUEST_SAVE);
    s->tables[FILL_EVENTS] = table_of("case_events", "jurisdiction, number, seq, at, action, body, hash, leaf_index");
    s->tables[FILL_TEXTS] = table_of("case_texts", "jurisdiction, number, seq, field, salt, body");
    s->tables[FILL_REPORTERS] = table_of("reporters", "jurisdiction, number, name, phone, lang, salt");
    s->tables[FILL_TILES] = table_of("log_tiles", "jurisdiction, level, tile, hashes");
    s->tables[FILL_DECISIONS] = table_as_stored(s, path, "decisions");
    s->tables[FILL_DUE_ITEMS] = table_as_stored(s, path, "due_items");
    s->tables[FILL_EXAMPLES] = table_as_stored(s, path, "examples");
}

/* --- reading --- */

static int by_number(const void *a, const void *b)
{
    return str_cmp(((const Story *)a)->number, ((const Story *)b)->number);
}

static Story *story_of(Stories *s, const char *number)
{
    Story wanted = {.number = str_of(number)};
    return bsearch(&wanted, s->at, s->len, sizeof *s->at, by_number);
}

static void hear_story(void *self, const char *const *columns)
{
    Stories *s = self;
    if (s->len == STORIES_MAX)
        return;
    Story *story = &s->at[s->len++];
    story->number = kept(s, columns[0]);
    story->events = ARENA_ARRAY(s->ctx->arena, StoryEvent, EVENTS_MAX);
    story->texts = ARENA_ARRAY(s->ctx->arena, StoryText, TEXTS_MAX);
    story->rows = ARENA_ARRAY(s->ctx->arena, StoryRow, ROWS_MAX);
}

/* What the copy writes anew comes after this: commitments and the hash of the event before. */
static Pattern head_of(Stories *s, const Story *story, Str body)
{
    ptrdiff_t end = str_find(body, STR(",\"commitments\":["));
    if (end < 0)
        fill_die("event", "has no commitments");
    return pattern_cut(s->ctx->arena, str_slice(body, 0, (size_t)end), story->number);
}

static bool is_open_after(Str body)
{
    static const char key[] = "\"to\":\"";
    CaseState state = CASE_CLOSED;
    ptrdiff_t at = str_find(body, STR("\"to\":\""));
    Str rest = str_slice(body, (size_t)at + sizeof key - 1, body.len), word;
    if (at < 0 || !str_cut(rest, '"', &word, &rest) || !case_state_parse(word, &state))
        fill_die("event", "does not say what state it leads to");
    return case_is_open(state);
}

static void hear_event(void *self, const char *const *columns)
{
    Stories *s = self;
    Story *story = story_of(s, columns[0]);
    if (story == NULL || story->event_count == EVENTS_MAX)
        return;
    Str body = kept(s, columns[4]);
    story->events[story->event_count++] = (StoryEvent){.seq = atoll(columns[1]),
                                                       .at = atoll(columns[2]),
                                                       .action = kept(s, columns[3]),
                                                       .body = body,
                                                       .head = head_of(s, story, body),
                                                       .open = is_open_after(body)};
}

static void hear_text(void *self, const char *const *columns)
{
    Stories *s = self;
    Story *story = story_of(s, columns[0]);
    if (story == NULL || story->text_count == TEXTS_MAX || columns[3] == NULL)
        return;
    story->texts[story->text_count++] = (StoryText){atoll(columns[1]), kept(s, columns[2]), kept(s, columns[3])};
}

typedef struct OfTable {
    Stories *s;
    size_t table;
} OfTable;

/* The first column is the number, the second the moment it belongs to, then the row with each column's type before it.
 */
static void hear_row(void *self, const char *const *columns)
{
    OfTable *of_table = self;
    Stories *s = of_table->s;
    Story *story = story_of(s, columns[0]);
    if (story == NULL || story->row_count == ROWS_MAX)
        return;
    StoryRow *row = &story->rows[story->row_count++];
    size_t count = s->tables[of_table->table].column_count;
    *row = (StoryRow){of_table->table, atoll(columns[1]), ARENA_ARRAY(s->ctx->arena, DbValue, count)};
    for (size_t i = 0; i < count; i++) {
        const char *type = columns[2 + 2 * i], *value = columns[3 + 2 * i];
        row->values[i] = strcmp(type, "integer") == 0 ? db_int(atoll(value))
                         : strcmp(type, "null") == 0  ? db_null()
                                                      : db_text(kept(s, value));
    }
}

static void load_rows(Stories *s, const char *path, size_t table, const char *at)
{
    Arena *arena = s->ctx->arena;
    OfTable of_table = {s, table};
    Str sql = str_printf(arena, "SELECT number, %s", at), rest = str_of(s->tables[table].columns), column;
    while (!str_empty(rest)) {
        if (!str_cut(rest, ',', &column, &rest)) {
            column = rest;
            rest = STR("");
        }
        column = str_trim(column);
        sql = str_printf(arena, STR_FMT ", typeof(" STR_FMT "), " STR_FMT, STR_ARG(sql), STR_ARG(column),
                         STR_ARG(column));
    }
    sql = str_printf(arena, STR_FMT " FROM %s", STR_ARG(sql), s->tables[table].name);
    ask_sqlite(path, &(Ask){str_z(arena, sql), hear_row, &of_table});
}

static void hear_place(void *self, const char *const *columns)
{
    Stories *s = self;
    if (s->place_count < STORIES_MAX)
        s->places[s->place_count++] = kept(s, columns[0]);
}

void stories_load(Ctx *ctx, const char *path, Stories *out)
{
    Stories s = {.ctx = ctx, .brief = arena_new(0)};
    s.at = ARENA_ARRAY(ctx->arena, Story, STORIES_MAX);
    s.places = ARENA_ARRAY(ctx->arena, Str, STORIES_MAX);
    name_tables(&s, path);
    ask_sqlite(path,
               &(Ask){"SELECT number FROM cases c WHERE is_open = 0 AND master = '' AND spot = '' AND confidential "
                      "= 0 AND NOT EXISTS (SELECT 1 FROM cases m WHERE m.master = c.number) AND NOT EXISTS (SELECT "
                      "1 FROM case_clocks k WHERE k.number = c.number AND k.next_at > 0) ORDER BY number",
                      hear_story, &s});
    ask_sqlite(path,
               &(Ask){"SELECT number, seq, at, action, body FROM case_events ORDER BY number, seq", hear_event, &s});
    ask_sqlite(path, &(Ask){"SELECT number, seq, field, body FROM case_texts ORDER BY number, seq", hear_text, &s});
    ask_sqlite(path, &(Ask){"SELECT number, 1, 'contact', name FROM reporters", hear_text, &s});
    ask_sqlite(path, &(Ask){"SELECT DISTINCT body FROM case_texts WHERE field = 'place' AND seq = 1", hear_place, &s});
    load_rows(&s, path, FILL_DECISIONS, "at");
    load_rows(&s, path, FILL_DUE_ITEMS, "due_at");
    load_rows(&s, path, FILL_EXAMPLES, "at");
    if (s.len == 0 || s.place_count == 0)
        fill_die(path, "no past cases to copy");
    for (size_t i = 0; i < s.len; i++)
        s.at[i].cuts = ARENA_ARRAY(ctx->arena, Sheet *, s.at[i].event_count + 1);
    *out = s;
}

/* --- sheets --- */

static HoleKind kind_of(const Story *story, const DbValue *value, const char *name)
{
    if (value->type == DB_TEXT)
        return str_eq(value->text, story->number) ? HOLE_NUMBER : HOLE_NONE;
    if (value->type != DB_INT || value->number == 0)
        return HOLE_NONE;
    if (name != NULL && strcmp(name, "lat_e7") == 0)
        return HOLE_LAT;
    if (name != NULL && strcmp(name, "lon_e7") == 0)
        return HOLE_LON;
    return is_moment(value->number) ? HOLE_TIME : HOLE_NONE;
}

typedef struct SheetWork {
    Stories *s;
    Story *story;
    Sheet *sheet;
    Cell *cells; /* of the row under way */
    size_t count;
} SheetWork;

static void put_cell(SheetWork *w, DbValue value, const char *name)
{
    w->cells[w->count++] = (Cell){value, kind_of(w->story, &value, name)};
}

static void begin_row(SheetWork *w, size_t table)
{
    if (w->sheet->row_count == SHEET_ROWS_MAX)
        fill_die("a case has too many rows", w->s->tables[table].name);
    w->cells = ARENA_ARRAY(w->s->ctx->arena, Cell, w->s->tables[table].column_count + 1);
    w->count = 0;
    w->sheet->rows[w->sheet->row_count++] = (SheetRow){table, w->cells};
    put_cell(w, db_text(w->s->ctx->jurisdiction), NULL);
}

static void end_row(const SheetWork *w)
{
    const Table *table = &w->s->tables[w->sheet->rows[w->sheet->row_count - 1].table];
    if (w->count != table->column_count)
        fill_die(table->name, "has other columns than the field tables");
}

static void put_fields(SheetWork *w, const Field *fields, size_t count, const char *owner)
{
    for (size_t i = 0; i < count; i++) {
        const Field *field = &fields[i];
        const char *at = owner + field->offset;
        int64_t number = field->type == FIELD_STR ? 0 : *(const int64_t *)(const void *)at;
        DbValue value = field->type == FIELD_STR    ? db_text(*(const Str *)(const void *)at)
                        : field->type == FIELD_WORD ? db_text(str_of(field->code(number)))
                                                    : db_int(number);
        put_cell(w, value, field->name);
    }
}

static void put_case(SheetWork *w, const CaseFile *file)
{
    const CaseClock *due = case_due_clock(file);
    begin_row(w, FILL_CASES);
    put_fields(w, case_fields, case_field_count, (const char *)&file->c);
    put_cell(w, db_int(file->version), NULL);
    put_cell(w, db_text(STR("")), NULL);
    w->cells[w->count - 1].kind = HOLE_LAST_HASH;
    put_cell(w, db_int(file->last_at), NULL);
    put_cell(w, db_int(case_is_open((CaseState)file->c.state)), NULL);
    put_cell(w, db_int(due != NULL ? due->due_at : 0), NULL);
    put_cell(w, db_text(due != NULL ? due->id : STR("")), NULL);
    end_row(w);
}

static void put_part(SheetWork *w, size_t table, const Field *fields, size_t field_count, const void *owner)
{
    begin_row(w, table);
    put_cell(w, db_text(w->story->number), NULL);
    put_fields(w, fields, field_count, owner);
    end_row(w);
}

static void put_file(SheetWork *w, const CaseFile *file)
{
    put_case(w, file);
    for (size_t i = 0; i < file->call_count; i++)
        put_part(w, FILL_CALLS, call_fields, call_field_count, &file->calls[i]);
    for (size_t i = 0; i < file->clock_count; i++)
        put_part(w, FILL_CLOCKS, clock_fields, clock_field_count, &file->clocks[i]);
    for (size_t i = 0; i < file->request_count; i++)
        put_part(w, FILL_REQUESTS, request_fields, request_field_count, &file->requests[i]);
}

static void put_beside(SheetWork *w, const StoryRow *row)
{
    size_t count = w->s->tables[row->table].column_count;
    begin_row(w, row->table);
    w->count = 0; /* the jurisdiction stands in the stored row */
    for (size_t i = 0; i < count; i++)
        put_cell(w, row->values[i], NULL);
    end_row(w);
}

static const Json *body_of(Stories *s, const StoryEvent *event)
{
    const Json *body = NULL;
    Ctx brief = *s->ctx;
    brief.arena = s->brief;
    if (json_parse(&brief, event->body, &body) != OK)
        fill_die("event", "cannot be read");
    return body;
}

static void apply_events(Stories *s, const Story *story, size_t count, CaseFile *file)
{
    memset(file, 0, sizeof *file);
    for (size_t i = 0; i < count; i++) {
        if (change_apply(s->ctx, json_get(body_of(s, &story->events[i]), "change"), file) != OK)
            fill_die("event", "cannot be applied");
        file->version = story->events[i].seq;
        file->last_at = story->events[i].at;
    }
}

static Sheet *new_sheet(Stories *s, const Story *story)
{
    Arena *arena = s->ctx->arena;
    Sheet *sheet = ARENA_NEW(arena, Sheet);
    sheet->events = ARENA_ARRAY(arena, SheetEvent, story->event_count + 2);
    sheet->rows = ARENA_ARRAY(arena, SheetRow, SHEET_ROWS_MAX);
    return sheet;
}

const Sheet *story_cut(Stories *s, Story *story, size_t events)
{
    if (story->cuts[events] != NULL)
        return story->cuts[events];
    Sheet *sheet = new_sheet(s, story);
    SheetWork w = {.s = s, .story = story, .sheet = sheet};
    CaseFile *file = ARENA_NEW(s->brief, CaseFile);
    const StoryEvent *last = &story->events[events - 1];
    apply_events(s, story, events, file);
    put_file(&w, file);
    for (size_t i = 0; i < story->row_count; i++)
        if (story->rows[i].at <= last->at)
            put_beside(&w, &story->rows[i]);
    for (size_t i = 0; i < events; i++) {
        const StoryEvent *event = &story->events[i];
        sheet->events[i] = (SheetEvent){event->seq, event->at, event->action, event->head};
    }
    sheet->event_count = events;
    sheet->texts = story->texts;
    StoryText *texts = ARENA_ARRAY(s->ctx->arena, StoryText, story->text_count + 1);
    for (size_t i = 0; i < story->text_count; i++)
        if (story->texts[i].seq <= last->seq)
            texts[sheet->text_count++] = story->texts[i];
    sheet->texts = texts;
    sheet->open = last->open;
    story->cuts[events] = sheet;
    arena_reset(s->brief);
    return sheet;
}

static void keep_some_clocks(CaseFile *file, bool both)
{
    size_t n = 0;
    for (size_t i = 0; i < file->clock_count; i++)
        if ((both && str_is(file->clocks[i].id, "T1")) || str_is(file->clocks[i].id, "T5"))
            file->clocks[n++] = file->clocks[i];
    file->clock_count = n;
}

static void keep_the_lead(CaseFile *file)
{
    size_t n = 0;
    for (size_t i = 0; i < file->call_count; i++)
        if (file->calls[i].lead && n == 0)
            file->calls[n++] = file->calls[i];
    file->call_count = n;
    file->request_count = 0;
}

static Str word_of(const Json *body, const char *key)
{
    Str text = STR("");
    (void)json_str(json_get(body, key), &text);
    return text;
}

/* An event of the story's own head whose change is this one. */
static SheetEvent brief_event(Stories *s, const Story *story, const StoryEvent *event, const CaseFile *before,
                              const CaseFile *after)
{
    const Json *body = body_of(s, event);
    JsonOut change = json_out(s->ctx->arena);
    Action action = ACTION_SUBMIT;
    Relation relation = RELATION_REPORTER;
    Role role = ROLE_RESIDENT;
    change_write(&change, before, after);
    (void)action_parse(event->action, &action);
    (void)relation_parse(word_of(body, "relation"), &relation);
    (void)role_parse(word_of(body, "role"), &role);
    EventHead head = {.jurisdiction = s->ctx->jurisdiction,
                      .number = story->number,
                      .seq = after->version,
                      .at = event->at,
                      .action = action,
                      .relation = relation,
                      .person = word_of(body, "person"),
                      .role = role,
                      .unit = word_of(body, "unit"),
                      .from = (CaseState)before->c.state,
                      .to = (CaseState)after->c.state,
                      .change = json_text(&change),
                      .detail = STR("{}"),
                      .prev = STR("")};
    Str bytes = event_bytes(s->ctx->arena, &head);
    return (SheetEvent){after->version, event->at, event->action, head_of(s, story, bytes)};
}

static bool is_kept_item(const StoryRow *row, bool items)
{
    if (row->table != FILL_DUE_ITEMS)
        return false;
    Str measure = row->values[1].text;
    return items || str_is(measure, "response") || str_is(measure, "handle");
}

static void put_brief_events(SheetWork *w, CaseFile *last, bool came)
{
    Stories *s = w->s;
    Story *story = w->story;
    const StoryEvent *end = &story->events[story->event_count - 1];
    CaseFile *none = ARENA_NEW(s->brief, CaseFile), *first = ARENA_NEW(s->brief, CaseFile);
    Sheet *sheet = w->sheet;
    apply_events(s, story, 2, first); /* sent and dispatched */
    apply_events(s, story, story->event_count, last);
    keep_some_clocks(first, came);
    keep_some_clocks(last, came);
    keep_the_lead(last);
    if (!came)
        last->call_count = 0;
    first->version = 1;
    last->version = came ? 2 : 1;
    if (came)
        sheet->events[sheet->event_count++] = brief_event(s, story, &story->events[0], none, first);
    sheet->events[sheet->event_count++] = brief_event(s, story, end, came ? first : none, last);
}

const Sheet *story_brief(Stories *s, Story *story, bool items)
{
    if (story->brief[items] != NULL)
        return story->brief[items];
    Arena *arena = s->ctx->arena;
    Sheet *sheet = new_sheet(s, story);
    SheetWork w = {.s = s, .story = story, .sheet = sheet};
    CaseFile *last = ARENA_NEW(s->brief, CaseFile);
    StoryText *texts = ARENA_ARRAY(arena, StoryText, story->text_count + 1);
    put_brief_events(&w, last, items);
    put_file(&w, last);
    for (size_t i = 0; i < story->row_count; i++)
        if (is_kept_item(&story->rows[i], items))
            put_beside(&w, &story->rows[i]);
    for (size_t i = 0; i < story->text_count; i++)
        if (story->texts[i].seq == 1 && (items || str_is(story->texts[i].field, "text")))
            texts[sheet->text_count++] = story->texts[i];
    sheet->texts = texts;
    story->brief[items] = sheet;
    arena_reset(s->brief);
    return sheet;
}
