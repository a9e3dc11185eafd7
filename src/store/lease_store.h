/* Leases: of all processes that serve a jurisdiction, one at a time does a certain job. */
#ifndef GULOU_STORE_LEASE_STORE_H
#define GULOU_STORE_LEASE_STORE_H

#include "db/db.h"

typedef struct Lease {
    Str name;     /* of the job */
    Str holder;   /* of the process: the same text each time it asks */
    UnixMs span;  /* from now, by the clock that all processes share (a server's own); then anybody may take it */
} Lease;

/* Takes or prolongs it. BUSY (LEASE_HELD) while another holder has it. */
MUST_USE Err lease_take(Tx *tx, const Lease *lease);
MUST_USE Err lease_release(Tx *tx, const Lease *lease);
/* The clock that all processes share: the server's; of a file, which is on one machine, tx's own. */
MUST_USE Err shared_clock(Tx *tx, UnixMs *out);

#endif
