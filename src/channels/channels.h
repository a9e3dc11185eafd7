/* The ways in that others' languages are spoken at; each translates to the actions everybody uses. */
#ifndef GULOU_CHANNELS_CHANNELS_H
#define GULOU_CHANNELS_CHANNELS_H

#include "http/router.h"

void open311_routes(Router *router);       /* GeoReport v2 at /open311/v2 */
void wechat_routes(Router *router);        /* 微信公众号 at /wechat */
void wechat_enter_routes(Router *router);  /* knowing people by it */
void wechat_page_routes(Router *router);   /* what our pages ask inside it */
void platform_routes(Router *router);      /* other platforms at /platform/v1 */
void platform_told_routes(Router *router); /* and what they tell us */

void device_routes(Router *router); /* readings of devices by HTTP */
void feed_routes(Router *router);   /* Atom at /feeds */

/* All of them. */
void channel_routes(Router *router);

#endif
