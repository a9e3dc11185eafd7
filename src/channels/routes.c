/* Every address of the channels. */
#include "channels/channels.h"

void channel_routes(Router *router)
{
    open311_routes(router);
    feed_routes(router);
    wechat_routes(router);
    wechat_enter_routes(router);
    wechat_page_routes(router);
    device_routes(router);
    platform_routes(router);
    platform_told_routes(router);
}
