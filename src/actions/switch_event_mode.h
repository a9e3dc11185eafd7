/* 开启、结束事件模式: whoever is commander by role_grants.csv (the centre's leader) says that a typhoon is here, until
 * when, and when it is over. While it holds, the duty table's rows for it stand over all others. */
#ifndef GULOU_ACTIONS_SWITCH_EVENT_MODE_H
#define GULOU_ACTIONS_SWITCH_EVENT_MODE_H

#include "store/event_mode_store.h"

#define EVENT_MODE_LONGEST DAYS(31)

typedef struct SwitchEventMode {
    Str event;
    bool on;
    UnixMs until; /* 0: as long as events.csv has it */
    Str note;
} SwitchEventMode;
/* On while it holds already: another end. INVALID (unknown event, end), FORBIDDEN, CONFLICT (off, but not on). Every
 * desk is told. */
MUST_USE Err switch_event_mode(Tx *tx, const SwitchEventMode *in);

#endif
