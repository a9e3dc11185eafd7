/* One gulou-image process as the server sees it: started, asked once, ended. Every wait has a deadline,
 * in microseconds of clock_monotonic_us. */
#ifndef GULOU_PHOTOS_WORKER_H
#define GULOU_PHOTOS_WORKER_H

#include <sys/types.h>

#include "base/ctx.h"
#include "photoworker/protocol.h"

typedef struct ImageWorker {
    pid_t pid;        /* 0: none */
    int socket;       /* valid while pid != 0 */
    uint32_t formats; /* IMAGE_* bits, 0 until it said hello */
} ImageWorker;

typedef struct WorkerSetup {
    const char *path;
    int memory_mb;
    int cpu_seconds;
} WorkerSetup;

/* False: the program cannot be started (errno). */
bool worker_start(const WorkerSetup *setup, ImageWorker *out);
/* False: it is gone, is no gulou-image, or is late. */
bool worker_hello(ImageWorker *worker, int64_t deadline_us);
/* Kills and reaps. True when it did not end by its own fault: it was still alive, or something else had
 * killed it (the kernel short of memory, an operator). */
bool worker_end(ImageWorker *worker);

typedef enum WorkerOutcome {
    WORKER_ANSWERED,
    WORKER_UNHEARD, /* gone before it had the whole file: not the picture's fault */
    WORKER_DIED,    /* or answered nonsense */
    WORKER_LATE,
    WORKER_NO_FILE, /* the upload could not be read to its end */
} WorkerOutcome;

typedef struct WorkerAnswer {
    ImageAnswer answer;
    Str full, thumb; /* with IMAGE_DONE; in the request's arena */
} WorkerAnswer;

/* Sends `upload` (of request->bytes) and takes what comes back, checked for sizes only. */
WorkerOutcome worker_ask(Arena *arena, ImageWorker *worker, const ImageRequest *request, int upload,
                         int64_t deadline_us, WorkerAnswer *out);

#endif
