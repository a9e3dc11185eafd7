/* A report made in a conversation (WeChat): words, photos and a place in any order, a look at the whole, and only then
 * a case. One turn is a pure function: the talk before and what the person said give the talk after, an answer, and at
 * most one deed for the door to do. Nothing a person said is dropped without a word. */
#ifndef GULOU_CHANNELS_TALK_H
#define GULOU_CHANNELS_TALK_H

#include "base/ctx.h"

typedef enum TalkStep {
    TALK_IDLE,    /* nothing said yet */
    TALK_WORDS,   /* what is it? was asked */
    TALK_PLACE,   /* where is it? was asked: the next words are the place */
    TALK_CONFIRM, /* all is there, and was shown */
    TALK_STEP_COUNT
} TalkStep;

enum { TALK_TEXT_MOST = 4000, TALK_PLACE_MOST = 200, TALK_PHOTOS_MOST = 9 }; /* characters; photos */
#define TALK_KEPT DAYS(3) /* an unfinished one begins anew after that */

typedef struct Talk {
    TalkStep step;
    Str text, place;
    bool has_point;
    int64_t lat_e7, lon_e7; /* WGS-84 */
    int64_t photos;         /* how many, fetched or not */
    UnixMs started_at;      /* of this report: with the person it is its idempotency key */
    UnixMs updated_at;
    Str number; /* the last case made of it; empty: none */
    Lang lang;
} Talk;

typedef enum SaidKind {
    SAID_WORDS,
    SAID_PHOTO,
    SAID_PLACE,
    SAID_HELLO, /* they follow us */
    SAID_REPORT,
    SAID_PROGRESS,
    SAID_HELP,
    SAID_OTHER
} SaidKind;
typedef struct Said {
    SaidKind kind;
    Str words;              /* of WORDS; of PLACE its label */
    Str known_place;        /* a place that the words name beyond doubt; empty: none */
    int64_t lat_e7, lon_e7; /* of PLACE */
} Said;

typedef enum TalkDeed { TALK_NOTHING, TALK_SUBMIT, TALK_TELL_PROGRESS, TALK_NOTICES_OFF, TALK_NOTICES_ON } TalkDeed;
typedef struct TalkTurn {
    Talk after;
    TalkDeed deed;
    bool took_photo;
    Str answer; /* empty where the deed gives it */
} TalkTurn;

TalkTurn talk_turn(Ctx *ctx, const Talk *before, const Said *said);
/* After TALK_SUBMIT: the report has become that case. */
Talk talk_done(const Talk *talk, Str number);

#endif
