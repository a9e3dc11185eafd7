/* The model's file, little-endian:
 *   "GLCLASS1" | u32 version, bits, labels, rows, texts, postings | f32 sharpness, trust, subject weight, gram
 * weights[3], sure from | labels × (u16 length, bytes) | u32 bucket[rows] | f32 idf[rows] | f32 bias[labels] | f32
 * lean[labels] f32 weight[rows][labels] | u32 label of text[texts] | u32 posting from[rows + 1] | u32 posting[postings]
 * SHA-256 of all before it The loader believes nothing: every size is checked before it is used, the checksum before
 * any content. */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "text/classify_neighbours.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is read and written in place");

enum { VERSION = 3, HEADER_SIZE = 8 + 6 * 4 + 7 * 4 };
static const char magic[8] = "GLCLASS1";

static void put(Buf *buf, const void *bytes, size_t len)
{
    buf_add(buf, (Str){bytes, len});
}

Err classifier_save(Ctx *ctx, const Classifier *model, Str *bytes)
{
    Buf buf = buf_new(ctx->arena);
    put(&buf, magic, sizeof magic);
    uint32_t postings = model->posting_from[model->rows];
    put(&buf, (const uint32_t[]){VERSION, model->space.bits, model->labels, model->rows, model->texts, postings}, 24);
    put(&buf, (const float[]){model->sharpness, model->trust, model->subject_weight}, 12);
    put(&buf, model->space.gram_weight, sizeof model->space.gram_weight);
    put(&buf, &model->sure_from, sizeof model->sure_from);
    for (uint32_t k = 0; k < model->labels; k++) {
        uint16_t len = (uint16_t)model->label[k].len;
        put(&buf, &len, sizeof len);
        buf_add(&buf, model->label[k]);
    }
    put(&buf, model->bucket, model->rows * sizeof *model->bucket);
    put(&buf, model->idf, model->rows * sizeof *model->idf);
    put(&buf, model->bias, model->labels * sizeof *model->bias);
    put(&buf, model->lean, model->labels * sizeof *model->lean);
    put(&buf, model->weight, (size_t)model->rows * model->labels * sizeof *model->weight);
    put(&buf, model->text_label, model->texts * sizeof *model->text_label);
    put(&buf, model->posting_from, ((size_t)model->rows + 1) * sizeof *model->posting_from);
    put(&buf, model->posting, postings * sizeof *model->posting);
    Hash hash = hash_sha256(buf_str(&buf));
    put(&buf, hash.bytes, sizeof hash.bytes);
    *bytes = buf_str(&buf);
    return OK;
}

/* --- loading --- */

typedef struct Reader {
    Str rest;
} Reader;

static bool take(Reader *reader, void *out, size_t len)
{
    if (reader->rest.len < len)
        return false;
    if (len > 0)
        memcpy(out, reader->rest.at, len);
    reader->rest = str_slice(reader->rest, len, reader->rest.len);
    return true;
}

static Err broken(Ctx *ctx, const char *why)
{
    return fail(ctx, ERR_INVALID, MSG_MODEL_BROKEN, str_of(why));
}

typedef struct Header {
    uint32_t version, bits, labels, rows, texts, postings;
    float sharpness, trust, subject_weight, gram_weight[GRAM_MAX], sure_from;
} Header;

#define NUMBER_MOST 1e6f /* far above any that training gives, far below what could overflow when multiplied */

static bool is_weight(float number)
{
    return number >= 0.0f && number <= NUMBER_MOST;
}

static Err read_header(Ctx *ctx, Reader *reader, Header *out)
{
    char start[sizeof magic];
    Header h;
    if (!take(reader, start, sizeof start) || memcmp(start, magic, sizeof magic) != 0)
        return broken(ctx, "magic");
    if (!take(reader, &h, sizeof h) || h.version != VERSION)
        return broken(ctx, "version");
    if (h.bits < CLASSIFIER_BITS_LEAST || h.bits > CLASSIFIER_BITS_MOST || h.rows > 1u << h.bits ||
        !classifier_fits(h.labels, h.rows) || h.texts > NEIGHBOUR_TEXTS_MAX || h.postings > CLASSIFIER_POSTINGS_MAX)
        return broken(ctx, "size");
    if (!is_weight(h.sharpness) || h.sharpness == 0.0f || !is_weight(h.trust) || !is_weight(h.subject_weight) ||
        !is_weight(h.sure_from))
        return broken(ctx, "number");
    for (size_t n = 0; n < GRAM_MAX; n++)
        if (!is_weight(h.gram_weight[n]))
            return broken(ctx, "number");
    *out = h;
    return OK;
}

static Err check_seal(Ctx *ctx, Str bytes, Str *sealed)
{
    if (bytes.len < HEADER_SIZE + HASH_SIZE)
        return broken(ctx, "length");
    Hash told;
    memcpy(told.bytes, bytes.at + bytes.len - HASH_SIZE, HASH_SIZE);
    *sealed = str_slice(bytes, 0, bytes.len - HASH_SIZE);
    Hash found = hash_sha256(*sealed);
    return hash_eq(&told, &found) ? OK : broken(ctx, "checksum");
}

static Err read_labels(Ctx *ctx, Reader *reader, Classifier *model)
{
    for (uint32_t k = 0; k < model->labels; k++) {
        uint16_t len = 0;
        if (!take(reader, &len, sizeof len) || len == 0 || len > CLASSIFIER_LABEL_BYTES_MAX || len > reader->rest.len)
            return broken(ctx, "label");
        Str label = str_slice(reader->rest, 0, len);
        if (!utf8_valid(label))
            return broken(ctx, "label");
        for (uint32_t before = 0; before < k; before++)
            if (str_eq(model->label[before], label))
                return broken(ctx, "label twice");
        model->label[k] = str_copy(model->arena, label);
        reader->rest = str_slice(reader->rest, len, reader->rest.len);
    }
    return OK;
}

static bool all_sane(const float *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabsf(numbers[i]) <= NUMBER_MOST))
            return false;
    return true;
}

static Err read_numbers(Ctx *ctx, Reader *reader, Classifier *model)
{
    size_t rows = model->rows, labels = model->labels;
    if (!take(reader, model->bucket, rows * 4) || !take(reader, model->idf, rows * 4) ||
        !take(reader, model->bias, labels * 4) || !take(reader, model->lean, labels * 4) ||
        !take(reader, model->weight, rows * labels * 4))
        return broken(ctx, "length");
    for (size_t i = 0; i < rows; i++)
        if (model->bucket[i] >> model->space.bits != 0 || (i > 0 && model->bucket[i] <= model->bucket[i - 1]))
            return broken(ctx, "bucket");
    if (!all_sane(model->idf, rows) || !all_sane(model->bias, labels) || !all_sane(model->lean, labels) ||
        !all_sane(model->weight, rows * labels))
        return broken(ctx, "number");
    return OK;
}

static Err read_texts(Ctx *ctx, Reader *reader, Classifier *model, uint32_t postings)
{
    uint32_t rows = model->rows;
    if (!take(reader, model->text_label, model->texts * 4ul) || !take(reader, model->posting_from, (rows + 1ul) * 4) ||
        !take(reader, model->posting, postings * 4ul) || reader->rest.len != 0)
        return broken(ctx, "length");
    for (uint32_t i = 0; i < model->texts; i++)
        if (model->text_label[i] >= model->labels)
            return broken(ctx, "text");
    for (uint32_t row = 0; row < rows; row++)
        if (model->posting_from[row] > model->posting_from[row + 1])
            return broken(ctx, "posting");
    if (model->posting_from[0] != 0 || model->posting_from[rows] != postings)
        return broken(ctx, "posting");
    for (uint32_t i = 0; i < postings; i++)
        if (model->posting[i] >> 16 >= model->texts)
            return broken(ctx, "posting");
    return OK;
}

Err classifier_load(Ctx *ctx, Str bytes, Classifier **out)
{
    Reader reader = {0};
    Header header = {0};
    TRY(check_seal(ctx, bytes, &reader.rest));
    TRY(read_header(ctx, &reader, &header));
    uint64_t numbers = 3ull * header.rows + 2ull * header.labels + (uint64_t)header.rows * header.labels +
                       header.texts + header.postings;
    if (reader.rest.len < numbers * 4) /* before any memory is taken for them */
        return broken(ctx, "length");
    FeatureSpace space = {.bits = header.bits};
    memcpy(space.gram_weight, header.gram_weight, sizeof space.gram_weight);
    Classifier *model = classifier_new(&space, header.labels, header.rows);
    model->sharpness = header.sharpness;
    model->trust = header.trust;
    model->sure_from = header.sure_from;
    model->subject_weight = header.subject_weight;
    model->texts = header.texts;
    model->text_label = ARENA_ARRAY(model->arena, uint32_t, header.texts + 1);
    model->posting = ARENA_ARRAY(model->arena, uint32_t, header.postings + 1);
    Err err = read_labels(ctx, &reader, model);
    if (err == OK)
        err = read_numbers(ctx, &reader, model);
    if (err == OK)
        err = read_texts(ctx, &reader, model, header.postings);
    if (err != OK) {
        classifier_free(model);
        return err;
    }
    classifier_index_rows(model);
    *out = model;
    return OK;
}
