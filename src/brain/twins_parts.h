/* What the index of twins is made of: the kept cases, and the lists in which they are found. Only for twins*.c. */
#ifndef GULOU_BRAIN_TWINS_PARTS_H
#define GULOU_BRAIN_TWINS_PARTS_H

#include <pthread.h>

#include "brain/twins.h"

enum { NOBODY = 0xffffffff };

typedef struct Kept {
    UnixMs at;
    int64_t version;
    int32_t lat_e7, lon_e7; /* both 0: no point */
    uint32_t older, newer;  /* neighbours in time; NOBODY at the ends */
    uint32_t same_number;   /* next with this hash of the number */
    uint16_t community;     /* place among the district's areas; TWIN_NO_KIND: unknown */
    bool used, open;
    char number[TWIN_NUMBER_MAX + 1];
    TwinSide side;
} Kept;

/* What is looked at of a case before it is looked at whole. */
typedef struct Posting {
    uint64_t signature;
    uint32_t kept;
    int32_t lat_e7, lon_e7;
    uint32_t minute; /* since 1970 */
    uint16_t kind;
    bool open;
} Posting;

typedef struct PostingList {
    uint64_t key; /* 0: an empty slot */
    Posting *at;
    uint32_t len, room;
} PostingList;

/* From a key (a cell and group, a community and group, a place's name) to the cases found there, the newest last. */
typedef struct Postings {
    PostingList *lists; /* open addressing, a power of two; emptied lists stay until the next growth */
    size_t mask, used;
    size_t bytes;
} Postings;

void postings_init(Postings *postings);
void postings_free(Postings *postings);
void postings_add(Postings *postings, uint64_t key, const Posting *posting);
void postings_remove(Postings *postings, uint64_t key, uint32_t kept);
const PostingList *postings_find(const Postings *postings, uint64_t key); /* NULL: none */

/* Under which keys a case is found. */
enum { KEYS_MAX = 8, NAME_KEYS = 4 };
typedef struct Keys {
    uint64_t at[KEYS_MAX];
    size_t len;
} Keys;
typedef struct KeySource {
    const TwinSide *side;
    uint16_t group, community;
    int32_t lat_e7, lon_e7;
} KeySource;
Keys keys_of(const KeySource *source);
uint64_t key_of_cell(int64_t row, int64_t column, uint16_t group);
uint64_t key_of_community(uint16_t community, uint16_t group);
size_t keys_of_names(const Gist *gist, uint64_t *out, size_t room);
/* Cells are some 200 m wide; a row's columns are its own, for the earth narrows. */
#define CELL_METRES 200.0
int64_t cell_row(int32_t lat_e7);
int64_t cell_column(int64_t row, int32_t lon_e7);

/* Sides made lately, by what was said: a report is boiled down when it is judged, and not again when it is put among
 * the recent cases a moment later. */
enum { SIDES_KEPT = 512 };
typedef struct SidesKept {
    pthread_mutex_t mutex;
    struct {
        uint64_t key; /* 0: empty */
        TwinSide side;
    } at[SIDES_KEPT];
} SidesKept;

struct Twins {
    pthread_rwlock_t lock;
    const District *district;
    TwinSense *sense;
    Kept *kept;
    size_t room, grown, count; /* `grown` of the room have memory */
    uint32_t free_kept;        /* a chain by `older` */
    uint32_t oldest, newest;
    uint32_t *numbers; /* hash of the number -> kept */
    size_t number_mask;
    Postings postings;
    uint16_t *groups; /* all groups, TWIN_NO_KIND among them */
    size_t group_count;
    SidesKept sides;
};

TwinSide twins_side(Twins *twins, Arena *arena, Str text, Str place); /* without its kind */

#endif
