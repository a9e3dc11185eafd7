/* Who may do what. Relations of an actor to a case come from roles at units (data: rights.h) and from the file itself.
 */
#ifndef GULOU_DOMAIN_PERMISSION_H
#define GULOU_DOMAIN_PERMISSION_H

#include "base/ctx.h"
#include "domain/actor.h"
#include "domain/case.h"
#include "domain/rights.h"

/* All relations the actor has to the case. Any call that is live or confirmed gives LEAD, CO, CALLER; one that waits
 * for its counter-signature gives the callee nothing yet; any pending request gives DECIDER. The REPORTER is who showed
 * the secret, a FOLLOWER whom the case was offered or who follows it, the SYSTEM
 * is ourselves: no role gives these. A confidential case gives relations only to its
 * reporter, the system and the supervision unit (as its owner desk). */
RelationSet relations_to_case(const Rights *rights, const Actor *actor, const CaseFile *file);
/* The same with LEAD, CO, CALLER, COUNTERSIGNER judged for this one call (which a released unit may still score). */
RelationSet relations_to_call(const Rights *rights, const Actor *actor, const CaseFile *file, const Call *call);
/* TRANSFER: the other desk or the centre; SUSPEND: centre; EXTEND: owner desk while all extensions together stay within
 * 50 %, else centre; CO_UNIT, REMOTE: owner desk (REMOTE: also the calling community); DISPUTE, APPEAL: centre.
 * The centre may decide an extension of any size. Never the person who asked. */
bool may_decide(const Rights *rights, const Actor *actor, const CaseFile *file, const CaseRequest *request);
/* May open the case's page at all: who has a relation (an administrator's is none), a unit that was called, and the
 * desk of the sub-district in which the place lies, also after it handed the case on. */
bool may_read_case(const Rights *rights, const Actor *actor, const CaseFile *file);
/* The actor's grant that gives the relation by role_grants.csv where `unit` is in question; NULL: none. For what is no
 * case: spots, plans, tasks. */
const Grant *grant_giving(const Rights *rights, const Actor *actor, Relation relation, Str unit);

/* The unit for which the actor acts in this relation ("" for reporter and system), and the role that gave it. */
Str acting_unit(const Rights *rights, const Actor *actor, const CaseFile *file, Relation relation, Role *role);

#endif
