/* Residents' reports through the front door: one thread drives N kept connections with epoll, each sending its next
 * report when the answer to its last one has come. Texts are the district's corpus, places its gazetteer's points, a
 * little aside. */
#ifndef GULOU_BENCH_INTAKE_LOAD_H
#define GULOU_BENCH_INTAKE_LOAD_H

#include <stddef.h>

enum { NUMBER_LEN = 16 };

typedef char CaseNumber[NUMBER_LEN];

typedef struct Load {
    double seconds, cpu; /* wall time; processor time of the generator itself */
    size_t taken, refused;
} Load;

double wall_now(void);
double cpu_now(void); /* of this process */
void die(const char *what);
int dial(int port); /* -1: nobody there */
/* What the reports are made of; `district` is a folder. */
void load_prepare(const char *district, int port);
/* A GET's whole answer, in a buffer of the callee's. */
const char *fetch(const char *path);
/* `numbers` (room for `count`) are the cases made, in the order of their answers. */
Load load_run(int connections, size_t count, CaseNumber *numbers);

#endif
