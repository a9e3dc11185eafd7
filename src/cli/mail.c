/* gulou mail: what a mail server runs for each mail to the district's address (a pipe transport). It keeps the mail in
 * DIR/mail and is done; the server takes it from there. So mail is taken also while the server is down or being
 * renewed, and nothing of the store is opened here. Exits as mail servers expect: 0 taken, 65 never (too large, empty),
 * 75 try again. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/commands.h"

enum { MOST = 30 * 1024 * 1024 };
#define NOT_SAID "?"

static const SettingSpec specs[] = {
    {"data", "", "data folder of the server", 0, 0},
    {"mail.sender", NOT_SAID,
     "the envelope's sender, where the mail server does not write Return-Path itself; may be empty", 0, 0},
};

static Exit later(const Cli *cli, const char *what)
{
    Str why = str_printf(cli->ctx.arena, "%s: %s", what, strerrordesc_np(errno));
    fprintf(stderr, STR_FMT "\n", STR_ARG(message_text(cli->ctx.arena, MSG_MAIL_FOLDER, cli->ctx.lang, &why, 1)));
    return (Exit)EX_TEMPFAIL;
}

/* Only what may stand in a header. */
static bool write_sender(int fd, Str sender)
{
    char line[300];
    bool good = sender.len < 256;
    for (size_t i = 0; i < sender.len && good; i++)
        good = sender.at[i] > ' ' && sender.at[i] <= '~' && sender.at[i] != '<' && sender.at[i] != '>';
    if (str_is(sender, NOT_SAID))
        return true;
    int len = snprintf(line, sizeof line, "Return-Path: <" STR_FMT ">\r\n", STR_ARG(good ? sender : STR("invalid")));
    return fd_write(fd, (Str){line, (size_t)len});
}

/* EX_OK, EX_DATAERR or EX_TEMPFAIL. */
static int copy_in(int fd)
{
    static char room[65536];
    size_t all = 0;
    for (;;) {
        ssize_t len = read(STDIN_FILENO, room, sizeof room);
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return EX_TEMPFAIL;
        if (len == 0)
            return all == 0 ? EX_DATAERR : EX_OK;
        all += (size_t)len;
        if (all > MOST)
            return EX_DATAERR;
        if (!fd_write(fd, (Str){room, (size_t)len}))
            return EX_TEMPFAIL;
    }
}

static const char *in_folder(Cli *cli, const char *folder, Str name)
{
    return str_z(cli->ctx.arena, str_printf(cli->ctx.arena, STR_FMT "/mail/%s/" STR_FMT,
                                            STR_ARG(settings_str(cli->settings, "data")), folder, STR_ARG(name)));
}

/* Time first, so that names stand in the order in which mail came. */
static Str new_name(Cli *cli)
{
    unsigned char bits[8];
    rand_bytes(cli->ctx.rand, bits, sizeof bits);
    return str_printf(cli->ctx.arena, "%014lld." STR_FMT, (long long)cli->ctx.now,
                      STR_ARG(str_hex(cli->ctx.arena, bits, sizeof bits)));
}

static Exit take_in(Cli *cli)
{
    Str name = new_name(cli);
    const char *beside = in_folder(cli, "tmp", name), *there = in_folder(cli, "new", name);
    int folder CLEANUP(fd_close) = open(in_folder(cli, "new", STR("")), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd CLEANUP(fd_close) = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (folder < 0 || fd < 0)
        return later(cli, beside);
    int code = write_sender(fd, settings_str(cli->settings, "mail.sender")) ? copy_in(fd) : EX_TEMPFAIL;
    bool kept = code == EX_OK && fsync(fd) == 0 && rename(beside, there) == 0 && fsync(folder) == 0;
    int why = errno;
    if (!kept)
        (void)unlink(beside);
    errno = why;
    if (code == EX_DATAERR)
        fprintf(stderr, STR_FMT "\n", STR_ARG(message_text(cli->ctx.arena, MSG_MAIL_BOUNDS, cli->ctx.lang, NULL, 0)));
    else if (!kept)
        return later(cli, beside);
    return (Exit)code;
}

const Command command_mail = {
    .name = "mail",
    .words = "",
    .zh = "收一封来信（供邮件服务器的管道调用）",
    .en = "take in one mail (for a mail server's pipe)",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = take_in,
};
