/* The trained model kept in the data folder, so that a start takes milliseconds: learnt anew when the district's
 * examples changed or the file is damaged. */
#ifndef GULOU_CLI_MODEL_CACHE_H
#define GULOU_CLI_MODEL_CACHE_H

#include "brain/decide.h"

MUST_USE Err model_cache_brain(Ctx *ctx, const char *data_folder, const District *district, Brain **out);

#endif
