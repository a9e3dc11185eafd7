/* gulou-image: the picture process. Loads its libraries, closes itself in, says hello, turns one file
 * into two clean JPEGs, and ends. It never sees a path, a name or the network; see protocol.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "photoworker/decoder.h"
#include "photoworker/sandbox.h"

enum { EXIT_UNUSABLE = 2, EXIT_NO_SANDBOX = 3, EXIT_PROTOCOL = 4, BYTES_MAX = 256 << 20 };

static bool read_all(void *into, size_t len)
{
    char *at = into;
    while (len > 0) {
        ssize_t n = read(STDIN_FILENO, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool write_all(const void *from, size_t len)
{
    const char *at = from;
    while (len > 0) {
        ssize_t n = write(STDOUT_FILENO, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static int serve_one(uint32_t formats)
{
    ImageHello hello = {IMAGE_MAGIC, formats};
    ImageRequest request;
    if (!write_all(&hello, sizeof hello))
        return EXIT_PROTOCOL;
    if (!read_all(&request, sizeof request)) /* the server went away */
        return 0;
    if (request.magic != IMAGE_MAGIC || request.bytes == 0 || request.bytes > BYTES_MAX)
        return EXIT_PROTOCOL;
    void *bytes = malloc(request.bytes);
    if (bytes == NULL || !read_all(bytes, request.bytes))
        return EXIT_PROTOCOL;

    DecodedPicture picture;
    decoder_run(&request, bytes, &picture);
    bool told = write_all(&picture.answer, sizeof picture.answer) &&
                write_all(picture.full, picture.answer.full_bytes) &&
                write_all(picture.thumb, picture.answer.thumb_bytes);
    return told ? 0 : EXIT_PROTOCOL;
}

/* Libraries write complaints about hostile files to standard error; the sanitizers' reports are kept. */
static void silence_errors(void)
{
#ifndef __SANITIZE_ADDRESS__
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0)
        (void)dup2(nowhere, STDERR_FILENO);
#endif
}

static unsigned number_of(const char *text, unsigned fallback)
{
    unsigned long n = text == NULL ? 0 : strtoul(text, NULL, 10);
    return n == 0 || n > 1 << 20 ? fallback : (unsigned)n;
}

int main(int argc, char **argv)
{
    SandboxLimits limits = {.memory_mb = 1024, .cpu_seconds = 10};
    bool self_test = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--self-test") == 0)
            self_test = true;
        else if (strcmp(argv[i], "--memory-mb") == 0 && i + 1 < argc)
            limits.memory_mb = number_of(argv[++i], limits.memory_mb);
        else if (strcmp(argv[i], "--cpu-seconds") == 0 && i + 1 < argc)
            limits.cpu_seconds = number_of(argv[++i], limits.cpu_seconds);
        else {
            fprintf(stderr, "usage: gulou-image [--memory-mb N] [--cpu-seconds N] [--self-test]\n"
                            "Started by gulou serve, which speaks to it on standard input and output.\n");
            return 1;
        }
    }
    silence_errors();
    uint32_t formats = decoder_start(argv[0]);
    if (formats == 0)
        return EXIT_UNUSABLE;
    if (!sandbox_enter(&limits))
        return EXIT_NO_SANDBOX;
    /* _exit: what the libraries would tidy up dies with the process. */
    _exit(self_test ? sandbox_self_test(&limits) : serve_one(formats));
}
