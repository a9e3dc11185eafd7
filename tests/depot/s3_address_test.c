/* Where a bucket is and who we are there: what is taken, and what is refused before anything is sent. */
#include "depot/s3_address.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

static BucketSetup in_environment(void)
{
    (void)setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", 1);
    (void)setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG", 1);
    return (BucketSetup){.url = STR("s3://gulou-photos/district/one/"), .region = STR("cn-north-1"), .scratch = "/tmp"};
}

TEST(amazon_s_bucket_stands_in_the_host_and_another_s_in_the_path)
{
    Ctx ctx = test_ctx();
    S3Address address;
    BucketSetup setup = in_environment();
    assert_ok(s3_address_read(&ctx, &setup, &address));
    assert_str(address.base, "https://gulou-photos.s3.cn-north-1.amazonaws.com");
    assert_str(address.prefix, "district/one/");
    setup.endpoint = STR("https://store.gulou.example:9000/");
    assert_ok(s3_address_read(&ctx, &setup, &address));
    assert_str(address.base, "https://store.gulou.example:9000/gulou-photos");
    setup.style = STR("host");
    assert_ok(s3_address_read(&ctx, &setup, &address));
    assert_str(address.base, "https://gulou-photos.store.gulou.example:9000");
    assert_false(address.loopback);
}

TEST(photos_never_leave_the_machine_without_tls)
{
    Ctx ctx = test_ctx();
    S3Address address;
    BucketSetup setup = in_environment();
    setup.endpoint = STR("http://store.gulou.example:9000");
    assert_err(s3_address_read(&ctx, &setup, &address), ERR_INVALID);
    setup.endpoint = STR("http://localhost.evil.example");
    assert_err(s3_address_read(&ctx, &setup, &address), ERR_INVALID);
    setup.endpoint = STR("http://127.0.0.1.evil.example");
    assert_err(s3_address_read(&ctx, &setup, &address), ERR_INVALID);
    setup.endpoint = STR("http://127.0.0.1:9000");
    assert_ok(s3_address_read(&ctx, &setup, &address));
    assert_true(address.loopback);
}

TEST(an_address_that_would_have_to_be_encoded_is_refused)
{
    static const char *const urls[] = {"",           "s3://",          "s3://ab",        "https://b/",         "s3://Bucket",
                                       "s3://b_c_d", "s3://buc/a//b",  "s3://buc/../x",  "s3://buc/a/..",      "s3://buc/a b",
                                       "s3://buc/#", "s3://buc/%2e%2e", "s3://buc/a?x=1", "s3://key:pw@bucket"};
    Ctx ctx = test_ctx();
    S3Address address;
    BucketSetup setup = in_environment();
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        setup.url = str_of(urls[i]);
        assert_str(s3_address_read(&ctx, &setup, &address) == ERR_INVALID ? STR("refused") : setup.url, "refused");
    }
}

static char *key_file(Ctx *ctx, mode_t mode, Str text)
{
    char *path = str_z(ctx->arena, str_printf(ctx->arena, "%s/keys", test_folder()));
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, text.at, text.len), text.len);
    assert_int_equal(fchmod(fd, mode), 0);
    (void)close(fd);
    return path;
}

TEST(keys_come_from_a_file_that_nobody_else_can_read)
{
    Ctx ctx = test_ctx();
    S3Address address;
    BucketSetup setup = in_environment();
    Str text = STR("[default]\naws_access_key_id = FILEKEY\naws_secret_access_key=s3cr=t/+\n");
    setup.key_file = key_file(&ctx, 0600, text);
    assert_ok(s3_address_read(&ctx, &setup, &address));
    assert_str(address.key_id, "FILEKEY");
    assert_str(address.secret, "s3cr=t/+");
    setup.key_file = key_file(&ctx, 0640, text);
    assert_err(s3_address_read(&ctx, &setup, &address), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_S3_KEYS_OPEN);
    setup.key_file = key_file(&ctx, 0600, STR("aws_access_key_id = FILEKEY\n"));
    assert_err(s3_address_read(&ctx, &setup, &address), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_S3_KEYS);
    setup.key_file = "/nowhere/keys";
    assert_err(s3_address_read(&ctx, &setup, &address), ERR_NOT_FOUND);
}

TEST(without_any_key_the_server_says_where_to_put_one)
{
    Ctx ctx = test_ctx();
    S3Address address;
    BucketSetup setup = in_environment();
    (void)unsetenv("AWS_SECRET_ACCESS_KEY");
    assert_err(s3_address_read(&ctx, &setup, &address), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_S3_KEYS);
}
