/* Articles in the search index: a shelf of their own there, so that no word of a case is found among them. */
#ifndef GULOU_SEARCH_ARTICLES_H
#define GULOU_SEARCH_ARTICLES_H

#include "search/index.h"
#include "search/words.h"
#include "store/article_store.h"

#define ARTICLE_SHELF "~"

MUST_USE Err search_article_entry(Tx *tx, Str id, SearchEntry *out);
MUST_USE Err search_index_article(Tx *tx, Str id); /* within this transaction */

enum { ARTICLES_FOUND_MAX = 200 };
/* Ids, the best first: words in the title count most, then keywords, then the text. */
MUST_USE Err search_articles(Tx *tx, const SearchWords *words, Str *out, size_t *count);

#endif
