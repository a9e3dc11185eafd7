/* 夜学: the brain learns at night, or when asked, in a process of its own (`gulou train --background`): nothing in it
 * can harm the server, which goes on deciding with the model it has, and takes the new one when that is live. */
#ifndef GULOU_JOBS_LEARN_H
#define GULOU_JOBS_LEARN_H

#include "brain/decide.h"
#include "db/db.h"
#include "learning/model_files.h"

typedef struct Learner Learner;

typedef struct LearnerSetup {
    Brain *brain;
    const char *folder;  /* the data folder */
    const char *program; /* gulou; NULL: this process never trains, but follows */
    Depot *depot;        /* see learning/model_files.h */
    char **environment;  /* of the program; NULL: this process's */
} LearnerSetup;

Learner *learner_new(const LearnerSetup *setup); /* strings and brain live as long as it */
void learner_free(Learner *learner);             /* ends a training under way; NULL is fine */
bool learner_busy(Learner *learner);             /* its process runs */

#endif
