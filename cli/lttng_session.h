/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An LTTng session that records our events.
 */
#ifndef HT_LTTNG_SESSION_H
#define HT_LTTNG_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct lttng_handle;

/* Holds a session's name. */
#define HT_SESSION_NAME 128

/**
 * struct ht_session_options - what it shall be
 * @name: its name
 * @dir: absolute path of the trace, or NULL with @relay
 * @relay: HOST or HOST:PORT of a relay daemon, which also serves it live
 * @packed: many records in one event
 * @exits: each exit, too
 */
struct ht_session_options {
	const char *name;
	const char *dir;
	const char *relay;
	bool packed;
	bool exits;
};

/**
 * struct ht_session - it
 * @name: its name; "": none was created
 * @handle: liblttng-ctl's
 * @started: it records
 */
struct ht_session {
	char name[HT_SESSION_NAME];
	struct lttng_handle *handle;
	bool started;
};

int ht_session_daemon(struct ht_err *err);
int ht_session_begin(struct ht_session *session, const struct ht_session_options *options,
		     struct ht_err *err);
uint64_t ht_session_discarded(const struct ht_session *session);
int ht_session_end(struct ht_session *session, struct ht_err *err);

#endif /* HT_LTTNG_SESSION_H */
