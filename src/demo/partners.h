/* The demo's partners: the city's 12345, which hands hard cases over by the signed exchange, an app that reports by
 * Open311, and the hotline's telephone system (demo/calls.h). Nobody has their keys, as with the devices
 * (demo/devices.h); none is told anything, having no webhook. */
#ifndef GULOU_DEMO_PARTNERS_H
#define GULOU_DEMO_PARTNERS_H

#include "demo/plot.h"

/* As of ctx->now, by ctx->actor, an administrator. */
MUST_USE Err partners_register(Ctx *ctx, Db *db);

/* One in so many of what residents bring by the phone page came by a partner instead: its channel, and what is kept of
 * it beside the case, in arena. By anybody else: nothing. */
SubmitBeside partners_bring(Arena *arena, Plot *plot, size_t nth);

#endif
