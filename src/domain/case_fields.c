/* The fields of a case file, each struct listed once; events, rows and rebuilt rows all follow these lists.
 * The compiler checks that a list leaves no byte of its struct out: a field that is missing here would be lost from the
 * log without a sound. */
#include <assert.h>

#include "domain/change.h"

/* clang-format off */
#define CASE_FIELDS(I, S, W)                                                                                           \
    S(number) W(state, case_state) W(urgency, urgency) W(difficulty, difficulty) W(channel, channel)                   \
    S(category) S(owner) S(handler_unit) S(handler_person) S(verifier_unit) S(verifier_person)                         \
    S(subdistrict) S(community) S(grid) I(lat_e7) I(lon_e7) I(accuracy_m) S(place_source)                              \
    I(confident) I(anonymous) I(confidential)                                                                          \
    I(submitted_at) I(responded_at) I(accepted_at) I(proposed_at) I(resolved_at) I(closed_at) I(updated_at) I(wake_at) \
    W(finding, finding) I(by_answer) S(proposed_by)                                                                    \
    I(rework) I(unsolved) I(reopened) I(urged) I(supervised) I(transfers) I(overdues) I(upheld) I(public_overdue)      \
    I(extended) S(reject_code) S(master) S(spot) I(solved) I(satisfied) S(model) I(followers) I(consent) I(published)
#define CALL_FIELDS(I, S, W)                                                                                           \
    I(no) W(state, call_state) W(before, call_state) I(lead) I(required) S(callee) S(caller) S(called_by) S(person)    \
    I(issued_at) I(signed_at) I(present_at) I(done_at) I(ended_at) W(presence, presence) I(distance_m) S(true_owner)   \
    I(score_timely) I(score_attend) I(score_result) I(score_call) I(returned)
#define CLOCK_FIELDS(I, S, W)                                                                                          \
    S(id) W(kind, clock_kind) I(call) I(request) S(unit) S(limit) I(started_at) I(due_at) I(stopped_at) I(paused_at)   \
    I(paused_ms) I(extended) I(voided) I(alerted) I(next_at)
#define REQUEST_FIELDS(I, S, W)                                                                                        \
    I(no) W(kind, request_kind) I(call) S(by_unit) S(by_person) S(to_unit) I(asked_at) I(until) I(percent)             \
    I(decided_at) I(granted) S(decided_by)
/* clang-format on */

#define SIZE_I(name) +sizeof(int64_t)
#define SIZE_S(name) +sizeof(Str)
#define SIZE_W(name, word) +sizeof(int64_t)
#define ALL_OF(Type, FIELDS) _Static_assert(sizeof(Type) == 0 FIELDS(SIZE_I, SIZE_S, SIZE_W), "a field is not listed")
ALL_OF(Case, CASE_FIELDS);
ALL_OF(Call, CALL_FIELDS);
ALL_OF(CaseClock, CLOCK_FIELDS);
ALL_OF(CaseRequest, REQUEST_FIELDS);

#define WORD(Name, name, COUNT)                                                                                        \
    static const char *name##_out(int64_t value)                                                                       \
    {                                                                                                                  \
        assert(value >= 0 && value < COUNT);                                                                           \
        return name##_code((Name)value);                                                                               \
    }                                                                                                                  \
    static bool name##_in(Str code, int64_t *value)                                                                    \
    {                                                                                                                  \
        Name parsed;                                                                                                   \
        if (!name##_parse(code, &parsed))                                                                              \
            return false;                                                                                              \
        *value = (int64_t)parsed;                                                                                      \
        return true;                                                                                                   \
    }
WORD(CaseState, case_state, CASE_STATE_COUNT)
WORD(CallState, call_state, CALL_STATE_COUNT)
WORD(Urgency, urgency, URGENCY_COUNT)
WORD(Difficulty, difficulty, DIFFICULTY_COUNT)
WORD(Channel, channel, CHANNEL_COUNT)
WORD(Finding, finding, FINDING_COUNT)
WORD(Presence, presence, PRESENCE_COUNT)
WORD(ClockKind, clock_kind, CLOCK_COUNT)
WORD(RequestKind, request_kind, REQUEST_KIND_COUNT)

#define ROW_I(name) {#name, FIELD_I64, offsetof(OWNER, name), NULL, NULL},
#define ROW_S(name) {#name, FIELD_STR, offsetof(OWNER, name), NULL, NULL},
#define ROW_W(name, word) {#name, FIELD_WORD, offsetof(OWNER, name), word##_out, word##_in},

#define OWNER Case
const Field case_fields[] = {CASE_FIELDS(ROW_I, ROW_S, ROW_W)};
#undef OWNER
#define OWNER Call
const Field call_fields[] = {CALL_FIELDS(ROW_I, ROW_S, ROW_W)};
#undef OWNER
#define OWNER CaseClock
const Field clock_fields[] = {CLOCK_FIELDS(ROW_I, ROW_S, ROW_W)};
#undef OWNER
#define OWNER CaseRequest
const Field request_fields[] = {REQUEST_FIELDS(ROW_I, ROW_S, ROW_W)};
#undef OWNER
const size_t case_field_count = COUNT_OF(case_fields);
const size_t call_field_count = COUNT_OF(call_fields);
const size_t clock_field_count = COUNT_OF(clock_fields);
const size_t request_field_count = COUNT_OF(request_fields);
