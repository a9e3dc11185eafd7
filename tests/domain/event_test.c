#include "test.h"

#include "base/json.h"
#include "domain/event.h"

static EventHead check_in(void)
{
    static const Commitment commitments[] = {{STR("photo:7"), STR("aa")}, {STR("note"), STR("bb")}};
    return (EventHead){.jurisdiction = STR("350102"),
                       .number = STR("GL20260604-0001"),
                       .seq = 3,
                       .at = TEST_NOW,
                       .action = ACTION_CHECK_IN,
                       .relation = RELATION_LEAD,
                       .person = STR("p1"),
                       .role = ROLE_DEPARTMENT_HANDLER,
                       .unit = STR("YLZX"),
                       .from = CASE_CALLING,
                       .to = CASE_CALLING,
                       .call = 1,
                       .change = STR("{\"calls\":{\"1\":{\"state\":\"PRESENT\"}}}"),
                       .commitments = commitments,
                       .commitment_count = 2,
                       .prev = STR("cc")};
}

TEST(an_events_bytes_are_written_in_one_fixed_order)
{
    Ctx ctx = test_ctx();
    EventHead head = check_in();
    assert_str(event_bytes(ctx.arena, &head),
               "{\"v\":1,\"jurisdiction\":\"350102\",\"number\":\"GL20260604-0001\",\"seq\":3,\"at\":1780538400000,"
               "\"action\":\"check_in\",\"relation\":\"LEAD\",\"person\":\"p1\",\"role\":\"DEPARTMENT_HANDLER\","
               "\"unit\":\"YLZX\",\"from\":\"CALLING\",\"to\":\"CALLING\",\"call\":1,"
               "\"change\":{\"calls\":{\"1\":{\"state\":\"PRESENT\"}}},\"detail\":{},"
               "\"commitments\":[{\"field\":\"photo:7\",\"hash\":\"aa\"},{\"field\":\"note\",\"hash\":\"bb\"}],"
               "\"prev\":\"cc\"}");
}

TEST(an_event_is_json_that_our_own_reader_accepts)
{
    Ctx ctx = test_ctx();
    EventHead head = check_in();
    head.change = head.detail = (Str){0};
    head.commitment_count = 0;
    head.unit = STR("\"<\\\n");
    const Json *read = NULL;
    assert_ok(json_parse(&ctx, event_bytes(ctx.arena, &head), &read));
    Str unit = {0};
    assert_true(json_str(json_get(read, "unit"), &unit));
    assert_str(unit, "\"<\\\n");
    assert_true(json_is_object(json_get(read, "change")));
}

/* RFC 6962 §2.1, as published with the reference test data of certificate-transparency. */
TEST(the_hash_of_an_empty_leaf_is_the_published_one)
{
    Ctx ctx = test_ctx();
    Hash hash = event_hash(STR(""));
    assert_str(hash_hex(ctx.arena, &hash), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(one_changed_byte_changes_the_link)
{
    Ctx ctx = test_ctx();
    EventHead head = check_in();
    Hash before = event_hash(event_bytes(ctx.arena, &head));
    head.person = STR("p2");
    Hash after = event_hash(event_bytes(ctx.arena, &head));
    assert_false(hash_eq(&before, &after));
}
