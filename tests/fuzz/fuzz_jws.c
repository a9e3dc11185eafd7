/* Tokens as anybody may send them to the back-channel logout: whatever the bytes, a token that was read is no longer
 * than it may be, signed by an algorithm we take, and by no key of an empty set. */
#include "fuzz/fuzz.h"

#include "signon/id_token.h"

FUZZ(ctx, input)
{
    Jws jws;
    Identity who;
    const Json *keys = NULL;
    if (jws_read(ctx, input, &jws) != OK)
        return;
    ALWAYS(input.len <= JWS_MOST);
    ALWAYS(str_is(jws.alg, "RS256") || str_is(jws.alg, "PS256") || str_is(jws.alg, "ES256"));
    ALWAYS(json_is_object(jws.claims));
    ALWAYS(json_parse(ctx, STR("{\"keys\":[]}"), &keys) == OK);
    ALWAYS(jws_verify(ctx, &jws, keys) == ERR_NOT_FOUND);
    Expected expected = {STR("https://id.example"), STR("gulou"), STR("n"), STR("email")};
    if (id_token_check(ctx, &jws, &expected, &who) == OK)
        ALWAYS(!str_empty(who.subject));
    if (logout_token_check(ctx, &jws, &expected, &who) == OK)
        ALWAYS(!str_empty(who.subject) || !str_empty(who.session));
}
