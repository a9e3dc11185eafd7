/* 标注样本: what people taught the brain by correcting, transferring, arbitrating or closing a case. The text stays in
 * case_texts and is joined when it is learnt, so that what is erased or redacted is not learnt again. */
#ifndef GULOU_STORE_EXAMPLE_STORE_H
#define GULOU_STORE_EXAMPLE_STORE_H

#include "db/db.h"

typedef struct LabelledCase {
    Str number;
    const char *what; /* "category", "place", "unit" */
    const char *kind; /* "correct", "transfer", "dispute": said on purpose; "close": closed as what it was taken for */
    Str label;        /* category code; community or sub-district; unit code */
    UnixMs at;
    int64_t weight; /* 3: said on purpose, 1: let stand. A lighter word never replaces a heavier one */
} LabelledCase;
MUST_USE Err example_put(Tx *tx, const LabelledCase *example);

typedef struct StoredExample {
    Str number, kind, label, text;
    Str reporter; /* the phone, only to tell one voice from many; "" unknown */
    UnixMs at;
    int64_t weight;
} StoredExample;

enum { EXAMPLES_MOST = 200000 };

/* Of one question, newest first, at most EXAMPLES_MOST; those whose text is gone are left out. */
MUST_USE Err example_list(Tx *tx, const char *what, StoredExample **out, size_t *count);

typedef struct ExampleCounts {
    int64_t category, place, unit;
    UnixMs last_at; /* 0: none at all */
} ExampleCounts;
MUST_USE Err example_counts(Tx *tx, ExampleCounts *out);

#endif
