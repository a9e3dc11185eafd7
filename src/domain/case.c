/* Finding one's way in a case file; see case.h. */
#include "domain/case.h"

#include <string.h>

void case_file_clear(CaseFile *file)
{
    file->c = (Case){0};
    file->call_count = file->clock_count = file->request_count = 0;
    file->version = file->last_at = 0;
    file->last_hash = (Str){0};
}

CaseFile *case_file_new(Arena *arena)
{
    CaseFile *file = arena_room(arena, sizeof *file);
    case_file_clear(file);
    return file;
}

void case_file_copy(CaseFile *to, const CaseFile *from)
{
    to->c = from->c;
    memcpy(to->calls, from->calls, from->call_count * sizeof from->calls[0]);
    memcpy(to->clocks, from->clocks, from->clock_count * sizeof from->clocks[0]);
    memcpy(to->requests, from->requests, from->request_count * sizeof from->requests[0]);
    to->call_count = from->call_count;
    to->clock_count = from->clock_count;
    to->request_count = from->request_count;
    to->version = from->version;
    to->last_hash = from->last_hash;
    to->last_at = from->last_at;
}

bool case_is_open(CaseState state)
{
    return state != CASE_CLOSED && state != CASE_REJECTED && state != CASE_MERGED && state != CASE_WITHDRAWN;
}

bool call_is_live(CallState state)
{
    return state != CALL_CONFIRMED && state != CALL_UPHELD && state != CALL_CANCELLED && state != CALL_RELEASED;
}

Call *case_call(CaseFile *file, int64_t no)
{
    for (size_t i = 0; i < file->call_count; i++)
        if (file->calls[i].no == no)
            return &file->calls[i];
    return NULL;
}

/* A confirmed lead still answers for the case: it is the one who proposes done, and to whom a failed review goes back.
 */
const Call *case_lead(const CaseFile *file)
{
    const Call *confirmed = NULL;
    for (size_t i = file->call_count; i > 0; i--) {
        const Call *call = &file->calls[i - 1];
        if (call->lead != 1)
            continue;
        if (call_is_live((CallState)call->state))
            return call;
        if (call->state == CALL_CONFIRMED && confirmed == NULL)
            confirmed = call;
    }
    return confirmed;
}

CaseRequest *case_request(CaseFile *file, int64_t no)
{
    for (size_t i = 0; i < file->request_count; i++)
        if (file->requests[i].no == no)
            return &file->requests[i];
    return NULL;
}

/* Later runs never start earlier; the store may hand clocks in any order, so the latest start wins. */
CaseClock *case_clock(CaseFile *file, ClockKind kind, int64_t call, int64_t request)
{
    CaseClock *latest = NULL;
    for (size_t i = 0; i < file->clock_count; i++) {
        CaseClock *clock = &file->clocks[i];
        if (clock->kind != (int64_t)kind || clock->call != call || clock->request != request)
            continue;
        if (latest == NULL || clock->started_at > latest->started_at ||
            (clock->started_at == latest->started_at && latest->stopped_at != 0))
            latest = clock;
    }
    return latest;
}
