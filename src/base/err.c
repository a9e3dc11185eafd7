/* Names and HTTP statuses of errors, from the one table in err.h. */
#include "base/err.h"

typedef struct ErrRow {
    const char *name;
    const char *title;
    int status;
} ErrRow;

static const ErrRow rows[ERR_COUNT] = {
    [OK] = {"OK", "OK", 200},
#define X(name, status, title) [ERR_##name] = {#name, title, status},
    ERR_TABLE(X)
#undef X
};

int err_status(Err err)
{
    return rows[err].status;
}

const char *err_name(Err err)
{
    return rows[err].name;
}

const char *err_title(Err err)
{
    return rows[err].title;
}
