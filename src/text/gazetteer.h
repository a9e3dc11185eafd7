/* The district's place names and what people call them: communities, roads, estates, parks, bus stops.
 * Finds every one of them in a message, with the door, building or crossing that follows.
 * Owns its memory; read-only after building, any number of threads may ask. */
#ifndef GULOU_TEXT_GAZETTEER_H
#define GULOU_TEXT_GAZETTEER_H

#include "text/fold.h"

/* name in gazetteer.csv, Chinese name */
#define PLACE_KIND_TABLE(X)                                                                                            \
    X(DISTRICT, "district", "区")                                                                                      \
    X(SUBDISTRICT, "subdistrict", "街镇")                                                                              \
    X(COMMUNITY, "community", "社区")                                                                                  \
    X(GRID, "grid", "网格")                                                                                            \
    X(ROAD, "road", "道路")                                                                                            \
    X(LANE, "lane", "街巷")                                                                                            \
    X(ESTATE, "estate", "小区")                                                                                        \
    X(BUILDING, "building", "楼宇")                                                                                    \
    X(PARK, "park", "公园")                                                                                            \
    X(SCHOOL, "school", "学校")                                                                                        \
    X(HOSPITAL, "hospital", "医院")                                                                                    \
    X(MARKET, "market", "市场")                                                                                        \
    X(METRO, "metro", "地铁站")                                                                                        \
    X(BUS, "bus", "公交站")                                                                                            \
    X(RIVER, "river", "水系")                                                                                          \
    X(BRIDGE, "bridge", "桥梁")                                                                                        \
    X(LANDMARK, "landmark", "地标")                                                                                    \
    X(PLACE, "place", "地点")

typedef enum PlaceKind {
#define X(name, key, zh) PLACE_##name,
    PLACE_KIND_TABLE(X)
#undef X
        PLACE_KIND_COUNT
} PlaceKind;

const char *place_kind_name(PlaceKind kind);
bool place_kind_parse(Str name, PlaceKind *out); /* false: unknown, take PLACE_PLACE */

typedef struct Place {
    Str name;
    Str aliases; /* further names, separated by ';' or '|'; may be empty */
    PlaceKind kind;
    Str area_code;   /* the smallest area it surely lies in; may be empty */
    double lng, lat; /* WGS-84; both 0: unknown */
    bool certain;    /* the name alone is enough to say the area */
} Place;

/* What stands behind a name: 江厝路12弄8号3号楼2单元502室. 0: not given. */
typedef struct DoorParts {
    int32_t lane, door, building, unit, floor, room, phase;
} DoorParts;

/* How the text writes the name, surest first. */
typedef enum NameForm {
    NAME_WHOLE, /* a name or alias as listed */
    NAME_SHORT, /* as people shorten it: 湖前 for 湖前社区 */
    NAME_SLIP,  /* one character otherwise, missing or too many */
} NameForm;

enum { PLACE_NAMES_MAX = 200 /* of a text are weighed: whoever names more is ranting */ };

typedef struct PlaceMatch {
    const Place *place;
    size_t from, to; /* bytes of the original text, the door's included */
    size_t name_to;  /* where the name itself ends */
    NameForm form;
    double trust; /* 0..1: how likely these characters name this place at all; common words and slips count little */
    double fit;   /* of several places of this name, how well each fits what is written: 新塘社区, not 新塘村 */
    bool denied;  /* 不是左海公园 */
    bool aside;   /* only a direction or an origin: 往西湖方向, 户口在长安 */
    bool border;  /* 与厚街交界 */
    DoorParts parts;
    uint32_t rivals;  /* how many further places bear this very name; they follow as matches of the same span */
    int32_t crossing; /* index of the match of the crossing road, or -1 */
} PlaceMatch;

typedef struct PlaceMatches {
    PlaceMatch *at; /* in the order of the text */
    size_t len;
    bool blanked;     /* the text hides a town's name: 某镇, □□街道 */
    Str blanked_tail; /* what it left of it: 镇, 街道; or empty */
} PlaceMatches;

typedef struct Gazetteer Gazetteer;

Gazetteer *gazetteer_new(const Place *places, size_t count); /* copies everything */
void gazetteer_free(Gazetteer *gazetteer);                   /* NULL is fine */
size_t gazetteer_count(const Gazetteer *gazetteer);          /* places */
/* Overlapping names: the longest wins, then the first. A name that a longer word swallows (温泉街 in
 * 温泉街道) is no match. 社区, 村, 街道 and the like may be left out or written otherwise (湖前, 湖前居委会, 湖前村);
 * how far such a short name is believed depends on what stands around it and on whether it is a word of everyday
 * language. Names with a slip are found where nothing else is. Any bytes are allowed. */
PlaceMatches gazetteer_find(const Gazetteer *gazetteer, Arena *arena, Str text);
/* The same for a text that is already folded: whoever asks several questions of one text folds it once. */
PlaceMatches gazetteer_find_folded(const Gazetteer *gazetteer, Arena *arena, const FoldedText *text);

#endif
