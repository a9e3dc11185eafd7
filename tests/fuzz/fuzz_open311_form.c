/* A form of Open311 as anybody may send it: attribute[CODE] in whatever shape. What is read points into what was sent,
 * is bounded, and no answer stands twice. */
#include "base/utf8.h"
#include "channels/open311.h"
#include "http/path.h"

#include "fuzz/fuzz.h"

FUZZ(ctx, input)
{
    NameValues fields = {0};
    Answers answers;
    if (!utf8_valid(input) || !query_parse(ctx->arena, input, 200, &fields))
        return;
    if (open311_read_answers(ctx, &fields, STR("E0102"), &answers) != OK)
        return;
    ALWAYS(answers.len <= QUESTIONS_MAX);
    for (size_t i = 0; i < answers.len; i++) {
        ALWAYS(answers.at[i].count >= 1 && answers.at[i].count <= QUESTION_OPTIONS_MAX);
        for (size_t j = 0; j < answers.at[i].count; j++)
            ALWAYS(utf8_printable(answers.at[i].values[j]) && answers.at[i].values[j].len > 0);
        for (size_t j = 0; j < i; j++)
            ALWAYS(!str_eq(answers.at[i].code, answers.at[j].code));
    }
    for (size_t i = 0; i < fields.count; i++)
        (void)open311_is_address(fields.at[i].value);
}
