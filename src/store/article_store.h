/* Knowledge: what the district tells and how things are done, as articles. The row is the latest version; every version
 * stays as it was written, with who did what to it. */
#ifndef GULOU_STORE_ARTICLE_STORE_H
#define GULOU_STORE_ARTICLE_STORE_H

#include "db/db.h"

typedef struct Article {
    Str id;
    int64_t version;                 /* 0: new */
    Str state;                       /* draft, published, withdrawn */
    Str kind;                        /* policy, guide, faq */
    Str audience;                    /* public, staff */
    Str title, body, keywords;       /* keywords by blanks */
    Str owner;                       /* unit that answers for it */
    Str from_case;                   /* number of the case it was made from; empty: none */
    int64_t valid_from, valid_until; /* 20261122, both included; 0: open */
    UnixMs at;                       /* of this version */
    Str person;
} Article;

typedef struct ArticleVersion {
    Article article;
    Str action; /* write, edit, publish, withdraw */
    Str note, unit;
} ArticleVersion;

enum { ARTICLES_MAX = 1000, ARTICLE_VERSIONS_MAX = 100 };

/* The next version: the row and its history. CONFLICT when somebody else was first. */
MUST_USE Err article_record(Tx *tx, const ArticleVersion *version);
MUST_USE Err article_load(Tx *tx, Str id, Article *out); /* NOT_FOUND */
MUST_USE Err article_exists(Tx *tx, Str id, bool *out);
MUST_USE Err article_list(Tx *tx, Article **out, size_t *count); /* the latest first, at most ARTICLES_MAX */
MUST_USE Err article_history(Tx *tx, Str id, ArticleVersion **out, size_t *count); /* the latest first */
MUST_USE Err articles_behind(Tx *tx, int64_t most, Str *out, size_t *count); /* not in the search index as they stand */

#endif
