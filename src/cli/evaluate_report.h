/* How `gulou evaluate` tells its figures: sentences with the number in front, or JSON fields of one object. */
#ifndef GULOU_CLI_EVALUATE_REPORT_H
#define GULOU_CLI_EVALUATE_REPORT_H

#include "base/json.h"
#include "cli/cli.h"
#include "learning/evaluate_brain.h"

typedef struct Telling {
    const Cli *cli;
    JsonOut *json;    /* NULL: sentences on standard output */
    int64_t mistakes; /* so many wrong answers are listed */
} Telling;

void tell_trained(const Telling *t, const LabelTable *table, const LabelTrained *trained);
void tell_tested(const Telling *t, const LabelTable *table, const LabelExam *exam);
void tell_folds(const Telling *t, const LabelTable *table, const LabelFolds *folds);
/* Figures, labels and confusions of one exam; in JSON fields of the object that is open. */
void tell_result(const Telling *t, const ExamResult *result);
/* Where asked for: the wrong answers it was surest of, by line; never in JSON. */
void tell_mistakes(const Telling *t, const LabelTable *table, const ExamAnswer *answers);
/* One level up; in JSON the field `group`. */
void tell_group(const Telling *t, const ExamResult *group);
void tell_brain_kinds(const Telling *t, const LabelTable *table, const BrainKinds *kinds);
void tell_brain_urgency(const Telling *t, const LabelTable *table, const BrainUrgency *urgency);
void tell_brain_abstain(const Telling *t, const LabelTable *table, const BrainAbstain *abstain);

#endif
