/* A telephone call as JSON (docs/openapi.yaml, PhoneCall). Its number is masked: the whole one is a logged look. */
#ifndef GULOU_API_PHONE_JSON_H
#define GULOU_API_PHONE_JSON_H

#include "reception/app.h"
#include "store/phone_store.h"

/* `leg`: how the reader's own telephone is in it ("ringing", "talking", "left"); empty: not. */
typedef struct PhoneView {
    const StoredCall *call;
    Str leg;
} PhoneView;
MUST_USE Err put_phone_call(JsonOut *out, Tx *tx, const PhoneView *view);
/* {"id", "name"} or null */
MUST_USE Err put_phone_person(JsonOut *out, Tx *tx, const char *key, Str person);

#endif
