/* 归档: events, texts and decisions of cases that ended long ago, moved out of a file's store into archive/YYYY.db
 * beside it, by the year of the number. Everything else of a case stays, so lists, counts, figures and search know no
 * difference; whoever reads one case's rows is led to where they lie. What is written to such a case brings it home
 * first.
 *
 * Two files have no common transaction, so rows are copied and on the disk there before they leave the store's own:
 * killed in between, a case lies in both, and the store's own counts. Only a case that archived_cases names is read
 * from the archive. On a server nothing is archived (migration 0013 has its years). */
#ifndef GULOU_STORE_ARCHIVE_STORE_H
#define GULOU_STORE_ARCHIVE_STORE_H

#include "db/db.h"
#include "store/due_store.h"
#include "store/evidence_store.h"

#define ARCHIVE_FOLDER "archive"
enum { ARCHIVE_YEARS_MAX = 100 };
#define ARCHIVE_SETTLED MINUTES(1) /* no reader looks so long at where a case lay before */

/* Where this case's rows lie: *out is `tx` or `room`, which then reads from the archive. */
MUST_USE Err archive_seek(Tx *tx, Str number, Tx *room, Tx **out);
/* Before anything is written to a case: its rows are the store's own again, from this transaction on. */
MUST_USE Err archive_bring_home(Tx *tx, Str number);

/* Cases to look at: by their end, or those that wait (brought home, held, not sealed yet). */
typedef struct ArchivePage {
    DueCase after;
    UnixMs until;
    bool waiting;
} ArchivePage;
MUST_USE Err archive_page(Tx *tx, const ArchivePage *in, DuePage *out);
MUST_USE Err archive_mark_load(Tx *tx, DueCase *out); /* how far it has come by cases' end */
MUST_USE Err archive_mark_save(Tx *tx, const DueCase *mark);

/* Of a page: which may go, having ended by then, in which version. */
typedef struct ArchiveBatch {
    const DuePage *page;
    UnixMs ended_by;
    int64_t version[DUE_PAGE]; /* 0: it may not */
} ArchiveBatch;
MUST_USE Err archive_look(Tx *tx, ArchiveBatch *batch); /* fills in `version` */
/* The three steps are to be taken under one db_beside_lock. The first: what is about to be copied waits, so that no
 * copy is ever forgotten. */
MUST_USE Err archive_intend(Tx *tx, const ArchiveBatch *batch);
/* The second, in a reading transaction begun under the lock: the rows of those that may go lie in the archive too, on
 * the disk; copies that are out of date are gone from there. */
MUST_USE Err archive_copy(Tx *tx, ArchiveBatch *batch);
/* The third: those that are as they were copied leave the store's own file; *moved is how many. The rest waits. */
MUST_USE Err archive_settle(Tx *tx, const ArchiveBatch *batch, int64_t *moved);

MUST_USE Err archive_years(Tx *tx, Strs *out);     /* '24', in order; of this jurisdiction */
MUST_USE Err archived_count(Tx *tx, int64_t *out); /* cases, of all jurisdictions */
MUST_USE Err archived_of_year(Tx *tx, Str year, int64_t *out);
/* Brings a page of a year's cases home; *done is how many, 0: none is left. */
MUST_USE Err archive_undo(Tx *tx, Str year, int64_t *done);
/* The year's file is gone: nothing is known of it any more, and archiving begins anew. */
MUST_USE Err archive_forget(Tx *tx, Str year);

/* Leaves of the sealed log that lie in the archive: added to *leaves, which has room for them. */
MUST_USE Err archive_leaves(Tx *tx, const LeafRange *range, Leaves *leaves);
MUST_USE Err archive_last_leaf(Tx *tx, int64_t *last); /* raised to the archive's where that is higher */

#endif
