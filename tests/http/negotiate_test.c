#include "test.h"

#include <zlib.h>

#include "http/negotiate.h"
#include "http/peer.h"
#include "http/response.h"

TEST(a_coding_is_used_only_when_the_client_takes_it)
{
    assert_true(encoding_accepted(STR("gzip"), "gzip"));
    assert_true(encoding_accepted(STR("br;q=1.0, GZIP;q=0.5"), "gzip"));
    assert_true(encoding_accepted(STR("*"), "gzip"));
    assert_false(encoding_accepted(STR(""), "gzip"));
    assert_false(encoding_accepted(STR("br, deflate"), "gzip"));
    assert_false(encoding_accepted(STR("gzip;q=0"), "gzip"));
    assert_false(encoding_accepted(STR("gzip;q=0, *"), "gzip"));
    assert_false(encoding_accepted(STR("*;q=0.0"), "gzip"));
    assert_false(encoding_accepted(STR("xgzip"), "gzip"));
}

TEST(compressed_text_comes_back_whole_and_pictures_are_left_alone)
{
    Ctx ctx = test_ctx();
    Str plain = str_printf(ctx.arena, "%03000d", 7), packed;
    assert_true(gzip_text(ctx.arena, plain, &packed));
    unsigned char back[4000];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)packed.at,
                  .avail_in = (unsigned)packed.len,
                  .next_out = back,
                  .avail_out = sizeof back};
    assert_int_equal(inflateInit2(&z, 31), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, plain.len);
    assert_memory_equal(back, plain.at, plain.len);
    (void)inflateEnd(&z);
    assert_true(content_compressible("application/json"));
    assert_true(content_compressible("text/html; charset=utf-8"));
    assert_false(content_compressible("image/jpeg"));
    assert_false(content_compressible("text/event-stream"));
}

TEST(text_that_would_grow_is_sent_as_it_is)
{
    Ctx ctx = test_ctx();
    Rand rand = rand_seeded(3);
    char noise[2000];
    Str packed;
    rand_bytes(&rand, noise, sizeof noise);
    assert_false(gzip_text(ctx.arena, (Str){noise, sizeof noise}, &packed));
}

TEST(entity_tags_are_compared_weakly_and_in_lists)
{
    assert_true(etag_matches(STR("\"a\""), STR("\"a\"")));
    assert_true(etag_matches(STR("W/\"a\""), STR("\"a\"")));
    assert_true(etag_matches(STR("\"x\", W/\"a\" "), STR("W/\"a\"")));
    assert_true(etag_matches(STR("*"), STR("\"a\"")));
    assert_false(etag_matches(STR("\"ab\""), STR("\"a\"")));
    assert_false(etag_matches(STR(""), STR("\"a\"")));
    assert_false(etag_matches(STR("*"), STR("")));
}

TEST(no_header_can_be_smuggled_into_an_answer)
{
    Ctx ctx = test_ctx();
    Response res = {.ctx = &ctx, .file = -1};
    response_header(&res, "Location", STR("/a\r\nSet-Cookie: x=1"));
    assert_str(res.headers[0].value, "/a");
}

TEST(address_blocks_hold_what_they_should)
{
    Ctx ctx = test_ctx();
    PeerBlock at[3];
    PeerBlocks blocks = {at, 3};
    Peer peer;
    assert_true(peer_block_parse(STR("10.0.0.0/9"), &at[0]));
    assert_true(peer_block_parse(STR("fd00::/8"), &at[1]));
    assert_true(peer_block_parse(STR("192.0.2.7"), &at[2]));
    assert_true(peer_parse(STR("10.127.255.255"), &peer) && peer_in(&peer, &blocks));
    assert_true(peer_parse(STR("10.128.0.0"), &peer) && !peer_in(&peer, &blocks));
    assert_true(peer_parse(STR("fd12::1"), &peer) && peer_in(&peer, &blocks));
    assert_true(peer_parse(STR("::ffff:192.0.2.7"), &peer) && peer_in(&peer, &blocks));
    assert_str(peer_text(ctx.arena, &peer), "192.0.2.7");
    Peer other;
    assert_true(peer_parse(STR("2001:db8::1"), &peer) && peer_parse(STR("2001:db8::ffff:2"), &other));
    peer = peer_network(&peer), other = peer_network(&other);
    assert_memory_equal(&peer, &other, sizeof peer);
    assert_true(peer_parse(STR("192.0.2.7"), &peer) && peer_parse(STR("192.0.2.8"), &other));
    peer = peer_network(&peer), other = peer_network(&other);
    assert_memory_not_equal(&peer, &other, sizeof peer);
    assert_false(peer_block_parse(STR("10.0.0.0/33"), &at[0]));
    assert_false(peer_block_parse(STR("10.0.0/8"), &at[0]));
    assert_false(peer_parse(STR("1.2.3.4:80"), &peer));
}
