/* Reading one table of a district: named columns, typed cells, and problems told with file, line and column.
 * Only for the room `district`. A wrong cell is noted and read as empty or 0, so that reading goes on and the person
 * hears of everything at once. */
#ifndef GULOU_DISTRICT_SHEET_H
#define GULOU_DISTRICT_SHEET_H

#include "base/csv.h"
#include "district/codes.h"
#include "district/parse.h"

typedef struct Reading {
    Ctx *ctx;     /* scratch memory and the language */
    Arena *arena; /* the district's own */
    const DistrictFiles *files;
    District *district;
    DistrictProblems *problems;
    Codes units, areas, categories, events, logins; /* code -> line; empty: its table could not be read */
    TextRow emergency;                      /* of the INI */
} Reading;

typedef struct Column {
    const char *name, *zh, *en;
} Column;

typedef struct Sheet {
    Reading *reading;
    const char *file;
    const Column *columns;
    size_t place[CSV_COLUMNS_MAX]; /* of columns[i] in the file */
    Csv csv;
} Sheet;

typedef struct Line {
    const Sheet *sheet;
    const CsvRow *row;
} Line;

/* A problem of the file (line 0) or one of its lines; arguments are Str. */
#define file_problem(reading, file, line, message, ...)                                                                \
    problem_add((reading), &(ProblemSpot){(file), (line), NULL}, (message),                                            \
                (const Str[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
#define line_problem(line_, message, ...)                                                                              \
    problem_add((line_)->sheet->reading, &(ProblemSpot){(line_)->sheet->file, (line_)->row->line, NULL}, (message),    \
                (const Str[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
/* A problem of one cell: {0} is the column's name in the reader's language, {1} to {3} the arguments. */
#define cell_problem(line_, column, message, ...)                                                                      \
    problem_add((line_)->sheet->reading,                                                                               \
                &(ProblemSpot){(line_)->sheet->file, (line_)->row->line, &(line_)->sheet->columns[(column)]},          \
                (message), (const Str[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
typedef struct ProblemSpot {
    const char *file;
    int64_t line;
    const Column *column;
} ProblemSpot;
void problem_add(Reading *reading, const ProblemSpot *spot, MsgId message, const Str *args);
/* What ctx->failure tells becomes a problem; joined_by says how file and sentence stand together. */
void problem_from_failure(Reading *reading, const ProblemSpot *spot, MsgId joined_by);

/* False when the file is absent or unreadable as a table (noted, except an optional file's absence). The columns must
 * be exactly these, in any order. */
bool sheet_open(Reading *reading, const char *file, const Column *columns, size_t count, Sheet *out);
#define SHEET_OPEN(reading, file, columns, out) sheet_open((reading), (file), (columns), COUNT_OF(columns), (out))
bool is_code(Str text); /* letters, digits, - and _, at most 32; not JIEZ or SQ */
size_t sheet_rows(const Sheet *sheet);
Line sheet_line(const Sheet *sheet, size_t row);

Str cell(const Line *line, size_t column);      /* trimmed; lives while reading */
Str cell_keep(const Line *line, size_t column); /* trimmed, in the district's memory; at most 2000 characters */
Str cell_need(const Line *line, size_t column); /* the same, and not empty */
/* A new code: not empty, well formed, not yet in the set; then added with its line. */
Str cell_code(const Line *line, size_t column, Codes *codes);
/* A code of another table (its file's name for the message), or empty. */
Str cell_ref(const Line *line, size_t column, const Codes *codes, const char *file);
Str cell_upper(const Line *line, size_t column); /* for the words, which are written in lower case in files */
bool cell_flag(const Line *line, size_t column); /* 1, 0 or empty */
int64_t cell_number(const Line *line, size_t column, int64_t min, int64_t max);
double cell_degrees(const Line *line, size_t column, double most); /* empty: 0; wrong: NAN */
int32_t cell_date(const Line *line, size_t column);                /* "2026-10-01" -> 20261001 */
bool minute_parse(Str text, int *out);
int cell_minute(const Line *line, size_t column);                  /* "08:30" -> 510; "24:00" -> 1440 */
Str cell_limit(const Line *line, size_t column);

#endif
