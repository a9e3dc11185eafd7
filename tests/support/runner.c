/* Runs a file's registered tests with cmocka; an argument runs only those whose name contains it. */
#include "test.h"

#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

enum { TESTS_MAX = 500, FOLDERS_MAX = 64 };

static struct CMUnitTest tests[TESTS_MAX];
static size_t test_count;
static Arena *shared_arena;
static Rand shared_rand;
static char folders[FOLDERS_MAX][64];
static size_t folder_count;

void test_register(const char *name, void (*body)(void **))
{
    if (test_count == TESTS_MAX)
        abort();
    tests[test_count++] = (struct CMUnitTest){.name = name, .test_func = body};
}

Ctx test_ctx(void)
{
    shared_rand = rand_seeded(42);
    return (Ctx){.arena = shared_arena, .now = TEST_NOW, .rand = &shared_rand, .jurisdiction = STR("350102")};
}

char *test_folder(void)
{
    if (folder_count == FOLDERS_MAX)
        abort();
    char *folder = folders[folder_count++];
    strcpy(folder, "/tmp/gulou-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        abort();
    return folder;
}

void test_assert_str(Str s, const char *z, const char *file, int line)
{
    if (str_is(s, z))
        return;
    print_error("\"" STR_FMT "\" is not \"%s\"\n", STR_ARG(s), z);
    _fail(file, line);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0)
        return 2;
    shared_arena = arena_new((size_t)1 << 32);
    size_t kept = 0;
    for (size_t i = 0; i < test_count; i++)
        if (argc < 2 || strstr(tests[i].name, argv[1]) != NULL)
            tests[kept++] = tests[i];
    int failed = _cmocka_run_group_tests(argv[0], tests, kept, NULL, NULL);
    for (size_t i = 0; i < folder_count; i++)
        (void)nftw(folders[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(shared_arena);
    return failed;
}
