/* A town with a dozen kinds of matters, so that training takes a moment; and ways to let its desk teach the brain. */
#ifndef GULOU_TESTS_LEARNING_TOWN_H
#define GULOU_TESTS_LEARNING_TOWN_H

#include "support/world.h"

#include "learning/learn.h"

enum { TOWN_CATEGORIES = 14 };

typedef struct Town {
    World world;
    District district;
    const Actor *desk;
} Town;

__attribute__((unused)) static Town town_new(void)
{
    Town town = {.world = world_new()};
    town.district = *town.world.district;
    town.district.category_count = TOWN_CATEGORIES;
    town.desk = world_person(&town.world, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "desk");
    return town;
}

__attribute__((unused)) static void town_end(Town *town)
{
    world_end(&town->world);
}

/* Somebody reports this, and the desk says with one click what it is. */
__attribute__((unused)) static Str town_taught(Town *town, const char *text, const char *phone, const char *category)
{
    Str number = world_submit(&town->world, &(WorldReport){.text = text, .phone = phone, .urgency = URGENCY_U3});
    world_do(&town->world, town->desk, ACTION_CORRECT, number, .category = str_of(category));
    return number;
}

__attribute__((unused)) static Learn town_learn(const Town *town)
{
    return (Learn){.db = town->world.db, .folder = town->world.folder, .district = &town->district, .source = "cli"};
}

__attribute__((unused)) static StartBrain town_start(const Town *town)
{
    return (StartBrain){town->world.db, town->world.folder, &town->district, NULL};
}

__attribute__((unused)) static Err town_gather(Tx *tx, const void *in, void *out)
{
    return training_set_gather(tx, in, out);
}

__attribute__((unused)) static TrainingSet town_set(Town *town)
{
    TrainingSet set;
    TrainingSource source = {.district = &town->district};
    assert_ok(db_read(town->world.db, &town->world.ctx, town_gather, &source, &set));
    return set;
}

__attribute__((unused)) static Err town_read_live(Tx *tx, const void *in, void *out)
{
    (void)in;
    return model_live(tx, out);
}

__attribute__((unused)) static Str town_live(Town *town)
{
    Str id;
    assert_ok(db_read(town->world.db, &town->world.ctx, town_read_live, NULL, &id));
    return id;
}

#endif
