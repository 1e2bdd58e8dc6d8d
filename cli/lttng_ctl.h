/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LTTng's own library, liblttng-ctl: only who records needs it, so only who records waits until it
 * is loaded. With what it needs itself that takes longer than to read ten thousand events.
 */
#ifndef HT_LTTNG_CTL_H
#define HT_LTTNG_CTL_H

#include <lttng/lttng.h>

#include "err.h"

/* Its functions that we call: lttng_strerror() is @strerror, and so on. */
struct ht_lttng_ctl {
	__typeof__(&lttng_channel_create) channel_create;
	__typeof__(&lttng_channel_destroy) channel_destroy;
	__typeof__(&lttng_channel_get_discarded_event_count) channel_get_discarded_event_count;
	__typeof__(&lttng_channel_get_lost_packet_count) channel_get_lost_packet_count;
	__typeof__(&lttng_create_handle) create_handle;
	__typeof__(&lttng_create_session_ext) create_session_ext;
	__typeof__(&lttng_destroy_handle) destroy_handle;
	__typeof__(&lttng_destroy_session) destroy_session;
	__typeof__(&lttng_enable_channel) enable_channel;
	__typeof__(&lttng_enable_event) enable_event;
	__typeof__(&lttng_event_create) event_create;
	__typeof__(&lttng_event_destroy) event_destroy;
	__typeof__(&lttng_list_channels) list_channels;
	__typeof__(&lttng_list_tracepoints) list_tracepoints;
	__typeof__(&lttng_load_session) load_session;
	__typeof__(&lttng_load_session_attr_create) load_session_attr_create;
	__typeof__(&lttng_load_session_attr_destroy) load_session_attr_destroy;
	__typeof__(&lttng_load_session_attr_set_input_url) load_session_attr_set_input_url;
	__typeof__(&lttng_load_session_attr_set_override_url) load_session_attr_set_override_url;
	__typeof__(&lttng_load_session_attr_set_session_name) load_session_attr_set_session_name;
	__typeof__(&lttng_session_daemon_alive) session_daemon_alive;
	__typeof__(&lttng_session_descriptor_destroy) session_descriptor_destroy;
	__typeof__(&lttng_session_descriptor_live_network_create)
		session_descriptor_live_network_create;
	__typeof__(&lttng_session_descriptor_local_create) session_descriptor_local_create;
	__typeof__(&lttng_start_tracing) start_tracing;
	__typeof__(&lttng_stop_tracing) stop_tracing;
	__typeof__(&lttng_strerror) strerror;
};

/* All NULL until ht_lttng_ctl_load() has returned 0. */
extern struct ht_lttng_ctl ht_lttng_ctl;

int ht_lttng_ctl_load(struct ht_err *err);

#endif /* HT_LTTNG_CTL_H */
