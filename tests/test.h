/* A test is a story: TEST(a_burst_pipe_brings_two_departments_to_one_street) { ... }
 * Each file is one program; its tests register themselves and `tests/support/runner.c` runs them with cmocka.
 * `TEST_CTX` gives an arena-backed Ctx at a fixed moment with a seeded generator. */
#ifndef GULOU_TESTS_TEST_H
#define GULOU_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* ours, of base/ctx.h */

#include "base/ctx.h"

void test_register(const char *name, void (*body)(void **));

#define TEST(name)                                                                                                     \
    static void name(void **state);                                                                                    \
    __attribute__((constructor)) static void name##_registers(void)                                                    \
    {                                                                                                                  \
        test_register(#name, name);                                                                                    \
    }                                                                                                                  \
    static void name(__attribute__((unused)) void **cmocka_state)

/* Thursday 2026-06-04 10:00 in Fuzhou (02:00 UTC): a plain working moment. */
#define TEST_NOW ((UnixMs)1780538400000)

Ctx test_ctx(void);            /* its arena is freed when the program ends */
char *test_folder(void);       /* a fresh folder under /tmp, removed when the program ends */

#define assert_ok(call) assert_int_equal((call), OK)
#define assert_err(call, err) assert_int_equal((call), (err))
#define assert_str(s, z) test_assert_str((s), (z), __FILE__, __LINE__)
void test_assert_str(Str s, const char *z, const char *file, int line);

#endif
