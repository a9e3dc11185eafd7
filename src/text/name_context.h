/* What stands around a name in folded text: behind it 社区, 第五工业区, 大道, 附近; before it 镇, 位于; a word that
 * swallows its last character; and whether the writer means it at all (不是左海公园，是西湖公园; 往鼓西路方向). */
#ifndef GULOU_TEXT_NAME_CONTEXT_H
#define GULOU_TEXT_NAME_CONTEXT_H

#include "text/gazetteer.h"

typedef enum NameTail {
    TAIL_NONE,
    TAIL_NEAR,   /* 附近 门口 对面: something is there */
    TAIL_STREET, /* 大道 路 街 巷 */
    TAIL_ESTATE, /* 花园 大厦 广场: a thing that may be named after any place */
    TAIL_SITE,   /* 工业区 小学 市场: a thing of the village */
    TAIL_OFFICE, /* 社区 村委会 居 */
} NameTail;
/* Reads from byte `at`; *len is the tail's length with what may stand before it: 第五工业区, 东路. */
NameTail name_tail(Str folded, size_t at, size_t *len);
bool modifier_behind(Str folded, size_t at); /* 第, 一, 东, 大 ... */
/* 镇东 in □□镇东溪: its first character belongs to the blanked town. */
bool blank_tail_within(Str folded, size_t from);
/* 街道 or 镇 behind: a town's name, not a village's. */
bool town_behind(Str folded, size_t at);

typedef enum NameLead {
    LEAD_NONE,
    LEAD_WORD, /* 在 位于 住 */
    LEAD_TOWN, /* 镇, 街道, 区 or a blank for them ends right here */
} NameLead;
NameLead name_lead(Str folded, size_t at);

/* A word of everyday language holds the first or the last character together with its neighbour: 新安 in 新安装, 于山
 * in 处于山区. */
bool name_straddled_left(Str folded, size_t from);
bool name_straddled_right(Str folded, size_t to);

typedef struct NameMention {
    bool denied; /* 不是这里 */
    bool aside;  /* 往这里去, 户口在这里 */
    bool border; /* 与这里交界 */
} NameMention;
NameMention name_mention(Str folded, size_t from, size_t to);

/* Does the name stand free of other words on its sides? 西湖 in 西湖龙井 does not, in 在西湖有人 it does. */
typedef struct NameEdges {
    bool left, right;
} NameEdges;
NameEdges name_edges(Str folded, size_t from, size_t to);
/* A town of some name, known or not, ends right here: 贯洞镇|新市. Not 该镇, 某镇. */
bool town_before(Str folded, size_t at);

/* A town's name was blanked out: 某镇, XX街道, □□, *镇. *tail is what was left of it (镇, 街道), or empty. */
bool text_blanked(Str folded, Str *tail);

/* What people leave out: 湖前社区 -> 湖前. The name itself where nothing may be left out. */
Str name_stem(Str folded, PlaceKind kind);
/* The part that tells one from another: 西湖 of 西湖公园. */
size_t name_distinct(Str folded); /* its length in bytes */

#endif
