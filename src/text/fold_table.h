/* The table behind fold.c: traditional, simplified, traditional, simplified ... as one UTF-8 text. */
#ifndef GULOU_TEXT_FOLD_TABLE_H
#define GULOU_TEXT_FOLD_TABLE_H

extern const char fold_pairs[];

#endif
