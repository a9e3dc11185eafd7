/* gulou verify: does what is stored agree with itself, and with what a witness kept? Reads only, so it may run beside
 * the server. Exit 0: all agrees; 1: faults were found (each on standard output), or it could not be done. */
#include <stdio.h>
#include <sys/mman.h>

#include "base/fd.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/depot.h"
#include "cli/progress.h"
#include "insight/verify.h"
#include "photos/kept.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    DEPOT_SPECS,
    {"verify.json", "0", "print one JSON object instead of sentences", 0, 1},
    {"verify.skip_photos", "0", "do not read the photos' files", 0, 1},
    {"verify.key", "", "the log's public key as a witness knows it, in hex", 0, 0},
    {"verify.head", "", "SIZE:ROOT of a log head that a witness kept", 0, 0},
};

typedef struct Verifying {
    const Cli *cli;
    Depot *depot;
    bool json;
    int64_t told;
    Progress progress;
} Verifying;

static void print_json_fault(Verifying *self, const VerifyFault *fault)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    JsonOut out = json_out(arena);
    json_open(&out, '{');
    json_field_str(&out, "fault", str_of(fault_code(fault->fault)));
    json_field_str(&out, "jurisdiction", fault->jurisdiction);
    json_field_opt(&out, "number", fault->number);
    json_field_str(&out, "detail", fault->detail);
    json_close(&out, '}');
    printf("%s" STR_FMT, self->told > 0 ? "," : "", STR_ARG(json_text(&out)));
}

static void on_fault(void *context, const VerifyFault *fault)
{
    Verifying *self = context;
    if (self->json)
        print_json_fault(self, fault);
    else
        printf("%s\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t%s\n", fault_code(fault->fault),
               STR_ARG(fault->jurisdiction), STR_ARG(fault->number), STR_ARG(fault->detail),
               fault_text(fault->fault, self->cli->ctx.lang));
    self->told++;
}

static void on_progress(void *context, int64_t done, int64_t all)
{
    progress_show(&((Verifying *)context)->progress, done, all);
}

/* Mapped, not read: memory does not grow with the photo. */
static Err hash_photo(void *context, Ctx *ctx, Str id, Hash *out)
{
    const Verifying *self = context;
    DepotOpened opened;
    TRY(photo_open(ctx, self->depot, id, PHOTO_FULL, &opened));
    int fd CLEANUP(fd_close) = opened.fd;
    if (opened.bytes == 0) {
        *out = hash_sha256(STR(""));
        return OK;
    }
    void *at = mmap(NULL, (size_t)opened.bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return fail(ctx, ERR_STORAGE, MSG_PICTURE_UNREADABLE);
    *out = hash_sha256((Str){at, (size_t)opened.bytes});
    (void)munmap(at, (size_t)opened.bytes);
    return OK;
}

static Err read_witness(Cli *cli, Witness *out)
{
    Hash checked;
    Str size, head = settings_str(cli->settings, "verify.head");
    Witness witness = {.public_key = settings_str(cli->settings, "verify.key")};
    if (!str_empty(witness.public_key) && !hash_unhex(witness.public_key, &checked))
        return fail(&cli->ctx, ERR_INVALID, MSG_VERIFY_KEY);
    bool split = str_cut(head, ':', &size, &witness.root);
    if (split && (!str_to_i64(size, &witness.size) || witness.size <= 0 || !hash_unhex(witness.root, &checked)))
        split = false;
    if (!str_empty(head) && !split)
        return fail(&cli->ctx, ERR_INVALID, MSG_VERIFY_HEAD);
    *out = witness;
    return OK;
}

static void print_json_report(const VerifyReport *r)
{
    printf("],\"clean\":%s,\"jurisdictions\":%lld,\"cases\":%lld,\"events\":%lld,\"texts\":%lld,\"photos\":%lld,"
           "\"erased\":%lld,\"leaves\":%lld,\"heads\":%lld,\"unsealed\":%lld}\n",
           r->faults == 0 ? "true" : "false", (long long)r->jurisdictions, (long long)r->cases, (long long)r->events,
           (long long)r->texts, (long long)r->photos, (long long)r->erased, (long long)r->leaves, (long long)r->heads,
           (long long)r->unsealed);
}

static void print_report(const Cli *cli, const VerifyReport *r)
{
    cli_say(cli, MSG_VERIFY_CASES, cli_number(cli, r->cases), cli_number(cli, r->events), cli_number(cli, r->texts),
            cli_number(cli, r->erased));
    cli_say(cli, MSG_VERIFY_LOG, cli_number(cli, r->photos), cli_number(cli, r->leaves), cli_number(cli, r->heads),
            cli_number(cli, r->unsealed));
    if (r->faults == 0)
        cli_say(cli, MSG_VERIFY_CLEAN);
    else
        cli_say(cli, MSG_VERIFY_FAULTS, cli_number(cli, r->faults));
}

static Exit run(Cli *cli)
{
    Witness witness;
    if (read_witness(cli, &witness) != OK) {
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    Data data CLEANUP(data_close) = {0};
    Exit opened = data_open_for(cli, DATA_READ, &data);
    if (opened != EXIT_DONE)
        return opened;
    if (data_open_depot(cli, &data) != OK)
        return cli_failed(cli);
    Verifying self = {.cli = cli,
                      .depot = data.depot,
                      .json = settings_i64(cli->settings, "verify.json") != 0,
                      .progress = progress_new(&cli->ctx, MSG_VERIFYING)};
    Verify in = {.db = data.db,
                 .witness = witness,
                 .self = &self,
                 .on_fault = on_fault,
                 .on_progress = on_progress,
                 .hash_photo = settings_i64(cli->settings, "verify.skip_photos") != 0 ? NULL : hash_photo};
    VerifyReport report;
    if (self.json)
        printf("{\"faults\":[");
    Err err = verify_all(&cli->ctx, &in, &report);
    if (err != OK && self.json)
        printf("],\"clean\":false,\"error\":\"%s\"}\n", err_name(err));
    if (err != OK)
        return cli_failed(cli);
    progress_end(&self.progress);
    if (self.json)
        print_json_report(&report);
    else
        print_report(cli, &report);
    return report.faults == 0 ? EXIT_DONE : EXIT_REFUSED;
}

const Command command_verify = {
    .name = "verify",
    .words = "",
    .zh = "核对：诉求件、记录、文字、照片与封存日志是否相符",
    .en = "check that cases, events, texts, photos and the sealed log agree",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};
