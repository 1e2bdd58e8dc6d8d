// SPDX-License-Identifier: GPL-2.0-only
/*
 * An LTTng session that records our events, made with LTTng's own library. Its channel is that of
 * traces/lttng/: eight subbuffers of 1 MiB a CPU.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lttng_ctl.h"
#include "lttng_session.h"
#include "spawn.h"

#define CHANNEL "hypertrace"
#define SUBBUFFER (1 << 20)
#define SUBBUFFERS 8
#define READ_TIMER_US 200000
/* How late a live reader may be. */
#define LIVE_TIMER_US 500000
#define URL_MAX 600

/* Beside ht_packed: what the host says itself. */
static const char *const host_events[] = {
	"hypertrace_vm_create",	 "hypertrace_vm_destroy",   "hypertrace_lost",
	"hypertrace_exit_stats", "hypertrace_vcpu_migrate", "hypertrace_vcpu_sched",
};
static const char *const exit_events[] = {
	"hypertrace_exit",
	"hypertrace_kvm_exit",
	"hypertrace_kvm_entry",
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct lttng_domain kernel_domain(void)
{
	struct lttng_domain domain;

	memset(&domain, 0, sizeof(domain));
	domain.type = LTTNG_DOMAIN_KERNEL;
	domain.buf_type = LTTNG_BUFFER_GLOBAL;
	return domain;
}

/* @code: LTTng's, negative or not. The relay daemon is spoken to when it first has to be. */
static int failed(struct ht_err *err, const char *what, int code)
{
	code = code > 0 ? -code : code;
	if (code == -LTTNG_ERR_RELAYD_CONNECT_FAIL)
		return ht_err_set(err, -ECONNREFUSED,
				  "no relay daemon answers: start lttng-relayd on the host of "
				  "--relay, and let its ports 5342 and 5343 through");
	return ht_err_set(err, -EIO, "LTTng cannot %s: %s; 'hypertrace doctor' says what it lacks",
			  what, ht_lttng_ctl.strerror(code));
}

/**
 * ht_session_daemon() - have a session daemon, and the library to speak to it
 * @err: says why there is none
 *
 * One that is started here stays, as one that the command lttng starts.
 *
 * Return: 0, -EACCES (there is one that is not for us), -ENOENT (LTTng is not installed),
 * -ENOPKG (nor is its library), -EIO.
 */
int ht_session_daemon(struct ht_err *err)
{
	static const char *const argv[] = { "lttng-sessiond", "--daemonize",
					    "--extra-kmod-probes=hypertrace,hypertrace-packed",
					    NULL };
	char said[256];
	int status = ht_lttng_ctl_load(err);

	if (status)
		return status;
	if (ht_lttng_ctl.session_daemon_alive() == 1)
		return 0;
	if (geteuid())
		return ht_err_set(err, -EACCES,
				  "no LTTng session daemon that you may use: use sudo, or let root "
				  "start it (sudo lttng-sessiond --daemonize "
				  "--extra-kmod-probes=hypertrace,hypertrace-packed) and join the "
				  "group tracing");
	status = ht_spawn(argv, said, sizeof(said));
	if (status == 127)
		return ht_err_set(err, -ENOENT,
				  "lttng-sessiond is not installed: sudo apt-get install "
				  "--no-install-recommends lttng-tools");
	if (status || ht_lttng_ctl.session_daemon_alive() != 1)
		return ht_err_set(err, -EIO,
				  "lttng-sessiond does not start: %s; try 'sudo lttng-sessiond "
				  "--verbose'",
				  *said ? said : "it does not say why");
	return 0;
}

static bool is_there(const struct lttng_event *events, int count, const char *name)
{
	int i;

	for (i = 0; i < count; i++) {
		if (!strcmp(events[i].name, name))
			return true;
	}
	return false;
}

/* LTTng accepts names that no probe provides, and records nothing. */
static int check_probe(const char *name, struct ht_err *err)
{
	struct lttng_domain domain = kernel_domain();
	struct lttng_handle *handle = ht_lttng_ctl.create_handle(NULL, &domain);
	struct lttng_event *events = NULL;
	int count = handle ? ht_lttng_ctl.list_tracepoints(handle, &events) : -LTTNG_ERR_NOMEM;
	bool there = count > 0 && is_there(events, count, name);

	free(events);
	if (handle)
		ht_lttng_ctl.destroy_handle(handle);
	if (count < 0)
		return failed(err, "list the kernel's tracepoints", count);
	if (there)
		return 0;
	return ht_err_set(err, -ENODATA,
			  "LTTng does not know the event %s: its session daemon runs without our "
			  "probes: sudo modprobe -a lttng-probe-hypertrace "
			  "lttng-probe-hypertrace-packed",
			  name);
}

static int enable_channel(struct ht_session *session, bool live, struct ht_err *err)
{
	struct lttng_domain domain = kernel_domain();
	struct lttng_channel *channel = ht_lttng_ctl.channel_create(&domain);
	int ret;

	if (!channel)
		return ht_err_nomem(err);
	snprintf(channel->name, sizeof(channel->name), "%s", CHANNEL);
	channel->attr.overwrite = 0;
	channel->attr.subbuf_size = SUBBUFFER;
	channel->attr.num_subbuf = SUBBUFFERS;
	channel->attr.switch_timer_interval = 0;
	channel->attr.read_timer_interval = READ_TIMER_US;
	channel->attr.live_timer_interval = live ? LIVE_TIMER_US : 0;
	channel->attr.output = LTTNG_EVENT_SPLICE;
	ret = ht_lttng_ctl.enable_channel(session->handle, channel);
	ht_lttng_ctl.channel_destroy(channel);
	return ret < 0 ? failed(err, "make its buffers", ret) : 0;
}

static int enable_event(struct ht_session *session, const char *name, struct ht_err *err)
{
	struct lttng_event *event = ht_lttng_ctl.event_create();
	char what[128];
	int ret;

	if (!event)
		return ht_err_nomem(err);
	event->type = LTTNG_EVENT_TRACEPOINT;
	snprintf(event->name, sizeof(event->name), "%s", name);
	event->loglevel_type = LTTNG_EVENT_LOGLEVEL_ALL;
	ret = ht_lttng_ctl.enable_event(session->handle, event, CHANNEL);
	ht_lttng_ctl.event_destroy(event);
	snprintf(what, sizeof(what), "record %s", name);
	return ret < 0 ? failed(err, what, ret) : 0;
}

static int enable_events(struct ht_session *session, const struct ht_session_options *options,
			 struct ht_err *err)
{
	size_t i;
	int ret;

	if (!options->packed)
		return enable_event(session, "hypertrace_*", err);
	ret = enable_event(session, "ht_packed", err);
	for (i = 0; !ret && i < COUNT(host_events); i++)
		ret = enable_event(session, host_events[i], err);
	for (i = 0; !ret && options->exits && i < COUNT(exit_events); i++)
		ret = enable_event(session, exit_events[i], err);
	return ret;
}

static struct lttng_session_descriptor *describe(const struct ht_session_options *options)
{
	char url[URL_MAX];

	if (!options->relay)
		return ht_lttng_ctl.session_descriptor_local_create(options->name, options->dir);
	snprintf(url, sizeof(url), "net://%s", options->relay);
	return ht_lttng_ctl.session_descriptor_live_network_create(options->name, url, NULL,
								   LIVE_TIMER_US);
}

static int create_failed(const struct ht_session_options *options, enum lttng_error_code code,
			 struct ht_err *err)
{
	if (code == LTTNG_ERR_EXIST_SESS)
		return ht_err_set(err, -EEXIST,
				  "LTTng has a session '%s': lttng destroy %s, or --session NAME",
				  options->name, options->name);
	return failed(err, "create a session", (int)code);
}

static int create(struct ht_session *session, const struct ht_session_options *options,
		  struct ht_err *err)
{
	struct lttng_session_descriptor *descriptor = describe(options);
	struct lttng_domain domain = kernel_domain();
	enum lttng_error_code code;

	if (!descriptor)
		return ht_err_set(err, -EINVAL,
				  options->relay ? "'%s' is no HOST or HOST:PORT" :
						   "LTTng does not accept the path %s",
				  options->relay ? options->relay : options->dir);
	code = ht_lttng_ctl.create_session_ext(descriptor);
	ht_lttng_ctl.session_descriptor_destroy(descriptor);
	if (code != LTTNG_OK)
		return create_failed(options, code, err);
	snprintf(session->name, sizeof(session->name), "%s", options->name);
	session->handle = ht_lttng_ctl.create_handle(session->name, &domain);
	return session->handle ? 0 : ht_err_nomem(err);
}

/**
 * ht_session_begin() - create a session and have it record
 * @session: filled; to ht_session_end() in every case
 * @options: what it shall be
 * @err: says what is wrong, and what to do
 *
 * Return: 0, -ENODATA (LTTng lacks our probes), -EEXIST, -ECONNREFUSED (no relay daemon), -EINVAL,
 * -EIO, -ENOMEM.
 */
int ht_session_begin(struct ht_session *session, const struct ht_session_options *options,
		     struct ht_err *err)
{
	int ret;

	*session = (struct ht_session){ 0 };
	ret = check_probe("hypertrace_initcall_start", err);
	if (!ret && options->packed)
		ret = check_probe("ht_packed", err);
	ret = ret ?: create(session, options, err);
	ret = ret ?: enable_channel(session, options->relay != NULL, err);
	ret = ret ?: enable_events(session, options, err);
	if (ret)
		return ret;
	ret = ht_lttng_ctl.start_tracing(session->name);
	session->started = ret >= 0;
	return ret < 0 ? failed(err, "start", ret) : 0;
}

/**
 * ht_session_discarded() - what did LTTng have no room for?
 * @session: the session
 *
 * Return: how many events, and packets that were overwritten.
 */
uint64_t ht_session_discarded(const struct ht_session *session)
{
	struct lttng_channel *channels = NULL;
	uint64_t sum = 0, some;
	int count = ht_lttng_ctl.list_channels(session->handle, &channels), i;

	for (i = 0; i < count; i++) {
		if (!ht_lttng_ctl.channel_get_discarded_event_count(&channels[i], &some))
			sum += some;
		if (!ht_lttng_ctl.channel_get_lost_packet_count(&channels[i], &some))
			sum += some;
	}
	free(channels);
	return sum;
}

/**
 * ht_session_end() - stop a session and forget it; the trace is then complete
 * @session: the session; none afterwards
 * @err: says what is wrong
 *
 * Return: 0 or -EIO.
 */
int ht_session_end(struct ht_session *session, struct ht_err *err)
{
	int ret = session->started ? ht_lttng_ctl.stop_tracing(session->name) : 0;
	int destroyed = *session->name ? ht_lttng_ctl.destroy_session(session->name) : 0;

	if (session->handle)
		ht_lttng_ctl.destroy_handle(session->handle);
	*session = (struct ht_session){ 0 };
	if (ret < 0)
		return failed(err, "stop", ret);
	return destroyed < 0 ? failed(err, "end its session", destroyed) : 0;
}
