/* Marks: tokens of a case that no text can hold ("@o.350102001"), by which the index itself answers who may read it and
 * what it is. They say the same as may_read_case (domain/permission.h), which still judges every case that is shown; a
 * test holds the two against each other. */
#ifndef GULOU_SEARCH_MARKS_H
#define GULOU_SEARCH_MARKS_H

#include "base/buf.h"
#include "domain/case.h"
#include "domain/permission.h"

/* All marks of a case, by blanks; some may stand twice. */
Str case_marks(Arena *arena, const Rights *rights, const CaseFile *file);

/* "@o.350102001": what is asked. The code is written as the engines keep it. */
Str mark_of(Arena *arena, const char *kind, Str code);

/* Marks of which one suffices. */
typedef struct MarkSet {
    Str *at;
    size_t len;
} MarkSet;

/* Which cases somebody may read. */
typedef struct ReadScope {
    bool everything;   /* all but the confidential ones */
    bool confidential; /* these too */
    MarkSet any;       /* else: cases with one of these */
} ReadScope;
ReadScope read_scope(Arena *arena, const Rights *rights, const Actor *actor);

#endif
