/* Packing; see packed.h. */
#include "sim/packed.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/map.h"

enum { WORDS_MAX = 1 << 17, WORD_LEN_MAX = 40, CASE_NUMBER_LEN = 13, ROW_HEAD = 2 };
/* First byte of a cell; below MARK_NULL it is the number itself. */
enum { MARK_NULL = 0x80, MARK_NUMBER, MARK_WORD, MARK_TEXT, MARK_EMPTY };

struct Words {
    Map known; /* by hash: uintptr_t of the number */
    Str *at;   /* [1] is the first */
    size_t len;
    Arena *arena;
};

static void *or_die(void *memory)
{
    if (memory == NULL) {
        fputs("gulou: out of memory\n", stderr);
        abort();
    }
    return memory;
}

Words *words_new(void)
{
    Words *words = or_die(calloc(1, sizeof *words));
    words->at = or_die(calloc(WORDS_MAX, sizeof *words->at));
    words->arena = arena_new(SIZE_MAX);
    return words;
}

void words_free(Words *words)
{
    if (words == NULL)
        return;
    map_free(&words->known);
    arena_free(words->arena);
    free(words->at);
    free(words);
}

/* 0: it is no word (too long, a case's number, or the book is full). */
static size_t word_of(Words *words, Str text)
{
    if (text.len > WORD_LEN_MAX || text.len == CASE_NUMBER_LEN)
        return 0;
    uint64_t hash = str_hash(text) | 1;
    size_t known = (size_t)(uintptr_t)map_get(&words->known, hash);
    if (known != 0)
        return str_eq(words->at[known], text) ? known : 0;
    if (words->len + 1 >= WORDS_MAX)
        return 0;
    known = ++words->len;
    words->at[known] = str_copy(words->arena, text);
    map_put(&words->known, hash,
            (void *)(uintptr_t)known); /* NOLINT(performance-no-int-to-ptr): a number, never followed */
    return known;
}

static unsigned char *put_varint(unsigned char *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *out++ = (unsigned char)(value | 0x80);
    *out++ = (unsigned char)value;
    return out;
}

static const unsigned char *get_varint(const unsigned char *at, uint64_t *value)
{
    uint64_t sum = 0;
    unsigned shift = 0;
    for (; *at >= 0x80; at++, shift += 7)
        sum |= (uint64_t)(*at & 0x7f) << shift;
    *value = sum | (uint64_t)*at << shift;
    return at + 1;
}

static unsigned char *put_text(Words *words, unsigned char *out, Str text)
{
    if (text.len == 0) {
        *out++ = MARK_EMPTY;
        return out;
    }
    size_t word = word_of(words, text);
    if (word != 0) {
        *out++ = MARK_WORD;
        return put_varint(out, word);
    }
    *out++ = MARK_TEXT;
    out = put_varint(out, text.len);
    memcpy(out, text.at, text.len);
    return out + text.len;
}

static unsigned char *put_number(unsigned char *out, int64_t number)
{
    if (number >= 0 && number < MARK_NULL) {
        *out++ = (unsigned char)number;
        return out;
    }
    *out++ = MARK_NUMBER;
    return put_varint(out, (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0));
}

size_t row_pack(Words *words, const DbValue *values, size_t count, unsigned char *out)
{
    enum { CELL_HEAD_MOST = 12 };
    unsigned char *at = out;
    for (size_t i = 0; i < count; i++) {
        assert((size_t)(at - out) + values[i].text.len + CELL_HEAD_MOST < ROW_BYTES_MAX);
        if (values[i].type == DB_NULL)
            *at++ = MARK_NULL;
        else
            at = values[i].type == DB_INT ? put_number(at, values[i].number) : put_text(words, at, values[i].text);
    }
    return (size_t)(at - out);
}

static const unsigned char *get_cell(const Words *words, const unsigned char *at, Cell *cell)
{
    uint64_t value = 0;
    *cell = (Cell){.text = {"", 0}, .lasting = true};
    switch (*at++) {
    case MARK_NULL:
        cell->null = true;
        return at;
    case MARK_EMPTY:
        return at;
    case MARK_NUMBER:
        at = get_varint(at, &value);
        cell->number = (int64_t)(value >> 1 ^ (0 - (value & 1)));
        return at;
    case MARK_WORD:
        at = get_varint(at, &value);
        cell->text = words->at[value];
        return at;
    case MARK_TEXT:
        at = get_varint(at, &value);
        cell->text = (Str){(const char *)at, (size_t)value};
        cell->lasting = false;
        return at + value;
    default:
        cell->number = at[-1];
        return at;
    }
}

size_t row_unpack(const Words *words, Str row, Cell *cells, size_t most)
{
    const unsigned char *at = (const unsigned char *)row.at, *end = at + row.len;
    size_t count = 0;
    while (at < end && count < most)
        at = get_cell(words, at, &cells[count++]);
    return count;
}

static PartRow row_at(const Part *part, uint32_t at)
{
    if (at >= part->used)
        return (PartRow){0};
    size_t len = (size_t)part->at[at] | (size_t)part->at[at + 1] << 8;
    return (PartRow){{(const char *)part->at + at + ROW_HEAD, len}, at};
}

PartRow part_first(const Part *part)
{
    return row_at(part, 0);
}

PartRow part_next(const Part *part, PartRow row)
{
    return row_at(part, row.at + ROW_HEAD + (uint32_t)row.bytes.len);
}

PartRow part_find(const Part *part, Str key)
{
    PartRow row = part_first(part);
    while (row.bytes.at != NULL && !str_starts(row.bytes, key))
        row = part_next(part, row);
    return row;
}

/* Makes `new` bytes of room where `old` were. */
static void reshape(Part *part, uint32_t at, uint32_t old, uint32_t new)
{
    uint32_t used = part->used - old + new;
    if (used > part->room) {
        part->room = used + used / 4 + 8;
        part->at = or_die(realloc(part->at, part->room));
    }
    memmove(part->at + at + new, part->at + at + old, part->used - at - old);
    part->used = used;
}

static void write_row(Part *part, uint32_t at, Str row)
{
    part->at[at] = (unsigned char)row.len;
    part->at[at + 1] = (unsigned char)(row.len >> 8);
    memcpy(part->at + at + ROW_HEAD, row.at, row.len);
}

void part_add(Part *part, PartRow before, Str row)
{
    uint32_t at = before.bytes.at != NULL ? before.at : part->used;
    reshape(part, at, 0, ROW_HEAD + (uint32_t)row.len);
    write_row(part, at, row);
}

void part_replace(Part *part, PartRow old, Str row)
{
    if (old.bytes.len != row.len)
        reshape(part, old.at, ROW_HEAD + (uint32_t)old.bytes.len, ROW_HEAD + (uint32_t)row.len);
    write_row(part, old.at, row);
}

void part_free(Part *part)
{
    free(part->at);
    *part = (Part){0};
}
