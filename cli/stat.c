// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace stat: what the exits of this host's VMs are, now. Each sample is the difference of two
 * readings of the host's counters.
 */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arg.h"
#include "guest_find.h"
#include "guest_sysfs.h"
#include "live.h"
#include "stat.h"
#include "stat_file.h"
#include "stat_print.h"
#include "sysroot.h"
#include "term.h"

enum {
	KEY_VM = 'v',
	KEY_INTERVAL = 'i',
	KEY_COUNT = 'n',
	KEY_BY = 'b',
	KEY_JSON = 'j',
};

static const struct argp_option options[] = {
	{ "vm", KEY_VM, "VM", 0, "Only this VM", 0 },
	{ "interval", KEY_INTERVAL, "S", 0,
	  "Seconds between samples (default: 1); 0: all since counting began, once", 0 },
	{ "count", KEY_COUNT, "N", 0, "Stop after N samples (default: at Ctrl-C)", 0 },
	{ "by", KEY_BY, "WHAT", 0, "A row is a reason (default) or vcpu", 0 },
	{ "json", KEY_JSON, NULL, 0,
	  "Print JSON, one line a VM and sample, schema hypertrace.stat/1", 0 },
	{ 0 },
};

static const char doc[] =
	"Which VM exits this host's VMs take, how many, and how long: live."
	"\vColumns are those of 'perf kvm stat live'. A time with < or > is a bound: nothing took "
	"more or less, but what is known exactly is older. The first sample comes after the first "
	"interval. With a VM it ends when that VM does.\n\n"
	"VM is an id that 'hypertrace guest list' shows, or else the process id of a VMM with one "
	"VM; vm:ID and pid:PID say which of the two.\n\n"
	"Example:\n"
	"  sudo hypertrace stat --interval 5\n"
	"  sudo hypertrace stat --vm 1 --interval 0\n"
	"  sudo hypertrace stat --json | jq -c '[.vm_id, .total.count]'\n\n"
	"Exit status: 0 done, 1 failed, 2 usage.";

/**
 * struct stat_args - what the user asked for
 * @vm: the one VM, as it was typed; NULL: all
 * @interval_ns: between two samples; 0: no samples, but all since counting began
 * @samples: how many, 0 is without end
 * @by: what rows are
 * @json: for a program
 */
struct stat_args {
	const char *vm;
	uint64_t interval_ns;
	uint64_t samples;
	enum ht_exits_by by;
	bool json;
};

/**
 * struct stat_run - what is compared
 * @args: the command line
 * @only: the one VM, by id; 0: all
 * @guests: the VMs
 * @before: the reading before; nothing for all since counting began
 * @now: this reading
 * @live: how samples follow each other
 */
struct stat_run {
	struct stat_args args;
	uint32_t only;
	struct ht_guests guests;
	struct ht_stat_reading before;
	struct ht_stat_reading now;
	struct ht_live live;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct stat_args *args = state->input;

	switch (key) {
	case KEY_VM:
		args->vm = arg;
		return 0;
	case KEY_INTERVAL:
		args->interval_ns = strcmp(arg, "0") ? ht_arg_interval(state, arg) : 0;
		return 0;
	case KEY_COUNT:
		args->samples = ht_arg_count(state, arg);
		return 0;
	case KEY_BY:
		if (!strcmp(arg, "vcpu"))
			args->by = HT_EXITS_BY_VCPU;
		else if (!strcmp(arg, "reason"))
			args->by = HT_EXITS_BY_REASON;
		else
			argp_error(state, "--by wants reason or vcpu, not '%s'", arg);
		return 0;
	case KEY_JSON:
		args->json = true;
		return 0;
	case ARGP_KEY_END:
		if (!args->interval_ns && args->samples > 1)
			argp_error(state, "--interval 0 is one sample, not %" PRIu64,
				   args->samples);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct ht_guest *find_guest(const struct stat_run *run, uint32_t vm_id)
{
	size_t i;

	for (i = 0; i < run->guests.count; i++) {
		if (run->guests.list[i].id == vm_id)
			return &run->guests.list[i];
	}
	return NULL;
}

static int sample(struct stat_run *run, struct ht_err *err)
{
	int ret;

	ht_guests_exit(&run->guests);
	ht_stat_reading_exit(&run->before);
	run->before = run->now;
	/* First what may be closed to the user: what is not there at all is told, too. */
	ret = ht_stat_read(&run->now, err);
	return ret ?: ht_guests_read(&run->guests, err);
}

/* Are there exits of @guest, or of any VM if that is NULL, to be shown? */
static bool is_counted(const struct stat_run *run, const struct ht_guest *guest)
{
	size_t i;

	for (i = 0; i < run->guests.count; i++) {
		const struct ht_guest *one = &run->guests.list[i];

		if ((!guest || guest == one) && one->exits)
			return true;
	}
	return false;
}

static int not_counted(const struct ht_guest *guest, struct ht_err *err)
{
	char on[8], which[32] = "--all-vms";

	if (ht_sys_line(on, sizeof(on), HT_STAT_PARAMETER) > 0 && *on == 'N')
		return ht_err_set(err, -ENODATA,
				  "kvm-hypertrace is told to count nobody's exits: "
				  "echo Y | sudo tee " HT_STAT_PARAMETER);
	if (guest)
		snprintf(which, sizeof(which), "%" PRIu32, guest->id);
	return ht_err_set(err, -ENODATA,
			  "the exits of %s are not counted: sudo hypertrace guest exits on %s",
			  guest ? "this VM" : "the VMs", which);
}

/* Nothing can be shown while there is no VM, but one may come; with --vm it has to be there. */
static int choose(struct stat_run *run, struct ht_err *err)
{
	const struct ht_guest *guest = NULL;
	int ret = 0;

	if (run->args.vm)
		ret = ht_guest_find(&run->guests, run->args.vm, &guest, err);
	if (ret || !run->guests.count)
		return ret;
	if (!is_counted(run, guest))
		return not_counted(guest, err);
	run->only = guest ? guest->id : 0;
	return 0;
}

/* The exits of @vm between the readings, from @first on. Returns how many rows are its. */
static size_t collect(const struct stat_run *run, size_t first, struct ht_stat_vm *vm,
		      struct ht_exits_cell *cells)
{
	const struct ht_stat_row *head = &run->now.rows[first];
	static const struct ht_exit_counts none;
	uint64_t since_ns = head->since_ns;
	size_t i;

	for (i = 0; first + i < run->now.count; i++) {
		const struct ht_stat_row *row = &head[i];
		const struct ht_stat_row *old = ht_stat_find(&run->before, row);

		if (row->vm_id != head->vm_id || row->vm_pid != head->vm_pid)
			break;
		cells[i].vcpu = row->vcpu;
		cells[i].reason = row->reason;
		ht_exit_counts_since(&cells[i].counts, &row->counts, old ? &old->counts : &none);
		vm->exits.cells[i] = &cells[i];
		if (row->since_ns < since_ns)
			since_ns = row->since_ns;
	}
	vm->exits.vm_id = head->vm_id;
	vm->exits.vm_pid = head->vm_pid;
	vm->exits.nr_cells = i;
	if (run->before.now_ns)
		since_ns = run->before.now_ns;
	vm->seconds = (double)(int64_t)(run->now.now_ns - since_ns) / 1e9;
	return i;
}

static int print_vm(const struct stat_run *run, struct ht_stat_vm *vm, struct ht_err *err)
{
	vm->guest = find_guest(run, vm->exits.vm_id);
	vm->by = run->args.by;
	vm->exits.isa = run->now.isa;
	vm->exits.khz = run->now.khz;
	vm->exits.source = HT_EXITS_SNAPSHOTS;
	return run->args.json ? ht_stat_print_json(vm, err) : ht_stat_print_text(vm, err);
}

static int print_vms(const struct stat_run *run, struct ht_err *err)
{
	struct ht_exits_cell *cells = calloc(run->now.count + 1, sizeof(*cells));
	struct ht_exits_cell **list = calloc(run->now.count + 1, sizeof(struct ht_exits_cell *));
	int ret = cells && list ? 0 : ht_err_nomem(err);
	bool any = false;
	size_t i, rows;

	for (i = 0; !ret && i < run->now.count; i += rows) {
		struct ht_stat_vm vm = { .exits.cells = list };

		rows = collect(run, i, &vm, cells);
		if (run->only && vm.exits.vm_id != run->only)
			continue;
		any = true;
		ret = print_vm(run, &vm, err);
	}
	if (!ret && !any && !run->args.json)
		puts(run->guests.count ? "\nno exits yet" : "\nno VM yet");
	free(list);
	free(cells);
	return ret;
}

static int print_totals(struct stat_run *run, struct ht_err *err)
{
	if (!run->args.json)
		printf("%ssince counting began%s\n", ht_term_begin(HT_COLOR_DIM),
		       ht_term_end(HT_COLOR_DIM));
	return print_vms(run, err);
}

static int print_sample(struct stat_run *run, struct ht_err *err)
{
	if (!run->args.json)
		ht_live_show(&run->live,
			     (double)(int64_t)(run->now.now_ns - run->before.now_ns) / 1e9);
	return print_vms(run, err);
}

/* Returns early, and without an error, if nobody reads any more: the program's end tells. */
static int go_on(struct stat_run *run, struct ht_err *err)
{
	uint64_t i;
	int ret = 0;

	ht_live_init(&run->live);
	for (i = 0; !ret && (!run->args.samples || i < run->args.samples); i++) {
		ht_live_wait(&run->live, run->args.interval_ns);
		ret = sample(run, err);
		if (ret || (run->only && !find_guest(run, run->only)))
			return ret;
		ret = print_sample(run, err);
		if (fflush(stdout))
			return ret;
	}
	return ret;
}

/**
 * ht_stat_main() - hypertrace stat
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_stat_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, NULL, doc, NULL, NULL, NULL };
	struct stat_run run = { .args.interval_ns = 1000000000 };
	struct ht_err err = { "" };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &run.args);
	ret = sample(&run, &err) ?: choose(&run, &err);
	if (!ret)
		ret = run.args.interval_ns ? go_on(&run, &err) : print_totals(&run, &err);
	ht_stat_reading_exit(&run.before);
	ht_stat_reading_exit(&run.now);
	ht_guests_exit(&run.guests);
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
