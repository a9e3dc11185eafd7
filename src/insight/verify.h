/* `gulou verify`: does what is stored agree with itself? Every case's chain of hashes, its rows rebuilt from its
 * events, the texts and photos its events committed to; the sealed log from its first leaf to every signed head.
 * Streams: its memory does not grow with the district, and no reader stays long, so it may run beside a serving
 * process. */
#ifndef GULOU_INSIGHT_VERIFY_H
#define GULOU_INSIGHT_VERIFY_H

#include "base/hash.h"
#include "db/db.h"

/* What can be found: name, code for scripts, Chinese, English. */
#define FAULTS(X)                                                                                                      \
    X(EVENT_MISSING, "event-missing", "链条中缺少一条记录", "an event of the chain is missing")                        \
    X(EVENT_ALTERED, "event-altered", "记录内容与其校验值不符", "the event's bytes do not fit its hash")               \
    X(EVENT_UNREADABLE, "event-unreadable", "记录不是本程序写入的格式", "the event is not what this program writes")   \
    X(EVENT_MISPLACED, "event-misplaced", "记录的列与其内容不符", "the event's columns differ from its bytes")         \
    X(CHAIN_BROKEN, "chain-broken", "记录没有接上前一条", "the event does not continue the one before it")             \
    X(CHANGE_BROKEN, "change-broken", "记录中的变更无法应用", "the event's change cannot be applied")                  \
    X(LEAF_ORDER, "leaf-order", "封存日志没有保持该件的先后次序", "the log does not keep the case's order")            \
    X(ROW_MISSING, "row-missing", "有记录而没有诉求件的行", "events without their case row")                           \
    X(ROW_STRAY, "row-stray", "有行而没有记录", "rows without events")                                                 \
    X(ROW_UNREADABLE, "row-unreadable", "诉求件的行无法读取", "the case's rows cannot be read")                        \
    X(ROW_DIFFERS, "row-differs", "诉求件的行与其记录推出的不符", "the case's rows differ from what its events say")   \
    X(TEXT_MISSING, "text-missing", "记录承诺过的文字不见了，也没有抹除标记",                                          \
      "a text the event committed to is gone without a mark of erasure")                                               \
    X(TEXT_ALTERED, "text-altered", "文字与记录承诺的不符", "a text differs from what the event committed to")         \
    X(TEXT_STRAY, "text-stray", "没有记录承诺过的文字或照片", "a text or photo no event committed to")                 \
    X(ERASURE_PARTIAL, "erasure-partial", "标记为已抹除，但盐值还在", "marked as erased, but its salt is still there") \
    X(PHOTO_FILE_MISSING, "photo-file-missing", "照片文件不见了", "a photo's file is missing")                         \
    X(PHOTO_FILE_ALTERED, "photo-file-altered", "照片文件与登记的不符", "a photo's file differs from its record")      \
    X(LEAF_MISSING, "leaf-missing", "已封存的记录不见了", "a sealed event is missing")                                 \
    X(LEAF_DIFFERS, "leaf-differs", "记录与其封存的校验值不符", "an event differs from its sealed hash")               \
    X(TILE_DIFFERS, "tile-differs", "封存日志的一块被截短、加长或改动", "a tile of the log is cut, longer or altered") \
    X(ROOT_DIFFERS, "root-differs", "签名头的树根与各叶不符", "a head's root is not the root of the leaves")           \
    X(HEAD_MISSING, "head-missing", "有封存的记录超出最新的签名头", "sealed events beyond the newest head")            \
    X(SIGNATURE_WRONG, "signature-wrong", "签名头的签名不对", "a head's signature is wrong")                           \
    X(WITNESS_DIFFERS, "witness-differs", "封存日志与见证人所见的不同", "the log is not the one the witness saw")

typedef enum Fault {
#define X(name, code, zh, en) FAULT_##name,
    FAULTS(X)
#undef X
        FAULT_COUNT
} Fault;
const char *fault_code(Fault fault);
const char *fault_text(Fault fault, Lang lang);

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
