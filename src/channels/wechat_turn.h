/* One message of the platform: read as what a person said, taken as a turn of their talk, answered. Only for this room.
 */
#ifndef GULOU_CHANNELS_WECHAT_TURN_H
#define GULOU_CHANNELS_WECHAT_TURN_H

#include "channels/wechat_xml.h"
#include "reception/app.h"

Str wechat_message_id(Ctx *ctx, const WechatMessage *message); /* by which it is known when it comes again */
bool wechat_is_quiet(const WechatMessage *message);            /* wants no answer */
/* Of a quiet one: whether they follow us no more. Then nothing is sent to them until they do again. */
MUST_USE Err wechat_left(const Request *req, const WechatMessage *message);
/* The same answer to a message that comes again. BUSY: the same person is writing faster than we can follow. */
MUST_USE Err wechat_answer_message(const Request *req, const WechatMessage *message, Str *answer);

#endif
