/* Structured log lines; each written with one write(2), so that lines of threads never mix. */
#include "base/log.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"

static _Atomic int least_level = LOG_INFO;
static const char *const names[] = {"debug", "info", "warn", "error"};

void log_set_level(LogLevel least)
{
    atomic_store(&least_level, (int)least);
}

bool log_level_parse(Str name, LogLevel *out)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_is(name, names[i])) {
            *out = (LogLevel)i;
            return true;
        }
    return false;
}

void log_write(LogLevel level, const char *what, const LogField *fields)
{
    if ((int)level < atomic_load(&least_level))
        return;
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    JsonOut out = json_out(arena);
    json_open(&out, '{');
    json_field_time(&out, "at", clock_now());
    json_field_str(&out, "level", str_of(names[level]));
    json_field_str(&out, "what", str_of(what));
    for (const LogField *f = fields; f->key != NULL; f++) {
        if (f->text.at != NULL)
            json_field_str(&out, f->key, f->text);
        else
            json_field_i64(&out, f->key, f->number);
    }
    json_close(&out, '}');
    buf_char(&out.buf, '\n');
    Str line = json_text(&out);
    ssize_t written = write(STDERR_FILENO, line.at, line.len);
    (void)written; /* nowhere left to complain */
}
