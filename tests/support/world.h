/* A small city to play in: a fresh store with the starter district, people with roles, and cases made and moved by the
 * real actions. `World w CLEANUP(world_end) = world_new();` then move w.ctx.now as the story goes on. */
#ifndef GULOU_TESTS_SUPPORT_WORLD_H
#define GULOU_TESTS_SUPPORT_WORLD_H

#include "test.h"

#include "actions/act.h"
#include "store/person_store.h"

typedef struct World {
    Ctx ctx;
    Db *db;
    const char *folder; /* holds gulou.db */
    const District *district;
} World;

World world_new(void);
void world_end(World *world);
Db *world_second_db(World *world); /* another process's door to the same file: close it with db_close */

/* Somebody with one role at a unit; no account is made. The role "reporter" of a case: world_reporter. */
const Actor *world_actor(World *world, Role role, const char *unit, const char *person);
const Actor *world_reporter(World *world, Str number);
/* The same with an account (login = person), so that the store knows name, phone and roles. */
const Actor *world_person(World *world, Role role, const char *unit, const char *person);

typedef struct WorldReport {
    const char *text, *category; /* NULL: litter in a park, 区园林中心's (U3) */
    const char *subdistrict;     /* NULL: 五凤街道; also its owner desk */
    const char *community;       /* NULL: 屏西社区 */
    const char *phone;           /* NULL: anonymous */
    Urgency urgency;             /* as the number says; the default is U1 */
    double lat, lon;             /* 0: the park at 江厝路 */
} WorldReport;
Str world_submit(World *world, const WorldReport *report); /* the case's number */
Str world_last_key(const World *world);                    /* idempotency key of the last report (scope "test") */

/* Takes the action; number and version are filled in where they are empty. */
typedef struct WorldStep {
    const Actor *actor;
    Action action;
    Str number;
    ActionInput in;
} WorldStep;
MUST_USE Err world_try(World *world, const WorldStep *step);
#define world_do(world, actor_, action_, number_, ...)                                                                 \
    assert_ok(world_try(                                                                                               \
        (world), &(WorldStep){.actor = (actor_), .action = (action_), .number = (number_), .in = {__VA_ARGS__}}))

CaseFile *world_case(World *world, Str number);
size_t world_events(World *world, Str number, const char *action); /* how many such events the case has */
Str world_photo(World *world);                                     /* a loose picture's id (no file) */

#endif
