/* The scenes; see scenes.h. Kinds with long limits, so that nothing turns red tomorrow that was not meant to. */
#include "demo/scenes.h"

typedef enum Where { AT_OUR_STREET, AT_THE_PARK, AT_THE_SPOT, AT_THE_BIKES, ELSEWHERE, NOWHERE } Where;

typedef struct Scene {
    Where where;
    int minutes_ago, pace_minutes; /* pace 0: by its clocks */
    const char *category, *text;   /* {0}: the place */
    Way way;
    unsigned turns;
    Stop stop;
} Scene;

enum { BIKES = 1 }; /* which scene tells of them first */

#define DAYS_AGO(n) ((n)*24 * 60)
#define ENDS_WELL (TURN_RATED | TURN_SCORED | TURN_SCORED_BACK)

static const Scene scenes[] = {
    {AT_OUR_STREET, 2, 1, "P0202", "人行道地砖翘起来好几块，老人差点绊倒", WAY_BY_CALL, 0, STOP_ROUTED},
    {AT_OUR_STREET, 4, 1, "E0504", "共享单车乱停，把盲道都占满了", WAY_BY_HAND, 0, STOP_ROUTED},
    {AT_OUR_STREET, 34, 3, "P0403", "绿地里的花箱被撞坏，泥土散了一地", WAY_BY_CALL, TURN_VERIFY, STOP_VERIFYING},
    {AT_OUR_STREET, 95, 9, "P0402", "行道树枝叶太密，挡住路灯和窗户，需要修剪", WAY_BY_CALL, 0, STOP_CALLING},
    {AT_OUR_STREET, 260, 22, "P0201", "路面坑洼，有个大坑，电动车经过很危险", WAY_BY_CALL, TURN_PROGRESS,
     STOP_HANDLING},
    {AT_OUR_STREET, 640, 50, "P0111", "健身器材的踏板断了，老人锻炼容易摔倒", WAY_BY_HAND, TURN_PROGRESS, STOP_REVIEW},

    {NOWHERE, 5, 1, "", "还是上次那件事，到现在没有动静，麻烦尽快安排", WAY_BY_HAND, 0, STOP_ROUTED},
    {NOWHERE, 6, 1, "", "你们能不能派个人来看看，一直这样下去怎么办", WAY_BY_HAND, 0, STOP_ROUTED},
    {ELSEWHERE, 80, 8, "P0201", "路面破损，有一个很深的坑洼", WAY_BY_CALL, TURN_DISPUTE_DISMISSED, STOP_ASKED},
    {ELSEWHERE, 430, 40, "P0202", "人行道地砖松动破损，一片都是", WAY_BY_CALL, TURN_SUSPEND, STOP_ASKED},
    {ELSEWHERE, 210, 25, "P0208", "公共停车场的道闸坏了，车辆进出排长队", WAY_BY_HAND, TURN_ESCALATE, STOP_ESCALATED},
    {ELSEWHERE, DAYS_AGO(2), 60, "P0402", "大树的枝叶遮挡了阳台采光，需要修剪", WAY_BY_CALL, TURN_SUSPEND,
     STOP_SUSPENDED},
    /* the two that are overdue */
    {ELSEWHERE, 29 * 60, 30, "E0109", "污水从井里冒溢出来，路上都是脏水", WAY_BY_HAND, TURN_PROGRESS, STOP_HANDLING},
    {ELSEWHERE, 27 * 60, 40, "P0105", "通信交接箱的门掉了，里面的线都露在外面", WAY_BY_HAND, 0, STOP_HANDLING},

    {ELSEWHERE, 18, 3, "P0201", "马路中间坑洼不平，请修补", WAY_BY_CALL, 0, STOP_ACCEPTED},
    {ELSEWHERE, 55, 6, "E0107", "有一辆废弃的汽车停了大半年，落满灰尘", WAY_BY_HAND, 0, STOP_ASSIGNED},
    {ELSEWHERE, 120, 14, "P0202", "盲道砖破损缺失，请修复", WAY_BY_CALL, TURN_CO_UNIT, STOP_CALLING},
    {ELSEWHERE, 150, 15, "P0206", "公交站亭的顶棚玻璃裂了，站牌也歪了", WAY_BY_CALL, 0, STOP_CALLING},
    {ELSEWHERE, 300, 26, "P0403", "绿化带里的绿植被踩坏一大片", WAY_BY_CALL, TURN_PROGRESS, STOP_HANDLING},
    {ELSEWHERE, 380, 30, "E0112", "楼下餐饮店油烟直排，熏得没法开窗", WAY_BY_CALL, TURN_CO_UNIT, STOP_HANDLING},
    {ELSEWHERE, 520, 45, "P0207", "门牌号码脱落，快递老是找不到", WAY_BY_HAND, 0, STOP_HANDLING},
    {ELSEWHERE, 700, 52, "P0111", "健身器材螺丝松动，摇摇晃晃", WAY_BY_HAND, 0, STOP_REVIEW},
    {ELSEWHERE, 800, 50, "P0402", "树枝太低，公交车经过会刮到", WAY_BY_CALL, 0, STOP_REVIEW},

    /* twice already: the third, told by a visitor, raises the spot */
    {AT_THE_PARK, DAYS_AGO(12), 0, "E0106", "草坪上很多人露营，走的时候乱扔垃圾", WAY_BY_CALL, ENDS_WELL, STOP_NEVER},
    {AT_THE_PARK, DAYS_AGO(5), 0, "E0106", "露营的人又把垃圾丢在绿地里，没有人收", WAY_BY_CALL,
     ENDS_WELL | TURN_CO_UNIT, STOP_NEVER},
    /* and a spot that was raised three weeks ago */
    {AT_THE_SPOT, DAYS_AGO(34), 0, "E0102", "路边堆了一大堆暴露垃圾，苍蝇很多", WAY_BY_HAND, ENDS_WELL, STOP_NEVER},
    {AT_THE_SPOT, DAYS_AGO(27), 0, "E0102", "又有一堆暴露垃圾没人清运", WAY_BY_HAND, ENDS_WELL, STOP_NEVER},
    {AT_THE_SPOT, DAYS_AGO(21), 0, "E0102", "暴露垃圾又堆起来了，臭味很大", WAY_BY_CALL, ENDS_WELL, STOP_NEVER},
    /* a second neighbour tells of the bikes: the desk may make it one case */
    {AT_THE_BIKES, 3, 1, "E0504", "盲道被共享单车占满了，盲人和推轮椅的都没法走", WAY_BY_HAND, 0, STOP_ROUTED},
};

const DistrictPlace *scenes_park(const District *district)
{
    const DistrictPlace *park = place_named(district, STR("江厝路街头公园"));
    for (size_t i = 0; i < district->place_count && park == NULL; i++) {
        const DistrictArea *area = area_find(district, district->places[i].area);
        if (area != NULL && area->level == AREA_COMMUNITY && str_is(district->places[i].kind, "park"))
            park = &district->places[i];
    }
    return park;
}

static Str street_of(const District *district, const DistrictPlace *place)
{
    const DistrictArea *area = place == NULL ? NULL : area_find(district, place->area);
    return area == NULL ? STR("") : area->parent;
}

/* A place of our street (or of none but ours), from the n-th on. */
static const DistrictPlace *find_place(const Tales *tales, Str street, bool ours, size_t from)
{
    for (size_t i = 0; i < tales->place_count; i++) {
        const DistrictPlace *place = tales->places[(from + i) % tales->place_count];
        bool estate = str_is(place->kind, "estate") || str_is(place->kind, "park") || str_is(place->kind, "lane");
        if (estate && str_eq(street_of(tales->district, place), street) == ours)
            return place;
    }
    return NULL;
}

static const DistrictPlace *spot_place(const Tales *tales, const DistrictPlace *park)
{
    const DistrictPlace *named = place_named(tales->district, STR("左海公园"));
    return named != NULL ? named : find_place(tales, street_of(tales->district, park), true, 7);
}

static const DistrictPlace *place_for(const Tales *tales, const Scene *scene, size_t index)
{
    const DistrictPlace *park = scenes_park(tales->district);
    Str street = street_of(tales->district, park);
    size_t from = index * 37;
    switch (scene->where) {
    case AT_THE_PARK:
        return park;
    case AT_THE_SPOT:
        return spot_place(tales, park);
    case AT_OUR_STREET:
        return find_place(tales, street, true, from);
    case AT_THE_BIKES:
        return place_for(tales, &scenes[BIKES], BIKES);
    case ELSEWHERE:
        return find_place(tales, street, false, from);
    case NOWHERE:
        break;
    }
    return NULL;
}

/* Daytime of its day for what lies days back. */
static UnixMs moment_of(const Ctx *ctx, const Scene *scene)
{
    UnixMs offset = MINUTES(ctx->district->calendar.offset_minutes);
    if (scene->pace_minutes != 0)
        return ctx->now - MINUTES(scene->minutes_ago);
    UnixMs local = ctx->now - MINUTES(scene->minutes_ago) + offset;
    return local / DAYS(1) * DAYS(1) + HOURS(10) + MINUTES(20) - offset;
}

static void tell_scene(Ctx *ctx, const Scene *scene, const DistrictPlace *place, Plot *plot)
{
    Tale *tale = &plot->tale;
    tale->channel = CHANNEL_WEB;
    tale->truth = str_of(scene->category);
    tale->report.text = str_of(scene->text);
    tale_contact(ctx, &plot->rand, tale);
    if (place == NULL)
        return;
    tale->report.text = str_printf(ctx->arena, STR_FMT "，%s", STR_ARG(place->name), scene->text);
    tale->report.place_text = place->name;
    tale->report.category_choice = tale->truth;
    tale->community = place->area;
    tale_pin(tale, place, &plot->rand);
}

size_t scenes_set(Ctx *ctx, const Tales *tales, Plot *out)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(scenes) && count < SCENES_MAX; i++) {
        const Scene *scene = &scenes[i];
        const DistrictPlace *place = place_for(tales, scene, i);
        if (place == NULL && scene->where != NOWHERE)
            continue;
        Plot *plot = &out[count++];
        *plot = (Plot){.way = scene->way,
                       .turns = scene->turns,
                       .stop = scene->stop,
                       .pace = MINUTES(scene->pace_minutes),
                       .hurry_at = ctx->now,
                       .rand = rand_seeded(7000 + i),
                       .picks = i};
        plot->starts_at = moment_of(ctx, scene);
        plot->staged = true;
        plot->plans = scene->where == AT_THE_SPOT;
        tell_scene(ctx, scene, place, plot);
    }
    return count;
}
