/* What an event teaches the brain: see lesson.c. Called by act_end for every action. */
#ifndef GULOU_ACTIONS_LESSON_H
#define GULOU_ACTIONS_LESSON_H

#include "actions/act.h"

MUST_USE Err lesson_note(Act *act);

#endif
