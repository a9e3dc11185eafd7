/* `gulou verify`: does what is stored agree with itself? Every case's chain of hashes, its rows rebuilt from its
 * events, the texts and photos its events committed to; the sealed log from its first leaf to every signed head.
 * Streams: its memory does not grow with the district, and no reader stays long, so it may run beside a serving
 * process. */
#ifndef GULOU_INSIGHT_VERIFY_H
#define GULOU_INSIGHT_VERIFY_H

#include "base/hash.h"
#include "db/db.h"

/* What can be found: name, code for scripts, sentence. */
#define FAULTS(X)                                                                                                      \
    X(EVENT_MISSING, "event-missing", "an event of the chain is missing")                                              \
    X(EVENT_ALTERED, "event-altered", "the event's bytes do not fit its hash")                                         \
    X(EVENT_UNREADABLE, "event-unreadable", "the event is not what this program writes")                               \
    X(EVENT_MISPLACED, "event-misplaced", "the event's columns differ from its bytes")                                 \
    X(CHAIN_BROKEN, "chain-broken", "the event does not continue the one before it")                                   \
    X(CHANGE_BROKEN, "change-broken", "the event's change cannot be applied")                                          \
    X(LEAF_ORDER, "leaf-order", "the log does not keep the case's order")                                              \
    X(ROW_MISSING, "row-missing", "events without their case row")                                                     \
    X(ROW_STRAY, "row-stray", "rows without events")                                                                   \
    X(ROW_UNREADABLE, "row-unreadable", "the case's rows cannot be read")                                              \
    X(ROW_DIFFERS, "row-differs", "the case's rows differ from what its events say")                                   \
    X(TEXT_MISSING, "text-missing", "a text the event committed to is gone without a mark of erasure")                 \
    X(TEXT_ALTERED, "text-altered", "a text differs from what the event committed to")                                 \
    X(TEXT_STRAY, "text-stray", "a text or photo no event committed to")                                               \
    X(PHOTO_FILE_MISSING, "photo-file-missing", "a photo's file is missing")                                           \
    X(PHOTO_FILE_ALTERED, "photo-file-altered", "a photo's file differs from its record")                              \
    X(LEAF_MISSING, "leaf-missing", "a sealed event is missing")                                                       \
    X(LEAF_DIFFERS, "leaf-differs", "an event differs from its sealed hash")                                           \
    X(TILE_DIFFERS, "tile-differs", "a tile of the log is cut, longer or altered")                                     \
    X(ROOT_DIFFERS, "root-differs", "a head's root is not the root of the leaves")                                     \
    X(HEAD_MISSING, "head-missing", "sealed events beyond the newest head")                                            \
    X(SIGNATURE_WRONG, "signature-wrong", "a head's signature is wrong")                                               \
    X(WITNESS_DIFFERS, "witness-differs", "the log is not the one the witness saw")

typedef enum Fault {
#define X(name, code, text) FAULT_##name,
    FAULTS(X)
#undef X
        FAULT_COUNT
} Fault;
const char *fault_code(Fault fault);
const char *fault_text(Fault fault);

typedef struct VerifyFault {
    Fault fault;
    Str jurisdiction;
    Str number; /* of the case; empty: the log */
    Str detail; /* "event 3", "case/state", "size 700" ...; lives during the call */
} VerifyFault;

/* What an outside witness kept. */
typedef struct Witness {
    Str public_key; /* hex; empty: the database's own */
    int64_t size;   /* 0: none */
    Str root;       /* hex */
} Witness;

typedef struct Verify {
    Db *db;
    Witness witness;
    void *self;
    void (*on_fault)(void *self, const VerifyFault *fault);
    void (*on_progress)(void *self, int64_t done, int64_t all); /* NULL: nobody watches */
    /* SHA-256 of a photo's file; NOT_FOUND: there is none. NULL: files are not looked at. */
    Err (*hash_photo)(void *self, Ctx *ctx, Str id, Hash *out);
} Verify;

typedef struct VerifyReport {
    int64_t jurisdictions, cases, events, texts, photos, erased, leaves, heads, unsealed, faults;
} VerifyReport;

/* All jurisdictions. OK also when faults were found: see report->faults. Other errors: it could not be done. */
MUST_USE Err verify_all(Ctx *ctx, const Verify *in, VerifyReport *out);

#endif
