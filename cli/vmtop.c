// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace top: a table of vCPUs, anew every interval. Of a session that is recorded at the
 * moment, intervals are the clock's on the wall; of a trace, its own.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arg.h"
#include "record_show.h"
#include "relay.h"
#include "trace.h"
#include "vmtop.h"

static const struct argp_option options[] = {
	{ "live", 'L', "URL", 0,
	  "Read a session of lttng-relayd: net://HOST[:PORT]/host/HOSTNAME/SESSION", 0 },
	{ "interval", 'i', "S", 0, "Seconds of an interval (default: 1)", 0 },
	{ "count", 'n', "N", 0, "Stop after N intervals (default: at the end, or Ctrl-C)", 0 },
	{ "json", 'j', NULL, 0, "Print JSON, one line an interval, schema hypertrace.top/1", 0 },
	{ 0 },
};

static const char doc[] =
	"What each vCPU of each VM does, every second: events by class, exits, migrations, losses."
	"\vA trace goes by as fast as it can be read. VMs of this host can be watched without a "
	"trace: 'hypertrace guest watch' and 'hypertrace stat'.\n\n"
	"Example:\n"
	"  hypertrace top --live net://collector/host/web1/hypertrace-20240101-120000\n"
	"  hypertrace top --json --interval 0.1 TRACE | jq '.vcpus[].exits'\n\n"
	"Exit status: 0 done, 1 the trace could not be read (to its end), 2 usage.";

/**
 * struct watch - one run
 * @path: the trace or URL
 * @json: for a program
 * @interval_ns: how long an interval is
 * @samples: how many, 0 is without end
 * @top: what happens
 * @began_ns: when the interval began: of the trace's clock, or of this machine's
 * @last_ns: the latest time stamp
 * @shown: how many intervals there were
 * @err: the first failure
 * @ret: see @err
 */
struct watch {
	const char *path;
	bool json;
	uint64_t interval_ns;
	uint64_t samples;
	struct ht_vmtop top;
	uint64_t began_ns;
	uint64_t last_ns;
	uint64_t shown;
	struct ht_err *err;
	int ret;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct watch *watch = state->input;

	switch (key) {
	case 'i':
		watch->interval_ns = ht_arg_interval(state, arg);
		return 0;
	case 'n':
		watch->samples = ht_arg_count(state, arg);
		return 0;
	case 'j':
		watch->json = true;
		return 0;
	case 'L':
		if (!ht_relay_is(arg))
			argp_error(state, "--live wants net://HOST[:PORT]/host/HOSTNAME/SESSION");
		/* fall through */
	case ARGP_KEY_ARG:
		if (watch->path)
			argp_error(state, "one trace at a time");
		watch->path = arg;
		return 0;
	case ARGP_KEY_END:
		if (!watch->path)
			argp_error(state, "which trace? --live URL, or a directory");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool is_over(const struct watch *watch)
{
	return watch->ret || (watch->samples && watch->shown >= watch->samples);
}

static void show(struct watch *watch, uint64_t ns)
{
	double seconds = (double)ns / 1e9;

	ht_vmtop_sort(&watch->top);
	if (watch->json)
		watch->ret = ht_vmtop_print_json(&watch->top, seconds, watch->err);
	else
		ht_vmtop_print_text(&watch->top, seconds);
	/* Nobody reads any more: the program's end tells. */
	if (fflush(stdout) && !watch->ret)
		watch->ret = -EPIPE;
	ht_vmtop_begin(&watch->top);
	watch->shown++;
}

static bool tick(void *data)
{
	struct watch *watch = data;
	uint64_t now = ht_record_now();

	if (!watch->began_ns)
		watch->began_ns = now;
	if (!is_over(watch) && now - watch->began_ns >= watch->interval_ns) {
		show(watch, now - watch->began_ns);
		watch->began_ns = now;
	}
	return is_over(watch);
}

/* Where nothing happens nothing is shown: a trace may have gaps of days. */
static void pass(struct watch *watch, uint64_t now)
{
	if (!watch->began_ns)
		watch->began_ns = now;
	watch->last_ns = now;
	if (now < watch->began_ns || now - watch->began_ns < watch->interval_ns)
		return;
	show(watch, watch->interval_ns);
	watch->began_ns += watch->interval_ns;
	if (now - watch->began_ns >= watch->interval_ns)
		watch->began_ns = now;
}

static int on_event(void *data, const struct ht_event *event)
{
	struct watch *watch = data;

	if (!ht_relay_is(watch->path) && event->has_stamp)
		pass(watch, event->stamp_ns);
	if (is_over(watch))
		return watch->ret ?: -ECANCELED;
	return ht_vmtop_event(&watch->top, event);
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct watch *watch = data;

	watch->top.discarded += count;
}

static int run(struct watch *watch, struct ht_err *err)
{
	static const struct ht_trace_ops ops = {
		.event = on_event,
		.discarded = on_discarded,
		.tick = tick,
	};
	int ret;

	ht_live_init(&watch->top.live);
	ret = ht_trace_read(watch->path, &ops, watch, err);
	/* What is left of the last interval. */
	if (!ret && !is_over(watch) && watch->last_ns > watch->began_ns)
		show(watch, watch->last_ns - watch->began_ns);
	if (ret == -ECANCELED || ret == -EPIPE || watch->ret == -EPIPE)
		return 0;
	return ret ?: watch->ret;
}

/**
 * ht_top_main() - hypertrace top
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_top_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "[TRACE]", doc, NULL, NULL, NULL };
	struct ht_err err = { "" };
	struct watch watch = { .interval_ns = 1000000000, .err = &err };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &watch);
	ret = run(&watch, &err);
	ht_vmtop_exit(&watch.top);
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
