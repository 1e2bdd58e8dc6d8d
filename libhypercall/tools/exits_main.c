// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * hypertrace-exits: how often this VM was left for its host, why, and what that cost. Runs in the
 * guest, as anybody, with nothing of hypertrace installed there but this file.
 */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <hypertrace/vmcall.h>

#include "exits_print.h"
#include "exits_sample.h"

#define EXIT_USAGE 2
#define INTERVAL_MAX 86400.0
#define INTERVAL_MIN 0.1
#define SECOND 1000000000ull

const char *argp_program_version = "hypertrace-exits " HT_VERSION;

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "Also what has not happened, and (-) what KVM does not handle", 0 },
	{ "sort", 's', "KEY", 0, "Sort by count, cycles or number (default: count)", 0 },
	{ "interval", 'i', "S", 0, "What happens in every S seconds, until Ctrl-C", 0 },
	{ "count", 'n', "N", 0, "With --interval: stop after N of them", 0 },
	{ "json", 'j', NULL, 0, "Print JSON, one line a sample, schema " HT_EXITS_SCHEMA, 0 },
	{ 0 },
};

/**
 * struct args - the command line
 * @all: print every type
 * @order: how to sort
 * @interval_ns: 0: once, all since the host began to count
 * @samples: 0: no end
 * @json: for programs
 */
struct args {
	bool all;
	enum ht_exits_order order;
	uint64_t interval_ns;
	uint64_t samples;
	bool json;
};

static enum ht_exits_order parse_order(struct argp_state *state, const char *text)
{
	if (!strcmp(text, "count"))
		return HT_EXITS_BY_COUNT;
	if (!strcmp(text, "cycles"))
		return HT_EXITS_BY_CYCLES;
	if (strcmp(text, "number"))
		argp_error(state, "--sort wants count, cycles or number, not '%s'", text);
	return HT_EXITS_BY_NUMBER;
}

static uint64_t parse_interval(struct argp_state *state, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	/* strtod() knows more ways to write a number than anybody means. */
	if (text[strspn(text, "0123456789.")] || *end || end == text || value < INTERVAL_MIN ||
	    value > INTERVAL_MAX)
		argp_error(state, "--interval wants seconds, from %g to %g, not '%s'", INTERVAL_MIN,
			   INTERVAL_MAX, text);
	return (uint64_t)(value * (double)SECOND);
}

static uint64_t parse_count(struct argp_state *state, const char *text)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || !value)
		argp_error(state, "--count wants a number from 1, not '%s'", text);
	return value;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'a':
		args->all = true;
		return 0;
	case 's':
		args->order = parse_order(state, arg);
		return 0;
	case 'i':
		args->interval_ns = parse_interval(state, arg);
		return 0;
	case 'n':
		args->samples = parse_count(state, arg);
		return 0;
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no arguments, not '%s' either", arg);
		return EINVAL;
	case ARGP_KEY_END:
		if (args->samples && !args->interval_ns)
			argp_error(state, "--count needs --interval");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.doc = "How often this VM was left for its host, why, and what that cost: all its vCPUs "
	       "together, since the host began to count. Runs in the guest, without privileges."
	       "\v"
	       "Cycles are those of the host's clock, from an exit to the next entry. Each "
	       "question to the host is an exit by CPUID and is counted.\n\n"
	       "Example:\n"
	       "  hypertrace-exits\n"
	       "  hypertrace-exits --interval 1 --sort cycles\n\n"
	       "The exit status is 0 for success, 1 when there is nobody to ask, 2 for wrong usage.",
};

static int fail(const char *text)
{
	fprintf(stderr, "hypertrace-exits: %s\n", text);
	return EXIT_FAILURE;
}

/* Who does not answer, and what would change that. */
static int explain(int error)
{
	struct ht_host host;
	__u32 regs[4];

	ht_cpuid(1, regs);
	if (!(regs[2] & (1u << 31)))
		return fail("this is no virtual machine: run it in a guest");
	if (error == -EAGAIN)
		return fail("the host changes what it offers all the time: try again");
	if (error == -EPROTO)
		return fail("the host speaks another version of hypertrace's ABI: "
			    "install the same version in host and guest");
	if (ht_host_detect(&host))
		return fail(
			"no hypertrace on the host, or this VM is not allowed: there, "
			"'modprobe kvm_hypertrace' and 'hypertrace guest allow PID' of its VMM");
	fprintf(stderr,
		"hypertrace-exits: the host does not tell VM %u about its exits: there, write 1 into "
		"exits and exits_cpuid in /sys/kernel/kvm-hypertrace/%u\n",
		host.vm_id, host.vm_id);
	return EXIT_FAILURE;
}

static void print_time(double seconds)
{
	time_t now = time(NULL);
	char text[32] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
	printf("%s, over %.1f s\n", text, seconds);
}

/* @seconds: negative: since the host began to count. */
static void print(const struct args *args, struct ht_exits_sample *sample, double seconds)
{
	ht_exits_tidy(sample, args->order, args->all);
	if (args->json) {
		ht_exits_print_json(sample, seconds);
		return;
	}
	if (seconds >= 0)
		print_time(seconds);
	ht_exits_print(sample);
}

static int run_once(const struct args *args)
{
	static struct ht_exits_sample sample;
	int ret = ht_exits_sample(&sample, args->all);

	if (ret)
		return explain(ret);
	print(args, &sample, -1);
	return EXIT_SUCCESS;
}

/* Absolute times, so that the samples do not drift apart by what taking them takes. */
static void wait_until(struct timespec *next, uint64_t interval_ns)
{
	uint64_t ns = (uint64_t)next->tv_nsec + interval_ns;

	next->tv_sec += (time_t)(ns / SECOND);
	next->tv_nsec = (long)(ns % SECOND);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL) == EINTR)
		;
}

static int run(const struct args *args)
{
	static struct ht_exits_sample before, now, change;
	struct timespec next;
	uint64_t i;
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &next);
	ret = ht_exits_sample(&before, args->all);
	for (i = 0; !ret && (!args->samples || i < args->samples); i++) {
		wait_until(&next, args->interval_ns);
		ret = ht_exits_sample(&now, args->all);
		if (ret)
			break;
		change = now;
		ht_exits_since(&change, &before);
		if (i && !args->json)
			putchar('\n');
		print(args, &change, (double)(now.at_ns - before.at_ns) / (double)SECOND);
		before = now;
		/* Nobody reads any more: the end tells. */
		if (fflush(stdout))
			break;
	}
	return ret ? explain(ret) : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct args args = { .order = HT_EXITS_BY_COUNT };
	int status;

	argp_err_exit_status = EXIT_USAGE;
	signal(SIGPIPE, SIG_IGN);
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	status = args.interval_ns ? run(&args) : run_once(&args);
	if (fflush(stdout) || ferror(stdout))
		return fail("cannot write to standard output");
	return status;
}
