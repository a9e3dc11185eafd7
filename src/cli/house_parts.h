/* Parts of the house that are files of their own. Only for house.c. */
#ifndef GULOU_CLI_HOUSE_PARTS_H
#define GULOU_CLI_HOUSE_PARTS_H

#include "cli/house.h"

const char *setting_z(Cli *cli, const char *key); /* NULL: empty */

/* house_ways.c; the transports are there after open_ways */
MUST_USE Err open_ways(Cli *cli, House *house);
const Transport *way_out(const House *h, Via way); /* NULL: there is none */
void open_alerts(Cli *cli, House *h);              /* once the jobs know their transports */
MUST_USE Err start_device_watch(Cli *cli, House *house);

/* house_door.c */
void house_publish(void *self, Str topic, Str text); /* what the store tells after a commit; self is the House */
MUST_USE Err open_door(Cli *cli, House *house);

#endif
