// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traces that are read while they are recorded, from LTTng's relay daemon, by libbabeltrace2's
 * source.ctf.lttng-live. That waits for a session that is not there, for ever, so the daemon is
 * asked before which it has.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "relay.h"
#include "text.h"
#include "trace_source.h"

/* More sessions than this are not listed within an error. */
#define LISTED 6

static volatile sig_atomic_t interrupted;

/**
 * ht_relay_is() - is it no directory but a relay daemon's?
 * @path: what the user calls his trace
 *
 * Return: true if it is a URL.
 */
bool ht_relay_is(const char *path)
{
	return !strncmp(path, "net://", 6) || !strncmp(path, "net4://", 7);
}

/* The daemon's own URL: up to the third slash. */
static void daemon_of(char *out, size_t size, const char *url)
{
	const char *host = strstr(url, "://") + 3;
	size_t len = (size_t)(host - url) + strcspn(host, "/");

	snprintf(out, size, "%.*s", (int)len, url);
}

static const char *text_of(const bt_value *session, const char *key)
{
	const bt_value *value = bt_value_map_borrow_entry_value_const(session, key);

	return value && bt_value_is_string(value) ? bt_value_string_get(value) : "";
}

static uint64_t clients_of(const bt_value *session)
{
	const bt_value *value = bt_value_map_borrow_entry_value_const(session, "client-count");

	return value && bt_value_is_unsigned_integer(value) ? bt_value_integer_unsigned_get(value) :
							      0;
}

/* "net://H/host/A/one, net://H/host/A/two" */
static void list_some(char *out, size_t size, const bt_value *sessions, const char *daemon)
{
	uint64_t count = bt_value_array_get_length(sessions), i;
	char host[128], name[128];
	size_t len = 0;

	*out = '\0';
	for (i = 0; i < count && i < LISTED && len < size; i++) {
		const bt_value *session = bt_value_array_borrow_element_by_index_const(sessions, i);

		ht_text_escape(host, sizeof(host), text_of(session, "target-hostname"));
		ht_text_escape(name, sizeof(name), text_of(session, "session-name"));
		len += snprintf(out + len, size - len, "%s%s/host/%s/%s", i ? ", " : "", daemon,
				host, name);
	}
	if (i < count && len < size)
		snprintf(out + len, size - len, ", ...");
}

static const bt_value *find(const bt_value *sessions, const char *path)
{
	uint64_t i;

	for (i = 0; i < bt_value_array_get_length(sessions); i++) {
		const bt_value *session = bt_value_array_borrow_element_by_index_const(sessions, i);
		char own[600];

		snprintf(own, sizeof(own), "/host/%s/%s", text_of(session, "target-hostname"),
			 text_of(session, "session-name"));
		if (!strcmp(own, path))
			return session;
	}
	return NULL;
}

static int check(const bt_value *sessions, const char *url, const char *daemon, struct ht_err *err)
{
	const bt_value *session = find(sessions, url + strlen(daemon));
	char some[800];

	if (session && !clients_of(session))
		return 0;
	if (session)
		return ht_err_set(err, -EBUSY,
				  "%s: somebody else reads it live; LTTng lets one do so at a time",
				  url);
	if (!bt_value_array_get_length(sessions))
		return ht_err_set(err, -ENOENT,
				  "%s: no such session, and no other: 'hypertrace record --relay' "
				  "or 'lttng create --live' makes one",
				  url);
	list_some(some, sizeof(some), sessions, daemon);
	return ht_err_set(err, -ENOENT, "%s: no such session; there is: %s", url, some);
}

/**
 * ht_relay_check() - can this be read?
 * @source: the class source.ctf.lttng-live
 * @url: net://HOST[:PORT]/host/HOSTNAME/SESSION
 * @err: says what is wrong, and which sessions there are
 *
 * Return: 0, -ECONNREFUSED (no relay daemon), -ENOENT (no such session), -EBUSY (it has a reader).
 */
int ht_relay_check(const bt_component_class_source *source, const char *url, struct ht_err *err)
{
	const bt_value *sessions;
	char daemon[300];
	int ret;

	daemon_of(daemon, sizeof(daemon), url);
	sessions = ht_source_query(source, "sessions", "url", daemon);
	if (!sessions || !bt_value_is_array(sessions)) {
		bt_value_put_ref(sessions);
		return ht_err_set(err, -ECONNREFUSED,
				  "%s: no relay daemon answers there: start lttng-relayd on that "
				  "host, and let its port 5344 through",
				  daemon);
	}
	ret = check(sessions, url, daemon, err);
	bt_value_put_ref(sessions);
	return ret;
}

/**
 * ht_relay_params() - parameters of a source.ctf.lttng-live
 * @url: what it shall read, until the session is over
 *
 * Return: a map, to be put by the caller, or NULL without memory.
 */
bt_value *ht_relay_params(const char *url)
{
	bt_value *params = ht_inputs_params(url);

	if (!params || !bt_value_map_insert_string_entry(params, "session-not-found-action", "end"))
		return params;
	bt_value_put_ref(params);
	return NULL;
}

static void on_signal(int signo)
{
	interrupted = 1;
}

/**
 * ht_relay_catch() - Ctrl-C ends reading, and what was read until then is shown
 */
void ht_relay_catch(void)
{
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/**
 * ht_relay_interrupted() - was there a Ctrl-C?
 * @data: not used; see ht_graph_tick
 *
 * Return: true if so.
 */
bool ht_relay_interrupted(void *data)
{
	return interrupted;
}
