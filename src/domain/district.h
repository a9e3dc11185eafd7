/* One jurisdiction's data in memory: everything about a city is here, nothing is an `if`. Built by the room `district`
 * from the imported files, read-only while it serves; ctx->district carries it. All Str live as long as it does. */
#ifndef GULOU_DOMAIN_DISTRICT_H
#define GULOU_DOMAIN_DISTRICT_H

#include "domain/deadline.h"
#include "domain/device.h"
#include "domain/permission.h"
#include "domain/stopper.h"
#include "domain/retention.h"

typedef struct Category {
    Str code, name_zh, name_en, parent;
    Str lead, co; /* unit codes; JIEZ and SQ stand for the place's own sub-district and community */
    Urgency urgency;
    Difficulty difficulty;
    Str limit;    /* T5; empty for a group */
    Str fallback; /* fallback unit, may be JIEZ or SQ */
    bool leaf;
    bool confidential;
    bool after_photo; /* propose_done needs one */
    bool public;  /* of public.csv: everybody may see that there is such a case, where and how it goes; not its words */
    Str keywords; /* separated by spaces */
    Str guidance_zh, guidance_en;
} Category;

typedef struct DistrictArea {
    Str code, name_zh, name_en, parent, unit;
    enum { AREA_DISTRICT, AREA_SUBDISTRICT, AREA_COMMUNITY, AREA_GRID } level;
} DistrictArea;

typedef struct DistrictPlace { /* a row of gazetteer.csv */
    Str name, kind, area, aliases;
    double lat, lon;
    bool certain;
} DistrictPlace;

typedef struct DistrictPhrase { /* of urgency.csv and spam.csv */
    Str text;
    Urgency urgency;
    Str advice_zh, advice_en;
} DistrictPhrase;

typedef struct DistrictPair { /* of urgency_pairs.csv: danger that no single word tells */
    Str first, second;        /* words separated by ; */
    int64_t within;           /* characters between one of each, in either order, in one sentence */
    Urgency urgency;
    Str advice_zh, advice_en;
} DistrictPair;

typedef struct DistrictEvent { /* of events.csv: a state of things in which other duties hold; weightiest first */
    Str code, name_zh, name_en, notice_zh, notice_en;
    int64_t hours; /* it ends by itself after this many, unless another end is given */
} DistrictEvent;

typedef struct DutyRule { /* of duties.csv; an empty field says nothing */
    Str rule;
    Str about, area, event;      /* a kind or a group; empty: every one */
    unsigned days;               /* bit 0 Monday .. bit 6 Sunday; 0: every day */
    int from_minute, to_minute;  /* to <= from: over midnight; equal: at all hours */
    int32_t from_day, until_day; /* 20261001, both included; 0: open */
    Str lead, co, fallback;      /* unit codes, `co` several of them; empty: as categories.csv has it; co "-": none */
    bool raises;
    Urgency urgency; /* where it raises */
    Str note_zh, note_en;
    int rank[5]; /* of event, place, time, kind, group: the greater wins, compared in this order */
    int64_t line;
} DutyRule;

typedef struct Example { /* of corpus.csv */
    Str category, text;
} Example;

/* What another platform calls one of our kinds or units. */
typedef enum PlatformWhat { PLATFORM_CATEGORY, PLATFORM_UNIT } PlatformWhat;
typedef struct PlatformCode {
    Str platform, theirs, ours;
    PlatformWhat what;
} PlatformCode;

typedef struct Rejection {
    Str code, name_zh, name_en, where_zh, where_en;
} Rejection;

typedef struct Reply {                                   /* of replies.csv: a text that staff begin with */
    Str code, action, about, title_zh, title_en, zh, en; /* action: its slug; about empty: every kind */
} Reply;

typedef struct DistrictArticle { /* of knowledge.csv: what the district begins with */
    Str code, kind, audience, owner, title, keywords, body;
} DistrictArticle;

/* What is spoken there: Open311 in XML or in JSON, or the signed exchange between platforms (docs/channels.md). */
typedef enum ServerTongue { SERVER_XML, SERVER_JSON, SERVER_EXCHANGE } ServerTongue;

/* Another city's server, which answers for a unit of ours: whoever calls the unit calls the server. */
typedef struct CityServer { /* of servers.csv */
    Str code, name_zh, name_en, unit, url;
    Str jurisdiction; /* in the exchange: what we are called there */
    ServerTongue tongue;
    bool resend; /* it knows an Idempotency-Key: what may have been lost may be sent again */
} CityServer;

typedef struct ServerService {  /* of server_services.csv */
    Str server, about, service; /* about: a kind, a group, or "*" */
} ServerService;

typedef struct TextRow {
    Str key, zh, en;
} TextRow;

typedef struct Shift {
    Str unit, login;
    int weekday;                /* 1 Monday .. 7 */
    int from_minute, to_minute; /* to < from: over midnight */
} Shift;

typedef struct DistrictLimits {
    int64_t check_in_metres;
    int64_t recurring_metres, recurring_days, recurring_count;
    int64_t appeal_days;
    int64_t text_max, photos_max;
    int64_t sure_per_mille;                    /* of kinds that the brain is sure of, how many are to be right */
    int64_t rank_least;                        /* no ranking under this n */
    int64_t twin_days;                         /* how long a case is looked at for twins; 0: 30 */
    int64_t quiet_from_hour, quiet_until_hour; /* messages wait meanwhile; equal: never */
    int64_t letters_day,
        letters_minute; /* at most so many to one address in a day, and to all in a minute; 0: 10, 60 */
    int64_t codes_day;  /* codes by SMS to whoever asks for alerts, at most so many in a day; 0: none */
} DistrictLimits;

/* A button of the messenger's menu. */
typedef enum MenuKind { MENU_GROUP /* others are below it */, MENU_CLICK, MENU_VIEW } MenuKind;
typedef struct MenuButton {
    bool below; /* the last one that is not */
    Str name_zh, name_en;
    MenuKind kind;
    Str value; /* of CLICK what is said by it, of VIEW a path on this server or an address */
} MenuButton;

typedef struct District {
    Str code, name_zh, name_en, hotline, map_tiles;
    double centre_lat, centre_lon;
    int default_zoom;
    Role second_roles[ROLE_COUNT]; /* who needs a second factor to sign in */
    size_t second_role_count;
    bool synthetic; /* the polygons are */
    Calendar calendar;
    ClockRules clocks;
    Rights rights;
    Str centre; /* the centre's unit code */
    DistrictLimits limits;
    RetentionRules retention;
    const Category *categories; /* sorted by code */
    size_t category_count;
    const DistrictArea *areas; /* sorted by code */
    size_t area_count;
    Str areas_geojson;
    const DistrictPlace *places;
    size_t place_count;
    const DistrictPhrase *danger;
    size_t danger_count;
    const DistrictPair *pairs; /* of danger */
    size_t pair_count;
    const DistrictPhrase *spam;
    size_t spam_count;
    const Example *corpus;
    size_t corpus_count;
    const Example *check; /* for measuring, never for learning */
    size_t check_count;
    const Rejection *rejections;
    size_t rejection_count;
    const DistrictArticle *articles;
    size_t article_count;
    const TextRow *texts;
    size_t text_count;
    const Shift *shifts;
    size_t shift_count;
    const DistrictEvent *events; /* in the file's order */
    size_t event_count;
    const Question *questions; /* in the file's order */
    size_t question_count;
    const Stopper *stoppers; /* in the file's order */
    size_t stopper_count;
    const Reply *replies;
    size_t reply_count;
    const DeviceKind *device_kinds;
    size_t device_kind_count;
    const PlatformCode *platform_codes;
    size_t platform_code_count;
    const DutyRule *duties; /* the more specific first */
    size_t duty_count;
    const CityServer *servers;
    size_t server_count;
    const ServerService *services; /* of those servers */
    size_t service_count;
    const MenuButton *menu; /* in the file's order */
    size_t menu_count;
    Str version; /* hex SHA-256 over the imported files: which data a decision was made with */
} District;

const Category *category_find(const District *district, Str code); /* NULL: none */
/* The kind itself, or a group above it. */
bool category_within(const District *district, Str category, Str above);
const DistrictArea *area_find(const District *district, Str code);      /* NULL: none */
const DeviceKind *device_kind_find(const District *district, Str code); /* NULL: none */
const DistrictEvent *event_find(const District *district, Str code);
const CityServer *server_find(const District *district, Str code); /* NULL: none */
/* What a kind of ours is called there: the kind's own row before its group's before "*"; empty: nothing. */
Str server_service(const District *district, const CityServer *server, Str category);
const Rejection *rejection_find(const District *district, Str code);
Str district_text(const District *district, const char *key, Lang lang); /* empty: none */
/* The other side's code and ours; empty: the district's tables do not say. */
Str platform_ours(const District *district, const PlatformCode *theirs);
Str platform_theirs(const District *district, const PlatformCode *ours);
/* What a kind of ours is called by that platform: the kind's own row before its group's; empty: nothing. */
Str platform_kind(const District *district, Str platform, Str category);
/* The unit a code of categories.csv means here: JIEZ and SQ become the place's own sub-district and community unit;
 * empty when the place is unknown or the code names no unit. */
Str district_resolve_unit(const District *district, Str code, Str subdistrict, Str community);
/* The unit that serves an area (areas.csv `unit`); empty: none. */
Str district_area_unit(const District *district, Str area);

#endif
