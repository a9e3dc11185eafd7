/* The notes; see lines.h. */
#include "demo/lines.h"

static const struct Line {
    Action action;
    const char *text;
} lines[] = {
    {ACTION_CORRECT, "按描述更正事项类别与位置。"},
    {ACTION_TRANSFER, "现场位于贵街道辖区，请接收办理。"},
    {ACTION_TRANSFER, "经核对点位，归贵街道管辖。"},
    {ACTION_ASK_VERIFY, "请到现场看一下是否属实，拍照反馈。"},
    {ACTION_ASK_VERIFY, "描述不够清楚，请就近核实。"},
    {ACTION_REPORT_FINDING, "已到现场，情况属实。"},
    {ACTION_REPORT_FINDING, "现场查看，与反映的一致，范围约十米。"},
    {ACTION_RESPOND, "已收到，马上安排。"},
    {ACTION_RESPOND, "已受理，正在协调处置力量。"},
    {ACTION_RESPOND, "收到，感谢反映。"},
    {ACTION_CONTACT, "已电话联系诉求人，确认地点和情况。"},
    {ACTION_CONTACT, "已与诉求人通话，告知办理时限。"},
    {ACTION_ASSIGN, "请今日到场处置，完成后拍照。"},
    {ACTION_ASSIGN, "请网格先行处置，需要部门支援及时呼叫。"},
    {ACTION_CALL, "请到场会同处置。"},
    {ACTION_CALL, "现场需要专业力量，请尽快报到。"},
    {ACTION_RETURN_ASSIGNMENT, "超出社区处置能力，建议呼叫主管部门。"},
    {ACTION_SIGN, "已签收，安排人员前往。"},
    {ACTION_COUNTERSIGN, "同意呼叫。"},
    {ACTION_CHECK_IN, "已到现场。"},
    {ACTION_DISPUTE, "经查该设施不属我单位管养，应由所列单位负责。"},
    {ACTION_ARBITRATE, "经核对权属资料，裁定如上。"},
    {ACTION_ESCALATE, "涉及多个单位、权属不清，请区中心协调。"},
    {ACTION_INSTRUCT, "请属地牵头，区中心跟踪，办结后报告。"},
    {ACTION_PROGRESS, "已设置围挡和警示，正在处置。"},
    {ACTION_PROGRESS, "人员和材料已到位，预计当日完成。"},
    {ACTION_PROGRESS, "已与当事人沟通，正在整改。"},
    {ACTION_URGE, "请加快办理，诉求人多次来电。"},
    {ACTION_SUPERVISE, "列入督办，请按期办结。"},
    {ACTION_EXTEND, "需采购配件，申请延长办理时间。"},
    {ACTION_SUSPEND, "需等待主管单位施工窗口，申请挂起。"},
    {ACTION_DECIDE, "同意。"},
    {ACTION_FINISH_CALL, "协办部分已完成。"},
    {ACTION_CONFIRM_CALL, "现场确认完成。"},
    {ACTION_ANSWER, "已电话答复诉求人：说明了政策依据、办理地点和所需材料，诉求人表示清楚。"},
    {ACTION_ANSWER, "已答复：该事项办理条件、窗口地址与咨询电话均已告知。"},
    {ACTION_SEND_BACK, "现场仍有残留，请返工后再报。"},
    {ACTION_SEND_BACK, "照片看不出处置结果，请补充处置。"},
    {ACTION_PASS, "核查属实，处置到位。"},
    {ACTION_PASS, "已回访，同意办结。"},
    {ACTION_RATE, "处理得很快，谢谢。"},
    {ACTION_RATE, "解决了，辛苦了。"},
    {ACTION_RATE, ""},
    {ACTION_RATE, ""},
    {ACTION_REOPEN, "过了几天又出现了，请再来看看。"},
    {ACTION_REJECT, "不属本区受理范围，已告知去向。"},
    {ACTION_APPEAL, "我认为这应当由区里管，请复核。"},
    {ACTION_WITHDRAW, "已经自己解决了，不用来了。"},
    {ACTION_MERGE, "与主件为同一事项，并案办理。"},
    {ACTION_SCORE_CALLEE, "到场及时，配合良好。"},
    {ACTION_SCORE_CALLER, "情况说明清楚。"},
};

static const struct Element {
    const char *field, *text;
} elements[] = {
    {"contacted", "已电话联系诉求人并告知进展。"},
    {"contacted", "现场向诉求人说明了处置情况。"},
    {"contacted", "匿名件，已在现场张贴告知。"},
    {"measure", "已清理干净并加强巡查。"},
    {"measure", "已修复并恢复使用。"},
    {"measure", "已劝导整改，现场恢复正常。"},
    {"measure", "已更换损坏部件，现场验收。"},
    {"limit", "当日完成，后续一周内复查。"},
    {"limit", "按时限完成，列入日常巡查。"},
};

Str line_for(Action action, Rand *rand)
{
    const char *found[8];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(lines) && count < COUNT_OF(found); i++)
        if (lines[i].action == action)
            found[count++] = lines[i].text;
    return count > 0 ? str_of(found[rand_below(rand, count)]) : STR("");
}

Str line_element(const char *field, Rand *rand)
{
    const char *found[8];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(elements) && count < COUNT_OF(found); i++)
        if (str_is(str_of(field), elements[i].field))
            found[count++] = elements[i].text;
    return count > 0 ? str_of(found[rand_below(rand, count)]) : STR("");
}
