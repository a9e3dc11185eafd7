/* Network addresses of clients: compared as IPv6, with IPv4 mapped into it. */
#ifndef GULOU_HTTP_PEER_H
#define GULOU_HTTP_PEER_H

#include "base/ctx.h"
#include "http/request.h"

struct sockaddr;

typedef struct Peer {
    unsigned char bytes[16];
} Peer;

typedef struct PeerBlock { /* a CIDR block */
    Peer base;
    int bits;
} PeerBlock;

typedef struct PeerBlocks {
    PeerBlock *at;
    size_t count;
} PeerBlocks;

Peer peer_of(const struct sockaddr *address);
/* What one subscriber can have many of is counted as one: an IPv6 /64. */
Peer peer_network(const Peer *peer);
bool peer_parse(Str text, Peer *out);
Str peer_text(Arena *arena, const Peer *peer);
bool peer_block_parse(Str text, PeerBlock *out); /* "10.0.0.0/8", "::1" */
bool peer_in(const Peer *peer, const PeerBlocks *blocks);
/* Who really asks: the last address of X-Forwarded-For that is no trusted proxy, when `peer` itself is one. */
Str peer_client(Arena *arena, const Peer *peer, const PeerBlocks *trusted, const NameValues *headers);

#endif
