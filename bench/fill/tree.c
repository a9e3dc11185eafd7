/* Growing the log's tree; see tree.h. */
#include "tree.h"

#include <string.h>

static void write_tile(Tree *tree, size_t level)
{
    DbValue values[] = {db_text(tree->jurisdiction), db_int((int64_t)level), db_int(tree->levels[level].tile),
                        db_text((Str){tree->levels[level].hashes, tree->levels[level].len})};
    tree->writer->kind->row(tree->writer, FILL_TILES, values);
}

static void put_hash(Tree *tree, size_t level, const Hash *hash)
{
    static const char digits[] = "0123456789abcdef";
    char *at = tree->levels[level].hashes + tree->levels[level].len;
    for (size_t i = 0; i < HASH_SIZE; i++) {
        at[2 * i] = digits[hash->bytes[i] >> 4];
        at[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    tree->levels[level].len += HASH_HEX;
    if (tree->levels[level].len < sizeof tree->levels[level].hashes)
        return;
    write_tile(tree, level);
    tree->levels[level].len = 0;
    tree->levels[level].tile++;
}

int64_t tree_append(Tree *tree, const Hash *leaf)
{
    MerkleNode made[MERKLE_LEVELS_MAX + 1];
    int64_t index = (int64_t)tree->frontier.size;
    size_t count = merkle_append(&tree->frontier, leaf, made);
    for (size_t i = 0; i < count; i++)
        if (made[i].level % TILE_BITS == 0)
            put_hash(tree, made[i].level / TILE_BITS, &made[i].hash);
    return index;
}

void tree_finish(Tree *tree)
{
    for (size_t level = 0; level < TILE_LEVELS; level++)
        if (tree->levels[level].len > 0)
            write_tile(tree, level);
}
