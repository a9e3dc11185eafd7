#include "test.h"

#include "base/rand.h"
#include "domain/change.h"

enum { ROUNDS = 300, STEPS = 12 };

static const CaseFile empty;

static Str written(Ctx *ctx, const CaseFile *before, const CaseFile *after)
{
    JsonOut out = json_out(ctx->arena);
    change_write(&out, before, after);
    return json_text(&out);
}

static Err applied(Ctx *ctx, Str change, CaseFile *file)
{
    const Json *json = NULL;
    TRY(json_parse(ctx, change, &json));
    return change_apply(ctx, json, file);
}

static Str random_text(Ctx *ctx)
{
    static const char *const texts[] = {"", "YLZX", "350102003", "五凤街道", "a\"b\\c", "<\n>", "CEN"};
    return str_copy(ctx->arena, str_of(texts[rand_below(ctx->rand, COUNT_OF(texts))]));
}

/* How many words the field's set has; the code of one more would be asked of nobody. */
static uint64_t word_count(const Field *field)
{
    static const struct {
        const char *code;
        uint64_t count;
    } sets[] = {{"SUBMITTED", CASE_STATE_COUNT}, {"PENDING", CALL_STATE_COUNT}, {"U1", URGENCY_COUNT},
                {"ORDINARY", DIFFICULTY_COUNT},  {"WEB", CHANNEL_COUNT},        {"FOUND", FINDING_COUNT},
                {"ON_SITE", PRESENCE_COUNT},     {"T1", CLOCK_COUNT},           {"TRANSFER", REQUEST_KIND_COUNT}};
    int64_t ignored = 0;
    for (size_t i = 0; i < COUNT_OF(sets); i++)
        if (field->parse(str_of(sets[i].code), &ignored))
            return sets[i].count;
    abort();
}

static void scramble(Ctx *ctx, const Field *field, char *owner)
{
    int64_t *number = (int64_t *)(void *)(owner + field->offset);
    if (field->type == FIELD_STR)
        *(Str *)(void *)(owner + field->offset) = random_text(ctx);
    else if (field->type == FIELD_WORD)
        *number = (int64_t)rand_below(ctx->rand, word_count(field));
    else
        *number = (int64_t)rand_below(ctx->rand, 3) - 1 + (int64_t)rand_below(ctx->rand, 2) * (INT64_MAX / 4);
}

static void scramble_some(Ctx *ctx, const Field *fields, size_t count, char *owner)
{
    for (size_t n = rand_below(ctx->rand, 5); n > 0; n--)
        scramble(ctx, &fields[rand_below(ctx->rand, count)], owner);
}

static void grow(Ctx *ctx, CaseFile *file)
{
    if (file->call_count < CASE_CALLS_MAX && rand_below(ctx->rand, 3) == 0) {
        file->calls[file->call_count] = (Call){.no = (int64_t)file->call_count + 1};
        file->call_count++;
    }
    if (file->clock_count < CASE_CLOCKS_MAX && rand_below(ctx->rand, 2) == 0) {
        file->clocks[file->clock_count] =
            (CaseClock){.id = str_printf(ctx->arena, "T4/%zu#2", file->clock_count), .kind = CLOCK_T4};
        file->clock_count++;
    }
    if (file->request_count < CASE_REQUESTS_MAX && rand_below(ctx->rand, 3) == 0) {
        file->requests[file->request_count] = (CaseRequest){.no = (int64_t)file->request_count + 1};
        file->request_count++;
    }
}

static void mutate(Ctx *ctx, CaseFile *file)
{
    scramble_some(ctx, case_fields, case_field_count, (char *)&file->c);
    grow(ctx, file);
    if (file->call_count > 0)
        scramble_some(ctx, call_fields + 1, call_field_count - 1,
                      (char *)&file->calls[rand_below(ctx->rand, file->call_count)]);
    if (file->clock_count > 0)
        scramble_some(ctx, clock_fields + 1, clock_field_count - 1,
                      (char *)&file->clocks[rand_below(ctx->rand, file->clock_count)]);
    if (file->request_count > 0)
        scramble_some(ctx, request_fields + 1, request_field_count - 1,
                      (char *)&file->requests[rand_below(ctx->rand, file->request_count)]);
}

TEST(whatever_happens_to_a_case_its_events_alone_rebuild_it)
{
    Ctx ctx = test_ctx();
    CaseFile *truth = ARENA_NEW(ctx.arena, CaseFile);
    CaseFile *before = ARENA_NEW(ctx.arena, CaseFile);
    CaseFile *rebuilt = ARENA_NEW(ctx.arena, CaseFile);
    for (size_t round = 0; round < ROUNDS; round++) {
        *truth = *rebuilt = empty;
        for (size_t step = 0; step < STEPS; step++) {
            *before = *truth;
            mutate(&ctx, truth);
            Str change = written(&ctx, before, truth);
            assert_ok(applied(&ctx, change, rebuilt));
            assert_str(change_first_difference(ctx.arena, truth, rebuilt), "");
            assert_str(written(&ctx, before, rebuilt), str_z(ctx.arena, change)); /* the bytes are canonical */
        }
        assert_str(written(&ctx, truth, rebuilt), "{}");
    }
}

TEST(a_case_that_did_not_change_writes_an_empty_object)
{
    Ctx ctx = test_ctx();
    assert_str(written(&ctx, &empty, &empty), "{}");
    assert_ok(applied(&ctx, STR("{}"), &(CaseFile){0}));
}

TEST(a_response_writes_only_what_the_response_changed)
{
    Ctx ctx = test_ctx();
    CaseFile before = {.c = {.number = STR("GL1"), .state = CASE_ROUTED, .owner = STR("350102003")}, .clock_count = 1};
    before.clocks[0] = (CaseClock){.id = STR("T1"), .started_at = 5, .due_at = 600005};
    CaseFile after = before;
    after.c.state = CASE_ACCEPTED;
    after.c.responded_at = 7;
    after.clocks[0].stopped_at = 7;
    after.clocks[1] = (CaseClock){.id = STR("T2"), .kind = CLOCK_T2, .limit = STR("24h")};
    after.clock_count = 2;
    assert_str(written(&ctx, &before, &after),
               "{\"case\":{\"state\":\"ACCEPTED\",\"responded_at\":7},"
               "\"clocks\":{\"T1\":{\"stopped_at\":7},\"T2\":{\"kind\":\"T2\",\"limit\":\"24h\"}}}");
}

TEST(a_new_element_of_zeroes_is_not_lost)
{
    Ctx ctx = test_ctx();
    CaseFile after = {.calls = {{.no = 1}}, .call_count = 1};
    CaseFile rebuilt = {0};
    Str change = written(&ctx, &empty, &after);
    assert_str(change, "{\"calls\":{\"1\":{}}}");
    assert_ok(applied(&ctx, change, &rebuilt));
    assert_int_equal(rebuilt.call_count, 1);
    assert_int_equal(rebuilt.calls[0].no, 1);
}

TEST(a_call_that_came_back_to_zero_is_written_as_such)
{
    Ctx ctx = test_ctx();
    CaseFile before = {.calls = {{.no = 1, .lead = 1, .person = STR("p1")}}, .call_count = 1};
    CaseFile after = before;
    after.calls[0].lead = 0;
    after.calls[0].person = (Str){0};
    assert_str(written(&ctx, &before, &after), "{\"calls\":{\"1\":{\"lead\":0,\"person\":\"\"}}}");
}

TEST(rows_that_the_store_hands_in_another_order_are_the_same_case)
{
    Ctx ctx = test_ctx();
    CaseFile a = {.clocks = {{.id = STR("T1"), .due_at = 1}, {.id = STR("T10"), .due_at = 2}}, .clock_count = 2};
    CaseFile b = {.clocks = {a.clocks[1], a.clocks[0]}, .clock_count = 2};
    assert_str(written(&ctx, &a, &b), "{}");
    assert_str(change_first_difference(ctx.arena, &a, &b), "");
}

TEST(verify_is_told_the_first_field_that_differs)
{
    Ctx ctx = test_ctx();
    CaseFile a = {.calls = {{.no = 1}, {.no = 2, .state = CALL_SIGNED}}, .call_count = 2};
    CaseFile b = a;
    b.calls[1].state = CALL_PRESENT;
    assert_str(change_first_difference(ctx.arena, &a, &b), "calls/2/state");
    b.c.owner = STR("CEN");
    assert_str(change_first_difference(ctx.arena, &a, &b), "case/owner");
    CaseFile more = {.clocks = {{.id = STR("T7/r1")}}, .clock_count = 1};
    assert_str(change_first_difference(ctx.arena, &empty, &more), "clocks/T7/r1/id");
    assert_str(change_first_difference(ctx.arena, &more, &empty), "clocks/T7/r1/id");
}

TEST(a_change_that_no_writer_of_ours_wrote_changes_nothing)
{
    static const char *const broken[] = {
        "[]",
        "{\"case\":1}",
        "{\"case\":{\"state\":\"ASLEEP\"}}",
        "{\"case\":{\"state\":3}}",
        "{\"case\":{\"owner\":\"CEN\",\"rework\":\"1\"}}",
        "{\"case\":{\"owner\":\"CEN\"},\"calls\":{\"x\":{}}}",
        "{\"case\":{\"owner\":\"CEN\"},\"calls\":{\"0\":{}}}",
        "{\"case\":{\"owner\":\"CEN\"},\"calls\":{\"1\":{\"no\":2}}}",
        "{\"case\":{\"owner\":\"CEN\"},\"calls\":[]}",
        "{\"case\":{\"owner\":\"CEN\"},\"clocks\":{\"\":{}}}",
        "{\"case\":{\"owner\":\"CEN\"},\"photos\":{}}",
        "{\"case\":{\"owner\":\"CEN\"},\"calls\":{\"1\":7}}",
    };
    Ctx ctx = test_ctx();
    CaseFile file = {0};
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        assert_err(applied(&ctx, str_of(broken[i]), &file), ERR_INVALID);
        assert_str(change_first_difference(ctx.arena, &file, &empty), "");
    }
}

TEST(a_file_that_is_full_takes_no_further_call)
{
    Ctx ctx = test_ctx();
    CaseFile file = {.call_count = CASE_CALLS_MAX};
    for (size_t i = 0; i < CASE_CALLS_MAX; i++)
        file.calls[i].no = (int64_t)i + 1;
    assert_err(applied(&ctx, STR("{\"calls\":{\"25\":{}}}"), &file), ERR_INVALID);
    assert_ok(applied(&ctx, STR("{\"calls\":{\"24\":{\"lead\":1}}}"), &file));
}

/* Each byte of a struct belongs to exactly one listed field: no field is missing, none stands twice. */
static void covers(const Field *fields, size_t count, size_t size)
{
    unsigned char bytes[1024] = {0};
    assert_true(size <= sizeof bytes);
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < (fields[i].type == FIELD_STR ? sizeof(Str) : sizeof(int64_t)); b++)
            bytes[fields[i].offset + b]++;
    for (size_t b = 0; b < size; b++)
        assert_int_equal(bytes[b], 1);
}

TEST(no_field_of_a_case_file_is_left_out_of_its_events)
{
    covers(case_fields, case_field_count, sizeof(Case));
    covers(call_fields, call_field_count, sizeof(Call));
    covers(clock_fields, clock_field_count, sizeof(CaseClock));
    covers(request_fields, request_field_count, sizeof(CaseRequest));
}
