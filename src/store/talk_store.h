/* Conversations that become cases <-> rows: how far each person's has come, which messages were answered (a messenger
 * sends a message again when the answer is late), and pictures that are still to be fetched. Erasable; swept when old.
 */
#ifndef GULOU_STORE_TALK_STORE_H
#define GULOU_STORE_TALK_STORE_H

#include "db/db.h"

typedef struct TalkRow {
    Str channel, who; /* "wechat", the messenger's id of the person */
    int64_t step;
    Str text, place;
    int64_t has_point, lat_e7, lon_e7, photos;
    UnixMs started_at, updated_at;
    Str number;
    int64_t lang;
    int64_t version; /* 0: there is none yet */
} TalkRow;

MUST_USE Err talk_load(Tx *tx, Str channel, Str who, TalkRow *out);
/* CONFLICT when another message of the same person was faster. */
MUST_USE Err talk_save(Tx *tx, const TalkRow *row);

typedef struct TalkMessage {
    Str channel, message; /* the messenger's id of it */
    Str answer;
} TalkMessage;
MUST_USE Err talk_seen(Tx *tx, TalkMessage *message, bool *seen); /* fills the answer */
MUST_USE Err talk_remember(Tx *tx, const TalkMessage *message);   /* CONFLICT: it was answered meanwhile */

typedef struct TalkMedia {
    Str channel, media, who;
    UnixMs started_at; /* of the talk */
    Str number;        /* the case it belongs to; empty: not sent yet */
    int64_t tries;
} TalkMedia;
enum { TALK_MEDIA_PAGE = 20, TALK_PHOTOS_MAX = 9 };
typedef struct TalkMedias {
    TalkMedia at[TALK_MEDIA_PAGE];
    size_t len;
} TalkMedias;
MUST_USE Err talk_media_add(Tx *tx, const TalkMedia *media); /* to be fetched at once; known already: nothing happens */
/* Photos of this talk that are here and belong to no case yet. */
MUST_USE Err talk_media_photos(Tx *tx, const TalkMedia *of, Str out[TALK_PHOTOS_MAX], size_t *count);
MUST_USE Err talk_media_belong(Tx *tx, const TalkMedia *to); /* to->number */
MUST_USE Err talk_media_due(Tx *tx, TalkMedias *out);
typedef struct TalkMediaClaim {
    const TalkMedia *media;
    UnixMs next_at; /* 0: this was the last try */
} TalkMediaClaim;
MUST_USE Err talk_media_claim(Tx *tx, const TalkMediaClaim *claim, bool *claimed);
MUST_USE Err talk_media_settle(Tx *tx, const TalkMedia *media, Str photo);
MUST_USE Err talk_media_number(Tx *tx, const TalkMedia *media, Str *out);

MUST_USE Err talk_sweep(Tx *tx, UnixMs talks_before, UnixMs seen_before);

#endif
