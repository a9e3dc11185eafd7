/* docs/openapi.yaml, built into the program: what is served is what was tested. */
#ifndef GULOU_API_CONTRACT_H
#define GULOU_API_CONTRACT_H

#include "base/str.h"

Str contract_text(void);

#endif
