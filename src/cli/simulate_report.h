/* What a simulation tells: sentences for people, one object for programs. */
#ifndef GULOU_CLI_SIMULATE_REPORT_H
#define GULOU_CLI_SIMULATE_REPORT_H

#include "cli/cli.h"
#include "sim/simulate.h"

void simulate_report(const Cli *cli, const Simulation *in, const SimTold *told);
void simulate_report_json(Cli *cli, const Simulation *in, const SimTold *told);

#endif
