/* Whatever another city's Open311 server may answer, in either form: what comes out is bounded, is UTF-8, and holds no
 * control character that could do harm on our case. The first byte chooses the form. */
#include "base/utf8.h"
#include "net/geo_answer.h"

#include "fuzz/fuzz.h"

static void check_words(Str text)
{
    ALWAYS(text.len <= 4000);
    ALWAYS(utf8_valid(text));
    for (size_t i = 0; i < text.len; i++)
        ALWAYS((unsigned char)text.at[i] >= 0x20 && text.at[i] != 0x7f);
}

FUZZ(ctx, input)
{
    GeoRequests out;
    if (input.len == 0)
        return;
    GeoFormat format = input.at[0] == 'x' ? GEO_XML : GEO_JSON;
    if (geo_answer_read(ctx, str_slice(input, 1, input.len), format, &out) != OK)
        return;
    ALWAYS(out.len <= GEO_REQUESTS_MOST);
    check_words(out.error);
    for (size_t i = 0; i < out.len; i++) {
        check_words(out.at[i].id);
        check_words(out.at[i].token);
        check_words(out.at[i].status);
        check_words(out.at[i].notes);
        check_words(out.at[i].description);
    }
}
