/* Is this anything like what the training saw? A linear model answers whatever it is asked, and is surest where two
 * known characters stand among twenty strange ones. */
#include "text/classify.h"
#include "text/classify_features.h"
#include "text/classify_model.h"

double classifier_known_share(const Classifier *model, Arena *arena, Message message)
{
    Features features = features_of(arena, message, &model->space);
    const FeatureBlock *text = &features.blocks[BLOCK_TEXT];
    size_t known = 0;
    for (size_t i = 0; i < text->len; i++)
        known += model->row[text->at[i].bucket] != ROW_NONE;
    return text->len == 0 ? 0.0 : (double)known / (double)text->len;
}
