/* Rows of the memory engine, packed: a small number is one byte, a word of the city (a code, a person, a state) is the
 * number under which it is known, other text stands as it is. The same values always give the same bytes, so that a
 * row's key is found by comparing its first bytes. */
#ifndef GULOU_SIM_PACKED_H
#define GULOU_SIM_PACKED_H

#include "db/db.h"

enum { ROW_BYTES_MAX = 8192, ROW_CELLS_MAX = 64 };

typedef struct Words Words;
Words *words_new(void);
void words_free(Words *words); /* NULL is fine */

/* One value of an unpacked row. A word's text stays where it is as long as Words lives; other text points into the row.
 */
typedef struct Cell {
    int64_t number;
    Str text;
    bool null, lasting;
} Cell;

/* Into `out` (room for ROW_BYTES_MAX); answers how many bytes. */
size_t row_pack(Words *words, const DbValue *values, size_t count, unsigned char *out);
/* At most `most` cells; answers how many. */
size_t row_unpack(const Words *words, Str row, Cell *cells, size_t most);

/* Rows one behind the other. */
typedef struct Part {
    unsigned char *at;
    uint32_t used, room;
} Part;

typedef struct PartRow {
    Str bytes; /* at NULL: there is none */
    uint32_t at;
} PartRow;

PartRow part_first(const Part *part);
PartRow part_next(const Part *part, PartRow row);
PartRow part_find(const Part *part, Str key);       /* the row that begins with these bytes */
void part_add(Part *part, PartRow before, Str row); /* before.bytes.at NULL: at the end */
void part_replace(Part *part, PartRow old, Str row);
void part_free(Part *part);

#endif
