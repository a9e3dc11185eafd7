/* Writing one copy; see copy.h. */
#include "copy.h"

#include "domain/event.h"

enum { SALT_SIZE = 16 };

static void put_row(Copier *c, size_t table, const DbValue *values)
{
    c->writer->kind->row(c->writer, table, values);
    c->rows++;
}

static Str new_salt(Copier *c)
{
    unsigned char bytes[SALT_SIZE];
    rand_bytes(c->rand, bytes, sizeof bytes);
    return str_hex(c->ctx->arena, bytes, sizeof bytes);
}

static Str commitment(Copier *c, Str field, Str salt, Str body)
{
    Hash hash = hash_sha256_parts((const Str[]){salt, body}, 2);
    Str hex = hash_hex(c->ctx->arena, &hash);
    return str_printf(c->ctx->arena, "{\"field\":\"" STR_FMT "\",\"hash\":\"" STR_FMT "\"}", STR_ARG(field),
                      STR_ARG(hex));
}

/* What residents write differs by where it is; the rest is what people always write. */
static Str text_of(Copier *c, const StoryText *text)
{
    if (text->seq != 1 || !str_is(text->field, "text"))
        return text->body;
    Str place = c->stories->places[rand_below(c->rand, c->stories->place_count)];
    return str_printf(c->ctx->arena, STR_FMT "（" STR_FMT "%llu号）", STR_ARG(text->body), STR_ARG(place),
                      (unsigned long long)rand_below(c->rand, 999) + 1);
}

static Str copy_contact(Copier *c, const StoryText *text, const Shift *shift)
{
    Arena *arena = c->ctx->arena;
    Str salt = new_salt(c), phone = str_printf(arena, "000%08u", (unsigned)rand_below(c->rand, 100000000));
    put_row(c, FILL_REPORTERS,
            (const DbValue[]){db_text(c->ctx->jurisdiction), db_text(shift->number), db_text(text->body),
                              db_text(phone), db_text(STR("zh")), db_text(salt)});
    return commitment(c, text->field, salt, str_join(arena, (const Str[]){text->body, phone}, 2, STR("\n")));
}

static Str copy_text(Copier *c, const StoryText *text, const Shift *shift)
{
    if (str_is(text->field, "contact"))
        return copy_contact(c, text, shift);
    Str salt = new_salt(c), body = text_of(c, text);
    put_row(c, FILL_TEXTS,
            (const DbValue[]){db_text(c->ctx->jurisdiction), db_text(shift->number), db_int(text->seq),
                              db_text(text->field), db_text(salt), db_text(body)});
    return commitment(c, text->field, salt, body);
}

static Str event_body(Copier *c, const Sheet *sheet, const SheetEvent *event, const Shift *shift, Str prev)
{
    Buf body = buf_new(c->ctx->arena);
    size_t n = 0;
    pattern_fill(&body, &event->head, shift);
    buf_z(&body, ",\"commitments\":[");
    for (size_t i = 0; i < sheet->text_count; i++) {
        if (sheet->texts[i].seq != event->seq)
            continue;
        if (n++ > 0)
            buf_char(&body, ',');
        buf_add(&body, copy_text(c, &sheet->texts[i], shift));
    }
    buf_z(&body, "],\"prev\":\"");
    buf_add(&body, prev);
    buf_z(&body, "\"}");
    return buf_str(&body);
}

/* The chain; the answer is its last hash. */
static Str copy_events(Copier *c, const Sheet *sheet, const Shift *shift)
{
    Str prev = STR("");
    for (size_t i = 0; i < sheet->event_count; i++) {
        const SheetEvent *event = &sheet->events[i];
        Str body = event_body(c, sheet, event, shift, prev);
        Hash hash = event_hash(body);
        prev = hash_hex(c->ctx->arena, &hash);
        put_row(c, FILL_EVENTS,
                (const DbValue[]){db_text(c->ctx->jurisdiction), db_text(shift->number), db_int(event->seq),
                                  db_int(event->at + shift->by), db_text(event->action), db_text(body), db_text(prev),
                                  db_int(tree_append(c->tree, &hash))});
        c->events++;
    }
    return prev;
}

static DbValue fill_cell(const Cell *cell, const Shift *shift, Str last_hash)
{
    switch (cell->kind) {
    case HOLE_TIME:
        return db_int(cell->value.number + shift->by);
    case HOLE_NUMBER:
        return db_text(shift->number);
    case HOLE_LAT:
        return db_int(cell->value.number + shift->north);
    case HOLE_LON:
        return db_int(cell->value.number + shift->east);
    case HOLE_LAST_HASH:
        return db_text(last_hash);
    default:
        return cell->value;
    }
}

void copy_case(Copier *c, const Sheet *sheet, const Shift *shift)
{
    DbValue values[WRITER_COLUMNS_MAX];
    Str last_hash = copy_events(c, sheet, shift);
    for (size_t i = 0; i < sheet->row_count; i++) {
        const SheetRow *row = &sheet->rows[i];
        size_t count = c->stories->tables[row->table].column_count;
        for (size_t k = 0; k < count; k++)
            values[k] = fill_cell(&row->cells[k], shift, last_hash);
        put_row(c, row->table, values);
    }
    c->cases++;
    c->open += sheet->open;
    arena_reset(c->ctx->arena);
}
