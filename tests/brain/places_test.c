/* Where people say it is, as they write it: by landmark, by half a name, with typing slips, from another district, or
 * not at all. What a street's desk must never get is somebody else's case. */
#include "brain/stage.h"

#define GUDONG "350102001"
#define GUXI "350102002"
#define WENQUAN "350102003"
#define DONGJIE "350102004"
#define NANJIE "350102005"
#define ANTAI "350102006"
#define HUADA "350102007"
#define SHUIBU "350102008"
#define WUFENG "350102009"
#define HONGSHAN "350102100"
#define OPEN "" /* nobody could say from these words alone */

typedef struct Said {
    const char *text, *subdistrict;
} Said;

static const Said sayings[] = {
    {"江厝路街头公园里，很多人露营乱扔垃圾", WUFENG},
    {"软件园A区门口的共享单车堆成山", WUFENG},
    {"铜盘路那个大儒世家对面路灯都不亮", WUFENG},
    {"左海公园北门进去右手边厕所很脏", WUFENG},
    {"我家在五凤兰庭，楼上装修太吵", WUFENG},
    {"湖前路跟江厝路的交叉口红绿灯坏了", WUFENG},
    {"软件大道89号附近井盖松动", WUFENG},
    {"文林山陵园旁边有人烧纸", WUFENG},
    {"西湖公园南门旁边有人摆摊", GUXI},
    {"省博旁边那条路积水", GUXI},
    {"三牧坊福州一中门口接送车乱停", GUXI},
    {"达明美食街晚上油烟味好重", GUXI},
    {"通湖路上有个窨井盖翘起来了", GUXI},
    {"鼓西街道社区卫生服务中心门口停车难", GUXI},
    {"西门地铁站B口电动车乱停", GUXI},
    {"井大路128号楼下麻将馆吵到半夜", GUDONG},
    {"省立医院门口黄牛太多", GUDONG},
    {"钱塘小学后门的斑马线看不清了", GUDONG},
    {"鼓屏路路边树枝挡住路牌", GUDONG},
    {"在开元寺附近，下水道反味", GUDONG},
    {"树兜地铁站出口有乞丐", GUDONG},
    {"省图书馆边上的垃圾桶满了", GUDONG},
    {"温泉公园健身器材坏了", WENQUAN},
    {"五四路恒力城楼下发传单的人太多", WENQUAN},
    {"东大路和树汤路交叉口那边有人占道经营", WENQUAN},
    {"晋安河公园步道的栏杆断了一截", WENQUAN},
    {"十九中旁边的工地半夜施工", WENQUAN},
    {"外贸中心酒店后面巷子有暴露垃圾", WENQUAN},
    {"东百中心门口电动车乱停", DONGJIE},
    {"东街口天桥扶梯不动了", DONGJIE},
    {"津泰路人行道砖头翘起来", DONGJIE},
    {"仙塔街小区没有物业", DONGJIE},
    {"法海路有人遛狗不牵绳", DONGJIE},
    {"南后街人挤人，垃圾桶都满了", NANJIE},
    {"三坊七巷里有人无证导游拉客", NANJIE},
    {"黄巷的下水道堵了", NANJIE},
    {"白马中路路面塌了一块", NANJIE},
    {"黎明湖公园的水发臭", NANJIE},
    {"郎官巷19号旁边电线垂下来", NANJIE},
    {"文儒坊某民居私自加盖", NANJIE},
    {"五一广场晚上跳广场舞声音太大", ANTAI},
    {"乌塔旁边的路灯坏了两盏", ANTAI},
    {"协和医院门口出租车乱停", ANTAI},
    {"古田路于山公园入口台阶破损", ANTAI},
    {"朱紫坊里面有人违建", ANTAI},
    {"南门兜地铁站D口积水", ANTAI},
    {"省妇幼门口有号贩子", ANTAI},
    {"华林路边上的绿化带被人踩坏了", HUADA},
    {"省体育中心外面停车乱收费", HUADA},
    {"琴亭湖公园里有人钓鱼", HUADA},
    {"屏东中学后门早餐摊占道", HUADA},
    {"斗门地铁站旁边有流浪狗", HUADA},
    {"镇海楼步道石板松了", HUADA},
    {"水部市场门口污水横流", SHUIBU},
    {"六一中路人行道被共享单车占满", SHUIBU},
    {"莲宅小区垃圾分类亭没人管", SHUIBU},
    {"闽都庄园楼下烧烤摊", SHUIBU},
    {"古乐路下雨就淹", SHUIBU},
    {"水部兜公交站牌倒了", SHUIBU},
    {"西禅寺门口堵车严重", HONGSHAN},
    {"福大怡山校区南门小吃摊占道", HONGSHAN},
    {"金牛山福道栏杆松动", HONGSHAN},
    {"洪山科技园里有人乱倒建筑垃圾", HONGSHAN},
    {"杨桥西路凤湖新城二期电梯坏了", HONGSHAN},
    {"祭酒岭那边夜里有渣土车", HONGSHAN},
    {"国光体育公园的篮球架歪了", HONGSHAN},
    {"凤凰池地铁站口井盖响", HONGSHAN},
    {"工业路苏宁广场对面有人跳楼", HONGSHAN},
    /* traditional characters, spaces, full width, no punctuation, long ways round */
    {"溫泉公園裡面的廁所沒有水", WENQUAN},
    {"鼓 东 路 有 人 摆 摊", GUDONG},
    {"您好我要反映一下就是我们鼓楼区这个屏西路啊晚上那个渣土车啊吵得睡不着", WUFENG},
    {"鼓楼区五凤街道左海花园3号楼2单元502室楼道堆杂物", WUFENG},
    {"福州市鼓楼区东街街道津泰路200号", DONGJIE},
    {"从于山下来到五一广场之间那段路没有路灯", ANTAI},
    /* not enough, or no place of ours */
    {"小区门口有人乱停车", OPEN},
    {"我家楼下很吵", OPEN},
    {"公园里有人露营", OPEN},
    {"万达广场门口有人摆摊", OPEN},
    {"学校旁边的路灯坏了", OPEN},
    {"河边垃圾没人捞", OPEN},
    {"上海路12号", OPEN},
    {"就在那个大榕树下面", OPEN},
    {"从东街口到西湖公园一路都有人发传单", OPEN},
    {"南街街道和水部街道交界的地方", OPEN},
    {"我们小区南门的路灯不亮", OPEN},
    {"学校西门堵车，东门没人管", OPEN},
    {"晋安河边有人钓鱼", OPEN},
    {"台江区万达广场有人打架", OPEN},
    {"仓山区的东街口分店不退款", OPEN},
};

TEST(places_as_people_write_them_find_their_street_and_no_other)
{
    size_t found = 0, wrong = 0, meant = 0;
    for (size_t i = 0; i < COUNT_OF(sayings); i++) {
        Decision d = ask_text(sayings[i].text);
        bool has_place = sayings[i].subdistrict[0] != '\0';
        bool right = str_is(d.subdistrict, sayings[i].subdistrict);
        meant += has_place;
        found += has_place && right;
        wrong += !str_empty(d.subdistrict) && !right;
        if (!right)
            print_message("%s -> " STR_FMT " | " STR_FMT "\n", sayings[i].text, STR_ARG(d.subdistrict),
                          STR_ARG(d.reasons_zh[0]));
    }
    print_message("%zu of %zu places resolved, %zu of %zu sayings sent wrong\n", found, meant, wrong,
                  COUNT_OF(sayings));
    assert_true(found * 100 >= meant * 85);
    assert_true(wrong * 100 <= COUNT_OF(sayings) * 2);
}

TEST(a_name_noted_from_memory_only_suggests_until_a_second_one_agrees)
{
    Decision d = ask_text("九彩花园垃圾没人收");
    Decision together = ask_text("省体宿舍旁边的五四北路垃圾没人收");
    assert_true(d.place_count > 0);
    assert_str(d.places[0].subdistrict, HUADA);
    assert_true(d.confident || d.places[0].score <= 0.5);
    assert_true(together.confident);
    assert_str(together.subdistrict, HUADA);
}

TEST(an_uncertain_name_on_the_other_side_does_not_outvote_the_pin)
{
    Report report = {.text = STR("琴亭湖公园的路灯不亮"),
                     .has_point = true,
                     .lat = 26.119007,
                     .lon = 119.273207,
                     .accuracy_m = 15,
                     .point_source = STR("gps")};
    Decision d = ask(&report);
    assert_str(d.owner, WUFENG);
    assert_reason(&d, "以定位为准", "the position was followed");
}

TEST(a_community_is_called_in_many_ways)
{
    static const char *const ways[] = {"湖前社区居民委员会门口", "湖前社区居委会门口", "湖前居委会门口", "湖前社区门口",
                                       "湖前村里面路灯坏了"};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        Decision d = ask_text(ways[i]);
        assert_str(d.subdistrict, WUFENG);
        assert_str(d.community, "350102009010");
    }
}

TEST(a_slip_suggests_and_says_so_but_sends_nobody)
{
    Decision d = ask_text("三房七巷里面宰客");
    assert_true(str_empty(d.subdistrict));
    assert_str(d.places[0].subdistrict, NANJIE);
    assert_true(d.places[0].score < 0.5);
    assert_reason(&d, "「三房七巷」像是「三坊七巷」写错了一个字", "“三房七巷” looks like “三坊七巷”");
}

TEST(one_number_or_direction_off_is_another_name_and_no_slip)
{
    static const char *const others[] = {"三坊九巷游客多", "东湖公园的湖", "五二广场"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_true(str_empty(ask_text(others[i]).subdistrict));
}

TEST(what_is_denied_is_left_aside_and_said_to_be)
{
    Decision d = ask_text("不是左海公园，是西湖公园");
    assert_str(d.subdistrict, GUXI);
    assert_reason(&d, "文字说明不是「左海公园」", "it is not “左海公园”");
    assert_true(str_empty(ask_text("不是西湖公园").subdistrict));
    assert_str(ask_text("这不就是西湖公园吗").subdistrict, GUXI);
}

TEST(a_word_inside_a_longer_word_is_no_place)
{
    static const char *const words[] = {"西湖龙井茶买到假的", "永恒钻戒退货", "建华管桩公司拖欠工资", "处于山区",
                                        "公益诉讼"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        assert_true(str_empty(ask_text(words[i]).subdistrict));
}

TEST(another_citys_place_of_the_same_name_is_not_ours)
{
    static const char *const elsewhere[] = {"杭州西湖公园", "台江区的东街口分店", "泉州西街", "深圳市五一广场"};
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
        assert_true(str_empty(ask_text(elsewhere[i]).subdistrict));
    assert_str(ask_text("福建省福州市鼓楼区西湖公园").subdistrict, GUXI);
}

TEST(two_places_that_are_joined_are_both_offered_and_nobody_is_sent)
{
    Decision d = ask_text("水部市场和达明路哪个归你们管");
    assert_true(str_empty(d.subdistrict));
    assert_true(d.place_count >= 2);
}

TEST(of_two_streets_of_one_border_the_position_decides)
{
    Decision d = ask_text("华大街道与五凤街道交界处路灯坏了");
    assert_true(str_empty(d.subdistrict));
    assert_true(d.place_count >= 2);
    assert_true(d.places[0].score < 0.6);
}

TEST(position_and_words_that_contradict_each_other_are_both_offered)
{
    Report report = {.text = STR("西湖公园里面有人钓鱼"),
                     .has_point = true,
                     .lat = 26.119007,
                     .lon = 119.273207,
                     .accuracy_m = 15,
                     .point_source = STR("gps")};
    Decision d = ask(&report);
    assert_true(str_empty(d.subdistrict));
    assert_false(d.confident);
    bool pin = false, words = false;
    for (size_t i = 0; i < d.place_count; i++) {
        pin = pin || str_is(d.places[i].subdistrict, WUFENG);
        words = words || str_is(d.places[i].subdistrict, GUXI);
    }
    assert_true(pin && words);
    assert_reason(&d, "两者不一致", "contradict each other");
}
