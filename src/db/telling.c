/* Two threads: one tells, one listens; see telling.h. */
#include "db/telling.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"

enum { QUEUE_MAX = 10000, TEXT_MAX = 7000, NAME_LEN = 16 };

typedef struct Hint {
    struct Hint *next;
    size_t len;
    char text[];
} Hint;

struct Telling {
    Conn *mouth, *ear;
    pthread_t teller, listener;
    pthread_mutex_t mutex; /* guards the queue */
    pthread_cond_t work;
    Hint *first, *last;
    size_t queued;
    atomic_bool stopping, overflowed;
    char name[NAME_LEN + 1]; /* of this process: what it told itself it does not hear again */
    HeardFn heard;
    void *self;
};

/* All that wait, up to what one notice may hold: a list, NULL when it is time to stop. */
static Hint *take_hints(Telling *t)
{
    size_t len = NAME_LEN;
    Hint *first = NULL, **end = &first;
    (void)pthread_mutex_lock(&t->mutex);
    while (t->first == NULL && !atomic_load(&t->stopping))
        (void)pthread_cond_wait(&t->work, &t->mutex);
    while (t->first != NULL && len + t->first->len + 1 <= TEXT_MAX) {
        Hint *hint = t->first;
        t->first = hint->next;
        t->queued--;
        len += hint->len + 1;
        hint->next = NULL;
        *end = hint;
        end = &hint->next;
    }
    if (t->first == NULL)
        t->last = NULL;
    (void)pthread_mutex_unlock(&t->mutex);
    return first;
}

/* "name\x1etopic\x1ftext\x1etopic\x1ftext" */
static Str join_hints(const Telling *t, Ctx *ctx, Hint *first)
{
    Buf all = buf_new(ctx->arena);
    buf_z(&all, t->name);
    for (Hint *next; first != NULL; first = next) {
        next = first->next;
        buf_char(&all, '\x1e');
        buf_add(&all, (Str){first->text, first->len});
        free(first);
    }
    return buf_str(&all);
}

static void rest(void)
{
    struct timespec second = {.tv_sec = 1};
    (void)nanosleep(&second, NULL);
}

/* False: the server is away. What it refuses for good is dropped. */
static bool say(Telling *t, Ctx *ctx, Str text)
{
    Tx tx = {.ctx = ctx, .conn = t->mouth};
    const Engine *engine = t->mouth->engine;
    for (int i = 0; i < 2; i++) {
        if (db_run(&tx, SQL_TELL_POSTGRES, db_text(text)) == OK || engine->trouble(t->mouth) != TROUBLE_LOST)
            return true;
        if (engine->reopen(t->mouth, ctx) != OK)
            return false;
    }
    return false;
}

static void *tell_forever(void *self)
{
    Telling *t = self;
    Arena *arena = arena_new(0);
    for (Hint *hints; (hints = take_hints(t)) != NULL;) {
        Ctx ctx = {.arena = arena};
        Str text = join_hints(t, &ctx, hints);
        while (!say(t, &ctx, text) && !atomic_load(&t->stopping)) {
            ctx.failure = (Failure){0};
            rest();
        }
        arena_reset(arena);
        if (atomic_exchange(&t->overflowed, false))
            telling_tell(t, STR(TELL_RELOAD), STR("{}"));
    }
    arena_free(arena);
    return NULL;
}

static Err listen_on(Conn *ear, Ctx *ctx)
{
    return conn_script(ear, ctx, "LISTEN gulou");
}

static void pass_on(const Telling *t, Str hints)
{
    Str hint, topic, text;
    while (!str_empty(hints)) {
        if (!str_cut(hints, '\x1e', &hint, &hints)) {
            hint = hints;
            hints = STR("");
        }
        if (str_cut(hint, '\x1f', &topic, &text))
            t->heard(t->self, topic, text);
    }
}

static void *listen_forever(void *self)
{
    Telling *t = self;
    Arena *arena = arena_new(0);
    while (!atomic_load(&t->stopping)) {
        arena_reset(arena);
        Ctx ctx = {.arena = arena};
        Str name, hints;
        if (t->ear->engine->hear(t->ear, &ctx, &name, &hints)) {
            if (!str_is(name, t->name))
                pass_on(t, hints);
        } else if (t->ear->engine->trouble(t->ear) == TROUBLE_LOST) {
            if (t->ear->engine->reopen(t->ear, &ctx) == OK && listen_on(t->ear, &ctx) == OK)
                t->heard(t->self, STR(TELL_RELOAD), STR("{}")); /* for what was told meanwhile */
            else
                rest();
        }
    }
    arena_free(arena);
    return NULL;
}

static void name_process(Ctx *ctx, Telling *t)
{
    unsigned char bits[NAME_LEN / 2];
    rand_bytes(ctx->rand, bits, sizeof bits);
    memcpy(t->name, str_hex(ctx->arena, bits, sizeof bits).at, NAME_LEN);
}

Err telling_start(Ctx *ctx, const char *path, HeardFn heard, void *self, Telling **out)
{
    Telling *t = calloc(1, sizeof *t);
    if (t == NULL)
        abort();
    t->heard = heard;
    t->self = self;
    name_process(ctx, t);
    (void)pthread_mutex_init(&t->mutex, NULL);
    (void)pthread_cond_init(&t->work, NULL);
    Err err = conn_open(ctx, path, true, &t->mouth);
    if (err == OK)
        err = conn_open(ctx, path, true, &t->ear);
    if (err == OK)
        err = listen_on(t->ear, ctx);
    if (err == OK && pthread_create(&t->teller, NULL, tell_forever, t) != 0)
        err = fail(ctx, ERR_BUSY, MSG_BUSY);
    if (err != OK) {
        conn_close(t->mouth);
        conn_close(t->ear);
        free(t);
        return err;
    }
    if (pthread_create(&t->listener, NULL, listen_forever, t) != 0)
        abort(); /* a process that cannot start threads serves nobody */
    *out = t;
    return OK;
}

void telling_stop(Telling *t)
{
    if (t == NULL)
        return;
    atomic_store(&t->stopping, true);
    (void)pthread_mutex_lock(&t->mutex);
    (void)pthread_cond_signal(&t->work);
    (void)pthread_mutex_unlock(&t->mutex);
    (void)pthread_join(t->teller, NULL);
    (void)pthread_join(t->listener, NULL);
    conn_close(t->mouth);
    conn_close(t->ear);
    (void)pthread_mutex_destroy(&t->mutex);
    (void)pthread_cond_destroy(&t->work);
    free(t);
}

void telling_tell(Telling *t, Str topic, Str text)
{
    size_t len = topic.len + text.len + 1;
    if (len > TEXT_MAX - NAME_LEN - 1)
        return;
    Hint *hint = malloc(sizeof *hint + len);
    if (hint == NULL)
        abort();
    hint->next = NULL;
    hint->len = len;
    char *at = hint->text;
    memcpy(at, topic.at, topic.len);
    at[topic.len] = '\x1f';
    memcpy(at + topic.len + 1, text.at, text.len);
    (void)pthread_mutex_lock(&t->mutex);
    bool full = t->queued >= QUEUE_MAX;
    if (!full) {
        *(t->last != NULL ? &t->last->next : &t->first) = hint;
        t->last = hint;
        t->queued++;
        (void)pthread_cond_signal(&t->work);
    }
    (void)pthread_mutex_unlock(&t->mutex);
    if (full) {
        free(hint);
        atomic_store(&t->overflowed, true);
    }
}
