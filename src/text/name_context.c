/* Lists of words and short readers; to change its mind, change a list. All words are folded (simplified, lower case).
 */
#include "text/name_context.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/plain_words.h"

enum {
    HAN = 3 /* bytes of a character in daily use */,
    MODIFIERS_MAX = 4,
    BORDER_WITHIN = 45,
    CLAUSE_BYTES = 120 /* a story without a stop is no one clause */
};

static const char *const offices[] = {
    "社区居民委员会", "社区居委会", "社区居委", "社区工作站", "社区",     "居民委员会", "居委会",
    "居委",           "村民委员会", "村委会",   "村委",       "村民小组", "村民",       "村居",
    "街道办事处",     "街道办",     "街道",     "镇政府",     "镇",       "乡",         "管理区",
    "生活区",         "生产队",     "大队",     "经联社",     "股份社",   "经济社",     "治安队",
    "党群",           "办事处",     "片区",     "辖区",       "村",       "居家养老",
};
static const char *const sites[] = {
    "工业区", "工业园", "工业城", "工业大厦", "科技园", "产业园",   "创业园", "开发区", "商业街", "小学", "中学",
    "学校",   "幼儿园", "幼托",   "医院",     "卫生站", "卫生服务", "市场",   "菜市场", "农贸",   "肉菜", "综合市场",
    "旧村",   "老村",   "新围",   "老围",     "旧围",   "围",       "旧区",   "坊",     "牌坊",   "祠堂", "古村",
    "体育",   "篮球场", "球场",   "派出所",   "警务",   "治安",     "大桥",   "桥",     "水库",   "电厂", "水厂",
    "市集",   "码头",   "渡口",   "堤",       "敬老院", "图书馆",   "庙",     "社康",   "旧市场", "村口", "村头",
    "老街",   "围村",   "大队",   "工业",     "学位",   "片区",
};
static const char *const estates[] = {
    "花园", "花苑", "小区", "公寓", "宿舍", "大厦", "大楼", "广场", "商业广场", "商业中心", "酒店", "大酒店",
    "宾馆", "豪苑", "雅苑", "豪庭", "名苑", "新城", "华府", "商场", "超市",     "百货",     "山庄", "山",
    "湖",   "河",   "涌",   "公园", "新村", "银行", "邮局", "诊所", "加油站",   "停车场",   "新区", "区",
    "口",   "门",   "高速", "银座", "国际", "中心", "家园", "佳园", "嘉园",     "文化",     "垃圾", "污水",
    "厂",   "消防", "老人", "段",   "组",   "队",   "公交", "地铁", "车站",     "站",       "出口", "收费站",
};
static const char *const streets[] = {"路口", "路段", "街口", "巷口", "大道",   "公路",   "环路",
                                      "横路", "横街", "直街", "正街", "工业路", "市场路", "路",
                                      "街",   "巷",   "弄",   "里弄", "胡同"};
static const char *const nears[] = {"附近", "旁边", "旁",   "边上",   "对面", "门口", "后面", "背后",
                                    "前面", "一带", "这边", "那边",   "这里", "那里", "周边", "周围",
                                    "里面", "境内", "地段", "这一带", "内",   "这块", "那块", "上面",
                                    "下面", "的路", "某",   "那条",   "那个", "这个", "方向"};
static const char *const modifiers[] = {"第", "一", "二", "三", "四", "五", "六", "七", "八",  "九",
                                        "十", "东", "西", "南", "北", "中", "上", "下", "新",  "旧",
                                        "老", "前", "后", "大", "小", "总", "内", "外", "工业"};
static const char *const words_before[] = {"在",   "位于", "住",   "地处", "来到", "到",   "沿", "从",
                                           "我们", "就是", "反映", "反应", "投诉", "关于", "是", "举报",
                                           "本",   "称",   "至",   "和",   "与",   "去"};
static const char *const towns_before[] = {"镇", "街道", "街道办", "城区", "市", "县", "某", "某某", "xx"};
static const char *const blanks[] = {"□", "■", "▇", "█", "○", "●",  "〇", "◯", "△",
                                     "▢", "*", "×", "x", "_", "某", "#",  "?", "◆"};
static const char *const closing[] = {"]", ")", "}", ">", "】"};

/* All words begin with a Han character; its last byte rules most of them out at once. */
static bool begins(Str s, const char *const *words, size_t count, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < count && s.len >= HAN; i++) {
        if (words[i][HAN - 1] != s.at[HAN - 1])
            continue;
        Str word = str_of(words[i]);
        if (word.len > *len && str_starts(s, word))
            *len = word.len;
    }
    return *len > 0;
}

/* `letters` is a run of Han characters. */
static bool one_of(const char *letters, uint32_t wanted)
{
    Str all = str_of(letters);
    char utf8[4];
    size_t len = 0;
    utf8_encode(wanted, utf8, &len);
    for (size_t i = 0; len == HAN && i < all.len; i += HAN)
        if (all.at[i + 2] == utf8[2] && all.at[i + 1] == utf8[1] && all.at[i] == utf8[0])
            return true;
    return false;
}

static bool ends(Str s, const char *const *words, size_t count, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < count; i++) {
        Str word = str_of(words[i]);
        if (word.len > *len && str_ends(s, word))
            *len = word.len;
    }
    return *len > 0;
}

static uint32_t last_letter(Str s)
{
    size_t at = s.len;
    while (at > 0 && ((unsigned char)s.at[at - 1] & 0xc0) == 0x80)
        at--;
    at -= at > 0;
    return s.len > 0 ? utf8_next(s, &at) : 0;
}

static uint32_t first_letter(Str s)
{
    size_t at = 0;
    return s.len > 0 ? utf8_next(s, &at) : 0;
}

static bool joined(Str folded, size_t at)
{
    uint32_t before = last_letter(str_slice(folded, 0, at)), after = first_letter(str_slice(folded, at, folded.len));
    return plain_word(before, after) >= WORD_FREQUENT;
}

static NameTail plain_tail(Str rest, size_t *len)
{
    size_t office = 0, site = 0, estate = 0, street = 0, near = 0;
    begins(rest, offices, COUNT_OF(offices), &office);
    begins(rest, sites, COUNT_OF(sites), &site);
    begins(rest, estates, COUNT_OF(estates), &estate);
    begins(rest, streets, COUNT_OF(streets), &street);
    begins(rest, nears, COUNT_OF(nears), &near);
    NameTail tail = TAIL_NONE;
    *len = 0;
    const size_t lengths[] = {near, street, estate, site, office};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        if (lengths[i] > *len) {
            *len = lengths[i];
            tail = (NameTail)(TAIL_NEAR + i);
        }
    }
    if (*len == HAN && tail != TAIL_OFFICE && joined(rest, HAN)) { /* 路灯, 门口 are words of their own */
        *len = 0;
        return TAIL_NONE;
    }
    return tail;
}

static size_t modifier_at(Str rest)
{
    size_t len = 0;
    if (!str_empty(rest) && rest.at[0] >= '0' && rest.at[0] <= '9')
        return 1;
    (void)begins(rest, modifiers, COUNT_OF(modifiers), &len);
    return len;
}

bool modifier_behind(Str folded, size_t at)
{
    return modifier_at(str_slice(folded, at, folded.len)) > 0;
}

NameTail name_tail(Str folded, size_t at, size_t *len)
{
    size_t skipped = 0;
    for (int i = 0; i <= MODIFIERS_MAX; i++) {
        Str rest = str_slice(folded, at + skipped, folded.len);
        NameTail tail = plain_tail(rest, len);
        bool bare_ward = skipped == 0 && *len == HAN && str_starts(rest, STR("区")); /* 江东区 is a district */
        bool fits = skipped == 0 ? tail != TAIL_NONE && !bare_ward : tail >= TAIL_STREET;
        if (fits) {
            *len += skipped;
            return skipped > 0 && tail == TAIL_OFFICE ? TAIL_SITE : tail; /* 上沙新村 is not 上沙村 */
        }
        size_t modifier = modifier_at(rest);
        if (modifier == 0)
            break;
        skipped += modifier;
    }
    *len = 0;
    return TAIL_NONE;
}

static bool blank_before(Str before)
{
    size_t len = 0;
    return ends(before, closing, COUNT_OF(closing), &len) || ends(before, blanks, COUNT_OF(blanks), &len);
}

bool blank_tail_within(Str folded, size_t from)
{
    Str name = str_slice(folded, from, folded.len);
    bool tail = str_starts(name, STR("镇")) || str_starts(name, STR("乡")) || str_starts(name, STR("街道"));
    return tail && blank_before(str_slice(folded, 0, from));
}

bool town_behind(Str folded, size_t at)
{
    Str rest = str_slice(folded, at, folded.len);
    return str_starts(rest, STR("街道")) || str_starts(rest, STR("镇")) || str_starts(rest, STR("乡"));
}

NameLead name_lead(Str folded, size_t at)
{
    Str before = str_slice(folded, 0, at);
    size_t len = 0;
    if (str_ends(before, STR(" ")))
        before.len--;
    if (ends(before, closing, COUNT_OF(closing), &len))
        before.len -= len;
    if (ends(before, towns_before, COUNT_OF(towns_before), &len) || ends(before, blanks, COUNT_OF(blanks), &len))
        return LEAD_TOWN;
    return ends(before, words_before, COUNT_OF(words_before), &len) ? LEAD_WORD : LEAD_NONE;
}

bool name_straddled_left(Str folded, size_t from)
{
    return joined(folded, from);
}

bool name_straddled_right(Str folded, size_t to)
{
    return joined(folded, to);
}

/* --- is it meant? --- */

static bool is_clause_end(char c)
{
    return c == ',' || c == '.' || c == ';' || c == '!' || c == '?' || c == '\n' || c == ':';
}

static Str clause_before(Str s, size_t at)
{
    size_t from = at;
    while (from > 0 && at - from < CLAUSE_BYTES && !is_clause_end(s.at[from - 1]))
        from--;
    return str_slice(s, from, at);
}

static Str clause_behind(Str s, size_t at)
{
    size_t to = at;
    while (to < s.len && to - at < CLAUSE_BYTES && !is_clause_end(s.at[to]))
        to++;
    return str_slice(s, at, to);
}

static ptrdiff_t find_last(Str s, Str word)
{
    for (size_t at = s.len; at >= word.len && word.len > 0; at--)
        if (str_ends(str_slice(s, 0, at), word))
            return (ptrdiff_t)(at - word.len);
    return -1;
}

static bool holds_any(Str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(s, str_of(words[i])) >= 0)
            return true;
    return false;
}

static bool denied(Str before, Str behind)
{
    static const char *const denials[] = {"不是", "并非", "不在", "没在", "不属于", "而非", "并不是", "不归"};
    static const char *const asked[] = {"是", "在", "要", "不", "会"};
    static const char *const affirms[] = {"是", "在", "而"};
    static const char *const questions[] = {"吗", "么", "吧"};
    static const char *const cores[] = {"不", "非", "没在"};
    ptrdiff_t at = -1;
    size_t len = 0, ignored = 0;
    for (size_t i = 0; i < COUNT_OF(denials) && holds_any(before, cores, COUNT_OF(cores)); i++) {
        ptrdiff_t found = find_last(before, str_of(denials[i]));
        if (found > at) {
            at = found;
            len = str_of(denials[i]).len;
        }
    }
    if (at < 0)
        return false;
    Str ahead = str_slice(before, 0, (size_t)at), between = str_slice(before, (size_t)at + len, before.len);
    return !ends(ahead, asked, COUNT_OF(asked), &ignored) && !holds_any(between, affirms, COUNT_OF(affirms)) &&
           !ends(behind, questions, COUNT_OF(questions), &ignored);
}

NameMention name_mention(Str folded, size_t from, size_t to)
{
    static const char *const towards[] = {"往",     "开往",   "去往",   "通往", "朝",
                                          "老家在", "户口在", "户籍在", "来自", "老家是"};
    static const char *const borders[] = {"交界", "接壤", "毗邻", "相邻", "交接处"};
    Str before = clause_before(folded, from), behind = clause_behind(folded, to);
    size_t ignored = 0;
    return (NameMention){
        .denied = denied(before, behind),
        .aside = ends(before, towards, COUNT_OF(towards), &ignored) || str_starts(behind, STR("方向")) ||
                 str_starts(behind, STR("户口")) || str_starts(behind, STR("户籍")),
        .border = holds_any(str_slice(behind, 0, BORDER_WITHIN), borders, COUNT_OF(borders)),
    };
}

static bool blanked_before(Str folded, Str tail)
{
    size_t at = 0;
    for (ptrdiff_t found; (found = str_find(str_slice(folded, at, folded.len), tail)) >= 0;
         at += (size_t)found + tail.len)
        if (blank_before(str_slice(folded, 0, at + (size_t)found)))
            return true;
    return false;
}

bool text_blanked(Str folded, Str *tail)
{
    static const char *const boxes[] = {"□", "■", "▇", "█", "▢", "市镇", "***", "[mask]", "[town]", "[地名]", "某地"};
    static const char *const tails[] = {"街道", "镇", "乡"};
    *tail = STR("");
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        if (blanked_before(folded, str_of(tails[i]))) {
            *tail = str_of(tails[i]);
            return true;
        }
    }
    return holds_any(folded, boxes, COUNT_OF(boxes));
}

NameEdges name_edges(Str folded, size_t from, size_t to)
{
    static const char behind[] = "的了在有是被里内这那没不也都和与跟到往去一每天晚早昨今最又还就很太因由经全某出进上下"
                                 "附旁对等及或至属为向转说啊呢吧啦嘛交接毗老各从要乱几";
    static const char before[] =
        "的了在有是被里从到往去和与跟及住于近边称映应诉我们啊区市省县镇道村沿经由过就那这整个条为让请问回来站某";
    uint32_t last = last_letter(str_slice(folded, 0, from)), first = first_letter(str_slice(folded, to, folded.len));
    return (NameEdges){.left = !text_is_han(last) || one_of(before, last),
                       .right = !text_is_han(first) || one_of(behind, first)};
}

bool town_before(Str folded, size_t at)
{
    static const char *const towns[] = {"镇", "乡", "街道"};
    static const char *const no_names[] = {"本", "该", "我", "们", "全", "各", "城", "小", "的",
                                           "市", "在", "是", "到", "乡", "区", "村", "此", "同",
                                           "两", "几", "个", "每", "条", "这", "那", "和", "县"};
    Str before = str_slice(folded, 0, at);
    size_t len = 0;
    if (!ends(before, towns, COUNT_OF(towns), &len))
        return false;
    before.len -= len;
    return text_is_han(last_letter(before)) && !ends(before, no_names, COUNT_OF(no_names), &len) &&
           !blank_before(before);
}

/* --- parts of a name --- */

static Str without_tail(Str name, const char *const *tails, size_t count, size_t least)
{
    size_t len = 0;
    bool cut = ends(name, tails, count, &len) && name.len >= len + least;
    return cut ? str_slice(name, 0, name.len - len) : name;
}

Str name_stem(Str folded, PlaceKind kind)
{
    static const char *const town[] = {"街道办事处", "街道", "镇", "乡", "管委会", "管理委员会"};
    static const char *const community[] = {"社区居民委员会", "社区居委会", "居民委员会", "居委会",
                                            "虚拟社区",       "社区",       "生活区"};
    static const char *const village[] = {"村民委员会", "村委会", "村"};
    static const char *const estate[] = {"小区", "新村"};
    if (kind == PLACE_SUBDISTRICT)
        return without_tail(folded, town, COUNT_OF(town), (size_t)HAN * 2);
    if (kind == PLACE_ESTATE)
        return without_tail(folded, estate, COUNT_OF(estate), (size_t)HAN * 2);
    if (kind != PLACE_COMMUNITY)
        return folded;
    Str stem = without_tail(folded, community, COUNT_OF(community), (size_t)HAN * 2);
    if (stem.len < folded.len)
        return stem;
    stem = without_tail(folded, village, COUNT_OF(village) - 1, (size_t)HAN * 2);
    return str_ends(stem, STR("新村")) ? stem : without_tail(stem, village + 2, 1, (size_t)HAN * 2);
}

size_t name_distinct(Str folded)
{
    size_t len = 0, tail = 0;
    if (ends(folded, sites, COUNT_OF(sites), &len))
        tail = len;
    if (ends(folded, estates, COUNT_OF(estates), &len) && len > tail)
        tail = len;
    if (ends(folded, streets, COUNT_OF(streets), &len) && len > tail)
        tail = len;
    if (ends(folded, offices, COUNT_OF(offices), &len) && len > tail)
        tail = len;
    return folded.len - tail;
}
