/* Where a test's store is: a file in its folder, or, with GULOU_TEST_DATABASE=postgres://..., a schema of its own on that
 * server, so that the same stories run on both engines. */
#ifndef GULOU_TESTS_SUPPORT_STORES_H
#define GULOU_TESTS_SUPPORT_STORES_H

#include "test.h"

const char *test_store(Ctx *ctx, const char *folder); /* for DbOptions.path; the same folder gives the same store */
bool test_store_is_server(void);

#endif
