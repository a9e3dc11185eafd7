/* See peer.h. */
#include "http/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

enum { TEXT_MAX = 64 };

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static Peer peer_of_v4(const struct in_addr *v4)
{
    Peer peer;
    memcpy(peer.bytes, mapped, 12);
    memcpy(peer.bytes + 12, v4, 4);
    return peer;
}

Peer peer_of(const struct sockaddr *address)
{
    Peer peer = {0};
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return peer_of_v4(&v4.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        memcpy(peer.bytes, &v6.sin6_addr, 16);
    }
    return peer;
}

Peer peer_network(const Peer *peer)
{
    Peer network = *peer;
    if (memcmp(peer->bytes, mapped, 12) != 0)
        memset(network.bytes + 8, 0, 8);
    return network;
}

bool peer_parse(Str text, Peer *out)
{
    char z[TEXT_MAX];
    struct in_addr v4;
    if (text.len == 0 || text.len >= sizeof z || memchr(text.at, '\0', text.len) != NULL)
        return false;
    memcpy(z, text.at, text.len);
    z[text.len] = '\0';
    if (inet_pton(AF_INET, z, &v4) == 1) {
        *out = peer_of_v4(&v4);
        return true;
    }
    return inet_pton(AF_INET6, z, out->bytes) == 1;
}

Str peer_text(Arena *arena, const Peer *peer)
{
    char z[TEXT_MAX] = "";
    if (memcmp(peer->bytes, mapped, 12) == 0)
        (void)inet_ntop(AF_INET, peer->bytes + 12, z, sizeof z);
    else
        (void)inet_ntop(AF_INET6, peer->bytes, z, sizeof z);
    return str_copy(arena, str_of(z));
}

bool peer_block_parse(Str text, PeerBlock *out)
{
    Str address = text, bits = {0};
    int64_t n = 0;
    PeerBlock block;
    bool sized = str_cut(text, '/', &address, &bits);
    if (!peer_parse(address, &block.base))
        return false;
    bool v4 = str_find_char(address, ':') < 0;
    if (sized && (!str_to_i64(bits, &n) || n < 0 || n > (v4 ? 32 : 128)))
        return false;
    block.bits = !sized ? 128 : (int)n + (v4 ? 96 : 0);
    *out = block;
    return true;
}

static bool in_block(const Peer *peer, const PeerBlock *block)
{
    size_t whole = (size_t)block->bits / 8;
    int rest = block->bits % 8;
    if (memcmp(peer->bytes, block->base.bytes, whole) != 0)
        return false;
    return rest == 0 || ((peer->bytes[whole] ^ block->base.bytes[whole]) >> (8 - rest)) == 0;
}

bool peer_in(const Peer *peer, const PeerBlocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++)
        if (in_block(peer, &blocks->at[i]))
            return true;
    return false;
}

/* Cuts the last item off a comma list. */
static Str cut_last(Str *list)
{
    size_t at = list->len;
    while (at > 0 && list->at[at - 1] != ',')
        at--;
    Str last = str_trim(str_slice(*list, at, list->len));
    list->len = at > 0 ? at - 1 : 0;
    return last;
}

Str peer_client(Arena *arena, const Peer *peer, const PeerBlocks *trusted, const NameValues *headers)
{
    Peer client = *peer;
    for (size_t i = headers->count; i-- > 0 && peer_in(&client, trusted);) {
        const NameValue *h = &headers->at[i];
        if (h->name.len != 15 || strncasecmp(h->name.at, "x-forwarded-for", 15) != 0)
            continue;
        for (Str list = h->value; list.len > 0 && peer_in(&client, trusted);)
            if (!peer_parse(cut_last(&list), &client))
                return peer_text(arena, &client); /* what stands before nonsense is not believed */
    }
    return peer_text(arena, &client);
}
