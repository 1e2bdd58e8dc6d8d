// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading liblttng-ctl. See lttng_ctl.h.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

#include "lttng_ctl.h"

#define LIBRARY "liblttng-ctl.so.0"

struct ht_lttng_ctl ht_lttng_ctl;

/**
 * struct function - one of them
 * @name: its name in the library
 * @place: where it is in struct ht_lttng_ctl
 */
struct function {
	const char *name;
	size_t place;
};

#define FUNCTION(name)                                                                             \
	{                                                                                          \
		"lttng_" #name, offsetof(struct ht_lttng_ctl, name)                                \
	}
static const struct function functions[] = {
	FUNCTION(channel_create),
	FUNCTION(channel_destroy),
	FUNCTION(channel_get_discarded_event_count),
	FUNCTION(channel_get_lost_packet_count),
	FUNCTION(create_handle),
	FUNCTION(create_session_ext),
	FUNCTION(destroy_handle),
	FUNCTION(destroy_session),
	FUNCTION(enable_channel),
	FUNCTION(enable_event),
	FUNCTION(event_create),
	FUNCTION(event_destroy),
	FUNCTION(list_channels),
	FUNCTION(list_tracepoints),
	FUNCTION(load_session),
	FUNCTION(load_session_attr_create),
	FUNCTION(load_session_attr_destroy),
	FUNCTION(load_session_attr_set_input_url),
	FUNCTION(load_session_attr_set_override_url),
	FUNCTION(load_session_attr_set_session_name),
	FUNCTION(session_daemon_alive),
	FUNCTION(session_descriptor_destroy),
	FUNCTION(session_descriptor_live_network_create),
	FUNCTION(session_descriptor_local_create),
	FUNCTION(start_tracing),
	FUNCTION(stop_tracing),
	FUNCTION(strerror),
};

static int failed(struct ht_err *err)
{
	return ht_err_set(err, -ENOPKG,
			  "LTTng's library cannot be used: %s; sudo apt-get install "
			  "liblttng-ctl0",
			  dlerror());
}

/**
 * ht_lttng_ctl_load() - have ht_lttng_ctl filled
 * @err: says what is wrong
 *
 * The library stays until the program ends.
 *
 * Return: 0; -ENOPKG: it is not installed, or is another than we know.
 */
int ht_lttng_ctl_load(struct ht_err *err)
{
	struct ht_lttng_ctl ctl;
	void *library;
	size_t i;

	if (ht_lttng_ctl.strerror)
		return 0;
	library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return failed(err);
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *found = dlsym(library, functions[i].name);
		int ret;

		if (!found) {
			ret = failed(err);
			dlclose(library);
			return ret;
		}
		*(void **)((char *)&ctl + functions[i].place) = found;
	}
	ht_lttng_ctl = ctl;
	return 0;
}
