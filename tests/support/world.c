/* The city of the tests; see world.h. */
#include "support/world.h"

#include "support/stores.h"

#include "actions/actions.h"
#include "actions/submit_case.h"
#include "district/parse.h"
#include "store/photo_store.h"

static District *gulou;

__attribute__((destructor)) static void drop_gulou(void)
{
    district_free(gulou);
}

static const District *gulou_district(Ctx *ctx)
{
    DistrictFiles files = {0};
    if (gulou != NULL)
        return gulou;
    assert_ok(district_load_folder(ctx, "districts/gulou", &files));
    assert_ok(district_parse(ctx, &files, &gulou));
    return gulou;
}

static Db *open_at(Ctx *ctx, const char *folder)
{
    Db *db = NULL;
    DbOptions options = {.path = test_store(ctx, folder)};
    assert_ok(db_open(ctx, &options, &db));
    return db;
}

World world_new(void)
{
    World w = {.ctx = test_ctx(), .folder = test_folder()};
    w.district = gulou_district(&w.ctx);
    w.ctx.jurisdiction = w.district->code;
    w.ctx.district = w.district;
    w.db = open_at(&w.ctx, w.folder);
    assert_ok(db_migrate(w.db, &w.ctx));
    return w;
}

void world_end(World *world)
{
    db_closep(&world->db);
}

Db *world_second_db(World *world)
{
    return open_at(&world->ctx, world->folder);
}

const Actor *world_actor(World *world, Role role, const char *unit, const char *person)
{
    Actor *actor = ARENA_NEW(world->ctx.arena, Actor);
    Grant *grant = ARENA_NEW(world->ctx.arena, Grant);
    *grant = (Grant){role, str_of(unit)};
    *actor = (Actor){
        .person = str_of(person), .login = str_of(person), .name = str_of(person), .grants = grant, .grant_count = 1};
    return actor;
}

const Actor *world_reporter(World *world, Str number)
{
    Actor *actor = ARENA_NEW(world->ctx.arena, Actor);
    *actor = (Actor){.person = STR("reporter"), .reporter_of = number};
    return actor;
}

static Err insert_person(Tx *tx, const void *in, void *out)
{
    const Actor *actor = in;
    (void)out;
    Person person = {.id = actor->person,
                     .login = actor->login,
                     .name = actor->name,
                     .phone = STR("00000000001"),
                     .grants = actor->grants,
                     .grant_count = actor->grant_count};
    return person_insert(tx, &person, STR("$argon2id$test"));
}

const Actor *world_person(World *world, Role role, const char *unit, const char *person)
{
    const Actor *actor = world_actor(world, role, unit, person);
    assert_ok(db_write(world->db, &world->ctx, insert_person, actor, NULL));
    return actor;
}

static Str or_else(const char *given, const char *fallback)
{
    return str_of(given != NULL ? given : fallback);
}

static int keys;

Str world_last_key(const World *world)
{
    return str_printf(world->ctx.arena, "key %d", keys);
}

Str world_submit(World *world, const WorldReport *r)
{
    Ctx *ctx = &world->ctx;
    keys++;
    Str subdistrict = or_else(r->subdistrict, "350102009");
    Str kind = or_else(r->category, "E0106");
    Decision decision = {.confident = true,
                         .category = kind,
                         .confidential = category_find(world->district, kind)->confidential,
                         .urgency = r->urgency,
                         .owner = subdistrict,
                         .subdistrict = subdistrict,
                         .community = or_else(r->community, "350102009001"),
                         .has_point = true,
                         .lat_e7 = (int64_t)((r->lat != 0 ? r->lat : 26.1087) * 1e7),
                         .lon_e7 = (int64_t)((r->lon != 0 ? r->lon : 119.2829) * 1e7),
                         .place_source = STR("pin"),
                         .model = STR("by hand")};
    SubmitCase in = {.text = or_else(r->text, "江厝路街头公园里，很多人露营乱扔垃圾"),
                     .contact = {.phone = or_else(r->phone, ""), .lang = LANG_ZH},
                     .channel = CHANNEL_WEB,
                     .decision = &decision,
                     .scope = STR("test"),
                     .key = world_last_key(world),
                     .request_hash = STR("00")};
    Submitted made;
    ctx->actor = NULL;
    assert_ok(db_write(world->db, ctx, submit_case, &in, &made));
    return made.number;
}

static Err take_action(Tx *tx, const void *in, void *out)
{
    const WorldStep *step = in;
    (void)out;
    return case_action(step->action)(tx, &step->in);
}

Err world_try(World *world, const WorldStep *step)
{
    WorldStep whole = *step;
    if (str_empty(whole.in.number))
        whole.in.number = step->number;
    if (whole.in.version == 0)
        whole.in.version = world_case(world, whole.in.number)->version;
    world->ctx.actor = step->actor;
    Err err = db_write(world->db, &world->ctx, take_action, &whole, NULL);
    world->ctx.actor = NULL;
    return err;
}

static Err load_case(Tx *tx, const void *in, void *out)
{
    return case_load(tx, *(const Str *)in, out);
}

CaseFile *world_case(World *world, Str number)
{
    CaseFile *file = ARENA_NEW(world->ctx.arena, CaseFile);
    assert_ok(db_read(world->db, &world->ctx, load_case, &number, file));
    return file;
}

typedef struct EventCount {
    Str number, action;
} EventCount;

static Err count_events(Tx *tx, const void *in, void *out)
{
    const EventCount *wanted = in;
    StoredEvent *events = NULL;
    size_t count = 0, *found = out;
    TRY(event_list(tx, wanted->number, &events, &count));
    *found = 0;
    for (size_t i = 0; i < count; i++)
        *found += str_eq(events[i].action, wanted->action);
    return OK;
}

size_t world_events(World *world, Str number, const char *action)
{
    size_t found = 0;
    assert_ok(db_read(world->db, &world->ctx, count_events, &(EventCount){number, str_of(action)}, &found));
    return found;
}

static Err add_photo(Tx *tx, const void *in, void *out)
{
    (void)out;
    return photo_add(tx, &(NewPhoto){.id = *(const Str *)in, .sha256 = STR("00"), .bytes = 1, .width = 4, .height = 3});
}

Str world_photo(World *world)
{
    unsigned char id[16];
    rand_bytes(world->ctx.rand, id, sizeof id);
    Str name = str_hex(world->ctx.arena, id, sizeof id);
    assert_ok(db_write(world->db, &world->ctx, add_photo, &name, NULL));
    return name;
}
