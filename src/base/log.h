/* One line of JSON per event on standard error. Never pass personal data, free text or secrets:
 * numbers, codes and identifiers only. */
#ifndef GULOU_BASE_LOG_H
#define GULOU_BASE_LOG_H

#include "base/str.h"

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

void log_set_level(LogLevel least);
bool log_level_parse(Str name, LogLevel *out); /* debug info warn error */

typedef struct LogField {
    const char *key;
    Str text; /* used when text.at != NULL */
    int64_t number;
} LogField;

#define LOG_STR(key_, s) ((LogField){.key = (key_), .text = (s)})
#define LOG_I64(key_, n) ((LogField){.key = (key_), .number = (n)})

enum { LOG_FIELDS_MAX = 8 };
/* log_line(LOG_WARN, "photo refused", LOG_STR("reason", r), LOG_I64("bytes", n)) */
#define log_line(level, what, ...) log_write((level), (what), (const LogField[LOG_FIELDS_MAX + 1]){__VA_ARGS__})
void log_write(LogLevel level, const char *what, const LogField *fields);

#endif
