/* One spelling for what people write in many: full-width and half-width, upper and lower case,
 * traditional and simplified, 三号楼 and 3号楼, all kinds of punctuation and white space.
 * Everything that compares, searches or learns from text folds it first. Folding twice changes nothing. */
#ifndef GULOU_TEXT_FOLD_H
#define GULOU_TEXT_FOLD_H

#include "base/str.h"

typedef struct Folded {
    Str text;             /* valid UTF-8, even if the original was not */
    const uint32_t *from; /* text.len + 1 offsets: where in the original the character of each byte began */
} Folded;

/* A text with its folding: what is asked several questions (where? what? how urgent?) is folded once. */
typedef struct FoldedText {
    Str original;
    Folded folded;
} FoldedText;

/* At most 512 MiB (longer text is cut). What is folded:
 *   - full-width forms to ASCII, A-Z to a-z, traditional to simplified (fold_table.h)
 *   - Chinese punctuation to the nearest ASCII sign
 *   - runs of white space to one space (one newline if the run has one), none at the ends, none between two Han
 *   - invisible characters (zero width, selectors) vanish; control characters and broken UTF-8 count as white space
 *   - Chinese numerals below 10,000 to digits, only before 号 栋 幢 座 单元 室 层 楼 弄 期 */
Folded text_fold(Arena *arena, Str original);
FoldedText text_fold_once(Arena *arena, Str original);
/* The same without the map: for texts that are only compared. */
Str text_fold_plain(Arena *arena, Str original);
/* The same as code points: for what counts characters. */
typedef struct FoldedChars {
    uint32_t *at;
    size_t len;
} FoldedChars;
FoldedChars text_fold_chars(Arena *arena, Str original);
/* The original's bytes behind the folded bytes [from, to). */
Str folded_original(const Folded *folded, Str original, size_t from, size_t to);

/* A Han character of the blocks in daily use. */
bool text_is_han(uint32_t code_point);

#endif
