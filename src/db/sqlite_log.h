/* SQLite's log, written a commit at a time. The engine writes two pieces for every page of a commit, some hundred
 * calls for one of forty cases; here they are gathered and written by few. */
#pragma once

/* Registers the way files are opened; once, after sqlite3_config. To be named when a connection that writes is opened;
 * NULL where the platform's own is not known: then it is the default, and nothing is gathered. */
const char *sqlite_log_gather(void);
