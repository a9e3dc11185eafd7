/* 模型登记: every model that was learnt, with its figures, its verdict and why. The files stand in DIR/models/
 * (learning/registry.h); at most one is live. */
#ifndef GULOU_STORE_MODEL_STORE_H
#define GULOU_STORE_MODEL_STORE_H

#include "base/hash.h"
#include "db/db.h"

/* On the check, in ten-thousandths; at 50 (80, 90): among so many per cent of the surest. */
typedef struct ModelFigures {
    int64_t accuracy, at_50, at_80, at_90, macro_f1;
} ModelFigures;

typedef struct ModelRow {
    Str id;                     /* the first 16 hex digits of its seal */
    UnixMs trained_at, live_at; /* live_at 0: it never was */
    Str source;                 /* start, job, cli, file */
    Str basis;                  /* model_basis when it was trained */
    Str learnt_from;            /* hex hash of every sample: the same again would be the same model */
    int64_t samples, cases;     /* of the samples so many are people's cases */
    int64_t checked;            /* messages it was checked with; 0: it was not */
    Str checked_on;             /* "cases" never learnt from, or the district's "corpus" */
    ModelFigures figures;
    Str before;                  /* the model it was held against; empty: none */
    ModelFigures before_figures; /* on the same check */
    Str verdict;                 /* live, refused, retired */
    Str why_zh, why_en;
    Str seal; /* hex SHA-256 of the file without its last 32 bytes, which are that hash */
    int64_t bytes;
} ModelRow;

enum { MODEL_ROWS_MOST = 50, MODEL_FILES_KEPT = 6 };

typedef struct ModelRows {
    ModelRow at[MODEL_ROWS_MOST];
    size_t len;
} ModelRows;

/* The live one first, then newest first. */
MUST_USE Err model_list(Tx *tx, ModelRows *out);
/* NOT_FOUND (MODEL_UNKNOWN). */
MUST_USE Err model_load(Tx *tx, Str id, ModelRow *out);
MUST_USE Err model_live(Tx *tx, Str *id); /* empty: none */
/* Registers it, as refused unless it is live already; its verdict in the row is not read. */
MUST_USE Err model_add(Tx *tx, const ModelRow *row);
/* Makes the registered model the live one, and retires the one that was. */
MUST_USE Err model_go_live(Tx *tx, const ModelRow *row);
typedef struct ModelIds {
    Str at[MODEL_FILES_KEPT];
    size_t len;
} ModelIds;
MUST_USE Err model_keep(Tx *tx, ModelIds *out);
/* Names what the district's own files teach: a model learnt on another basis does not fit any more. Costs no parsing.
 */
MUST_USE Err model_basis(Tx *tx, Str *out);

#endif
