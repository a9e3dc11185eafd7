/* The field's closed sets, each written once: code, Chinese, English (DOMAIN words).
 * A table becomes the enum, the stable code (API, database, events) and the name shown to people. */
#ifndef GULOU_DOMAIN_WORDS_H
#define GULOU_DOMAIN_WORDS_H

#include "base/messages.h"

#define CASE_STATES(X)                                                                                                 \
    X(SUBMITTED, "已提交", "Submitted")                                                                                \
    X(ROUTED, "待响应", "Waiting for response")                                                                        \
    X(VERIFYING, "待核实", "Being verified")                                                                           \
    X(ACCEPTED, "已响应", "Accepted")                                                                                  \
    X(ASSIGNED, "属地处置", "Assigned locally")                                                                        \
    X(CALLING, "呼叫中", "Calling units")                                                                              \
    X(HANDLING, "处置中", "Being handled")                                                                             \
    X(SUSPENDED, "挂起", "Suspended")                                                                                  \
    X(ESCALATED, "上报区中心", "With the district centre")                                                             \
    X(REVIEW, "待核查", "Under review")                                                                                \
    X(RESOLVED, "已办结·待评价", "Resolved, awaiting rating")                                                          \
    X(CLOSED, "已结案", "Closed")                                                                                      \
    X(REJECTED, "不予受理", "Not accepted")                                                                            \
    X(MERGED, "并件", "Merged")                                                                                        \
    X(WITHDRAWN, "已撤回", "Withdrawn")

#define CALL_STATES(X)                                                                                                 \
    X(PENDING, "待会签", "Awaiting counter-signature")                                                                 \
    X(ISSUED, "待签收", "Issued")                                                                                      \
    X(SIGNED, "已签收", "Signed")                                                                                      \
    X(PRESENT, "已报到", "Checked in")                                                                                 \
    X(WORKING, "处置中", "Working")                                                                                    \
    X(DONE, "已完成", "Done")                                                                                          \
    X(CONFIRMED, "已确认", "Confirmed")                                                                                \
    X(DISPUTED, "申诉中", "Disputed")                                                                                  \
    X(UPHELD, "申诉成立", "Dispute upheld")                                                                            \
    X(CANCELLED, "已取消", "Cancelled")                                                                                \
    X(RELEASED, "已解除", "Released")

/* What a person may do to a case, then to one call of it, then what the system does as a consequence. */
#define ACTIONS(X)                                                                                                     \
    X(SUBMIT, "提交", "Submit")                                                                                        \
    X(WITHDRAW, "撤回", "Withdraw")                                                                                    \
    X(ADD_NOTE, "补充说明", "Add information")                                                                         \
    X(RESPOND, "响应", "Respond")                                                                                      \
    X(ASK_VERIFY, "请求核实", "Ask to verify")                                                                         \
    X(REPORT_FINDING, "核实反馈", "Report finding")                                                                    \
    X(TRANSFER, "申请转办", "Ask to transfer")                                                                         \
    X(ESCALATE, "上报", "Escalate")                                                                                    \
    X(MERGE, "并件", "Merge")                                                                                          \
    X(UNMERGE, "撤销并件", "Undo merge")                                                                               \
    X(REJECT, "不予受理", "Reject")                                                                                    \
    X(APPEAL, "申请复核", "Appeal")                                                                                    \
    X(ASSIGN, "派遣", "Assign")                                                                                        \
    X(REASSIGN, "改派", "Reassign")                                                                                    \
    X(START, "开始处置", "Start")                                                                                      \
    X(RETURN_ASSIGNMENT, "退回", "Return assignment")                                                                  \
    X(CALL, "呼叫", "Call units")                                                                                      \
    X(CHANGE_LEAD, "变更牵头", "Change lead")                                                                          \
    X(ANSWER, "直接答复", "Answer")                                                                                    \
    X(PROGRESS, "报告进展", "Report progress")                                                                         \
    X(ASK_CO_UNIT, "请求协办", "Ask for a co-unit")                                                                    \
    X(PROPOSE_DONE, "申请办结", "Propose done")                                                                        \
    X(SUSPEND, "申请挂起", "Ask to suspend")                                                                           \
    X(EXTEND, "申请延期", "Ask to extend")                                                                             \
    X(DECIDE, "审批", "Decide a request")                                                                              \
    X(WAKE, "恢复办理", "Wake")                                                                                        \
    X(INSTRUCT, "批示退回", "Give back with instruction")                                                              \
    X(PASS, "核查通过", "Pass review")                                                                                 \
    X(SEND_BACK, "核查退回", "Send back")                                                                              \
    X(RATE, "评价", "Rate")                                                                                            \
    X(REOPEN, "重办", "Reopen")                                                                                        \
    X(CONTACT, "联系诉求人", "Log contact")                                                                            \
    X(REVEAL_REPORTER, "查看诉求人", "See the reporter")                                                               \
    X(CORRECT, "更正分类地点", "Correct classification")                                                               \
    X(URGE, "催办", "Urge")                                                                                            \
    X(SUPERVISE, "督办", "Supervise")                                                                                  \
    X(REDACT, "隐去内容", "Redact")                                                                                    \
    X(CONSENT, "公开意愿", "Consent to be shown")                                                                      \
    X(PUBLISH, "对外公开", "Show to everybody")                                                                        \
    X(UNPUBLISH, "撤下公开", "Show no more")                                                                           \
    X(FOLLOW, "关注", "Follow")                                                                                        \
    X(COUNTERSIGN, "会签", "Counter-sign")                                                                             \
    X(SIGN, "签收", "Sign")                                                                                            \
    X(CHECK_IN, "报到", "Check in")                                                                                    \
    X(START_WORK, "着手处置", "Start work")                                                                            \
    X(FINISH_CALL, "完成", "Finish")                                                                                   \
    X(CONFIRM_CALL, "确认完成", "Confirm")                                                                             \
    X(RETURN_CALL, "退回重做", "Send call back")                                                                       \
    X(DISPUTE, "申诉", "Dispute")                                                                                      \
    X(ARBITRATE, "裁定", "Arbitrate")                                                                                  \
    X(CANCEL_CALL, "取消呼叫", "Cancel call")                                                                          \
    X(RELEASE_CALL, "解除呼叫", "Release call")                                                                        \
    X(SCORE_CALLEE, "评价被呼叫单位", "Score the called unit")                                                         \
    X(SCORE_CALLER, "评价呼叫质量", "Score the caller")                                                                \
    X(TRIAGE, "自动分派", "Automatic dispatch")                                                                        \
    X(HAND_OVER, "转办生效", "Handed over")                                                                            \
    X(BEGIN_HANDLING, "进入处置", "Handling begins")                                                                   \
    X(ADMIT_REMOTE, "远程报到认可", "Remote check-in accepted")                                                        \
    X(VOID_CALLS, "呼叫全部失效", "All calls void")                                                                    \
    X(RETURN_ANSWER, "答复退回", "Answer sent back")                                                                   \
    X(PAUSE, "挂起生效", "Suspension begins")                                                                          \
    X(CLOSE, "结案", "Close")                                                                                          \
    X(CLOCK_ALERT, "时限提醒", "Clock alert")                                                                          \
    X(FORCE_ESCALATE, "自动上报", "Automatic escalation")                                                              \
    X(ERASE, "到期清除", "Erased by schedule")                                                                         \
    X(HAND_BACK, "经办人离岗", "Its person left")

#define RELATIONS(X)                                                                                                   \
    X(REPORTER, "诉求人", "Reporter")                                                                                  \
    X(OWNER_DESK, "归口指挥台", "Owner desk")                                                                          \
    X(VERIFIER, "核实人", "Verifier")                                                                                  \
    X(HANDLER, "承办人", "Handler")                                                                                    \
    X(LEAD, "牵头单位", "Lead unit")                                                                                   \
    X(CO, "协办单位", "Co-unit")                                                                                       \
    X(CALLER, "呼叫单位", "Caller")                                                                                    \
    X(DECIDER, "审批人", "Decider")                                                                                    \
    X(COUNTERSIGNER, "会签人", "Counter-signer")                                                                       \
    X(CENTRE, "区中心", "District centre")                                                                             \
    X(SUPERVISOR, "督查", "Supervisor")                                                                                \
    X(OPERATOR, "话务员", "Hotline operator")                                                                          \
    X(ANALYST, "分析员", "Analyst")                                                                                    \
    X(ADMINISTRATOR, "管理员", "Administrator")                                                                        \
    X(AUDITOR, "审计", "Auditor")                                                                                      \
    X(COMMANDER, "值班指挥", "Duty commander")                                                                         \
    X(EDITOR, "知识编辑", "Knowledge editor")                                                                          \
    X(FOLLOWER, "关注人", "Follower")                                                                                  \
    X(SYSTEM, "系统", "System")

#define ROLES(X)                                                                                                       \
    X(RESIDENT, "居民", "Resident")                                                                                    \
    X(ENTERPRISE, "企业", "Enterprise")                                                                                \
    X(HOTLINE_OPERATOR, "热线话务员", "Hotline operator")                                                              \
    X(GRID_MEMBER, "网格员", "Grid member")                                                                            \
    X(COMMUNITY_DESK, "社区工作台", "Community desk")                                                                  \
    X(SUBDISTRICT_DISPATCHER, "街道调度员", "Sub-district dispatcher")                                                 \
    X(SUBDISTRICT_LEADER, "街道领导", "Sub-district leader")                                                           \
    X(CENTRE_DISPATCHER, "区中心调度员", "Centre dispatcher")                                                          \
    X(CENTRE_LEADER, "区中心领导", "Centre leader")                                                                    \
    X(DEPARTMENT_DESK, "部门工作台", "Department desk")                                                                \
    X(DEPARTMENT_HANDLER, "部门处置人员", "Department handler")                                                        \
    X(DEPARTMENT_LEADER, "部门领导", "Department leader")                                                              \
    X(MUNICIPAL_LIAISON, "市级单位联络员", "Municipal liaison")                                                        \
    X(SUPERVISOR, "效能督查", "Supervisor")                                                                            \
    X(ANALYST, "分析员", "Analyst")                                                                                    \
    X(ADMINISTRATOR, "管理员", "Administrator")                                                                        \
    X(AUDITOR, "审计员", "Auditor")                                                                                    \
    X(DEVICE, "设备", "Device")                                                                                        \
    X(SYSTEM, "系统", "System")

#define URGENCIES(X)                                                                                                   \
    X(U1, "特急", "Critical")                                                                                          \
    X(U2, "紧急", "Urgent")                                                                                            \
    X(U3, "一般", "Ordinary")

#define DIFFICULTIES(X)                                                                                                \
    X(ORDINARY, "一般", "Ordinary")                                                                                    \
    X(HARD, "疑难", "Hard")                                                                                            \
    X(TOUGH, "攻坚", "Tough")

#define UNIT_KINDS(X)                                                                                                  \
    X(CENTRE, "区中心", "District centre")                                                                             \
    X(SUBDISTRICT, "街道（镇）", "Sub-district")                                                                       \
    X(COMMUNITY, "社区", "Community")                                                                                  \
    X(GRID, "网格", "Grid")                                                                                            \
    X(DEPARTMENT, "区直部门", "District department")                                                                   \
    X(MUNICIPAL, "市级单位", "Municipal unit")

/* T5 belongs to the case; T3, T4, T6 to each call; T7 to each request. The field has no T8. */
#define CLOCKS(X)                                                                                                      \
    X(T1, "响应", "Respond")                                                                                           \
    X(T2, "联系诉求人", "Contact the reporter")                                                                        \
    X(T3, "签收", "Sign")                                                                                              \
    X(T4, "报到", "Check in")                                                                                          \
    X(T5, "处置", "Handle")                                                                                            \
    X(T6, "申诉窗口", "Dispute window")                                                                                \
    X(T7, "审批", "Decide")                                                                                            \
    X(T9, "核查", "Review")                                                                                            \
    X(T10, "评价窗口", "Rating window")                                                                                \
    X(T11, "重办窗口", "Reopen window")

#define REQUEST_KINDS(X)                                                                                               \
    X(TRANSFER, "转办", "Transfer")                                                                                    \
    X(SUSPEND, "挂起", "Suspension")                                                                                   \
    X(EXTEND, "延期", "Extension")                                                                                     \
    X(CO_UNIT, "增加协办", "Co-unit")                                                                                  \
    X(REMOTE, "远程报到认可", "Remote check-in")                                                                       \
    X(DISPUTE, "申诉裁定", "Dispute")                                                                                  \
    X(APPEAL, "复核", "Appeal")

#define PRESENCES(X)                                                                                                   \
    X(NONE, "未报到", "Not present")                                                                                   \
    X(ON_SITE, "现场", "On site")                                                                                      \
    X(REMOTE, "远程", "Remote")

#define CHANNELS(X)                                                                                                    \
    X(WEB, "手机网页", "Phone page")                                                                                   \
    X(WECHAT, "微信公众号", "WeChat")                                                                                  \
    X(HOTLINE, "12345 热线", "12345 hotline")                                                                          \
    X(PATROL, "巡查上报", "Patrol")                                                                                    \
    X(OFFICIAL, "干部上报", "Officials")                                                                               \
    X(DEVICE, "设备", "Device")                                                                                        \
    X(MAIL, "邮件", "Mail")                                                                                            \
    X(OPEN311, "Open311", "Open311")                                                                                   \
    X(PLATFORM, "其他平台", "Other platform")

#define FINDINGS(X)                                                                                                    \
    X(NONE, "未核实", "Not verified")                                                                                  \
    X(FOUND, "属实", "Found")                                                                                          \
    X(NOT_FOUND, "未发现", "Not found")                                                                                \
    X(UNCLEAR, "不确定", "Unclear")

#define X(code, zh, en) CASE_##code,
typedef enum CaseState { CASE_STATES(X) CASE_STATE_COUNT } CaseState;
#undef X
#define X(code, zh, en) CALL_##code,
typedef enum CallState { CALL_STATES(X) CALL_STATE_COUNT } CallState;
#undef X
#define X(code, zh, en) ACTION_##code,
typedef enum Action { ACTIONS(X) ACTION_COUNT } Action;
#undef X
#define X(code, zh, en) RELATION_##code,
typedef enum Relation { RELATIONS(X) RELATION_COUNT } Relation;
#undef X
#define X(code, zh, en) ROLE_##code,
typedef enum Role { ROLES(X) ROLE_COUNT } Role;
#undef X
#define X(code, zh, en) URGENCY_##code,
typedef enum Urgency { URGENCIES(X) URGENCY_COUNT } Urgency;
#undef X
#define X(code, zh, en) DIFFICULTY_##code,
typedef enum Difficulty { DIFFICULTIES(X) DIFFICULTY_COUNT } Difficulty;
#undef X
#define X(code, zh, en) UNIT_##code,
typedef enum UnitKind { UNIT_KINDS(X) UNIT_KIND_COUNT } UnitKind;
#undef X
#define X(code, zh, en) CLOCK_##code,
typedef enum ClockKind { CLOCKS(X) CLOCK_COUNT } ClockKind;
#undef X
#define X(code, zh, en) REQUEST_##code,
typedef enum RequestKind { REQUEST_KINDS(X) REQUEST_KIND_COUNT } RequestKind;
#undef X
#define X(code, zh, en) PRESENCE_##code,
typedef enum Presence { PRESENCES(X) PRESENCE_COUNT } Presence;
#undef X
#define X(code, zh, en) CHANNEL_##code,
typedef enum Channel { CHANNELS(X) CHANNEL_COUNT } Channel;
#undef X
#define X(code, zh, en) FINDING_##code,
typedef enum Finding { FINDINGS(X) FINDING_COUNT } Finding;
#undef X

/* The code, the parser and the shown name of one set. */
#define WORDS_DECLARE(Name, name)                                                                                      \
    const char *name##_code(Name value);                                                                               \
    bool name##_parse(Str code, Name *out);                                                                            \
    Str name##_text(Name value, Lang lang);

WORDS_DECLARE(CaseState, case_state)
WORDS_DECLARE(CallState, call_state)
WORDS_DECLARE(Action, action)
WORDS_DECLARE(Relation, relation)
WORDS_DECLARE(Role, role)
WORDS_DECLARE(Urgency, urgency)
WORDS_DECLARE(Difficulty, difficulty)
WORDS_DECLARE(UnitKind, unit_kind)
WORDS_DECLARE(ClockKind, clock_kind)
WORDS_DECLARE(RequestKind, request_kind)
WORDS_DECLARE(Presence, presence)
WORDS_DECLARE(Channel, channel)
WORDS_DECLARE(Finding, finding)

/* The address of an action: ACTION_CHECK_IN is "check-in" in the URL, check_in in events and file names. */
Str action_slug(Arena *arena, Action action);
bool action_from_slug(Str slug, Action *out);

/* A set of relations, one bit each. */
typedef unsigned RelationSet;
#define REL(name) (1u << RELATION_##name)

#endif
