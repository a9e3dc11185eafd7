/* 离岗: somebody leaves, or goes to another unit. What was in their hands falls back to its unit's queue, each with its
 * event, in the transaction that ends their rights; the desks concerned are told, also of the duty shifts that then
 * stand empty. */
#ifndef GULOU_ACTIONS_LEAVE_H
#define GULOU_ACTIONS_LEAVE_H

#include "actions/act.h"
#include "auth/accounts.h"

typedef struct ChangedAccount {
    Person person;
    int64_t cases, tasks, plans, call_backs; /* that fell back */
    int64_t shifts;                          /* of the week's rota, which then nobody has */
} ChangedAccount;
/* account_change_in, and what follows for the person's work: everything falls back where they are disabled, what they
 * hold for units that are no longer theirs where their roles change. */
MUST_USE Err change_account(Tx *tx, const AccountChange *in, ChangedAccount *out);

typedef struct PlanLeave {
    Str person;
    UnixMs at; /* the account ends by itself then; 0: they stay */
} PlanLeave;
MUST_USE Err plan_leave(Tx *tx, const PlanLeave *in, Person *out);
/* By the system: whose time has come. */
MUST_USE Err end_leaving(Tx *tx, int64_t *ended);

#endif
