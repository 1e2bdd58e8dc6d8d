// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace bench: what exits of a VM cost on this host, by reason.
 */
#include <argp.h>
#include <cpuid.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "bench.h"
#include "bench_vm.h"
#include "table.h"

/* A round is as many turns as take this, at least. */
#define ROUND_CYCLES (1ull << 22)
#define ROUNDS_DEFAULT 9
#define ROUNDS_MOST 1000

/* Of one operation, a turn; sorted. */
struct result {
	double cycles[ROUNDS_MOST];
	double ns[ROUNDS_MOST];
};

struct bench {
	size_t rounds;
	bool csv;
	char mode[32];
	char where[160];
	struct result results[HT_BENCH_OPS];
};

static const struct argp_option options[] = {
	{ "rounds", 'r', "N", 0, "How often each is measured: 1 to 1000 (default: 9)", 0 },
	{ "csv", 'c', NULL, 0, "Print CSV, as in benchmarks/results", 0 },
	{ 0 },
};

static const char doc[] =
	"What exits of a VM cost on this host, by reason."
	"\vA VM of its own, without a kernel, does what makes a guest leave for its hypervisor. "
	"The mode says what was measured: 'hardware', or 'nested' where this host is a VM itself, "
	"or 'emulated'. The last two say nothing of hardware.\n\n"
	"Needs a KVM host, and permission for /dev/kvm. No VM that runs is touched.\n\n"
	"Example:\n"
	"  hypertrace bench\n"
	"  hypertrace bench --csv >exits.csv\n\n"
	"Exit status: 0 measured, 1 it cannot be measured here, 2 usage.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct bench *bench = state->input;
	char *end;

	switch (key) {
	case 'r':
		bench->rounds = strtoul(arg, &end, 10);
		if (*end || !bench->rounds || bench->rounds > ROUNDS_MOST)
			argp_error(state, "--rounds wants a number from 1 to %d, not '%s'",
				   ROUNDS_MOST, arg);
		return 0;
	case 'c':
		bench->csv = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no arguments, but options: see --help");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* A CPU that is one says so by not having this bit. */
static void find_mode(struct bench *bench)
{
	unsigned int eax, ebx, ecx = 0, edx;
	struct utsname kernel;

	uname(&kernel);
	if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) && ecx >> 31) {
		char vendor[13] = "";

		__cpuid(0x40000000, eax, ebx, ecx, edx);
		memcpy(vendor, &ebx, 4);
		memcpy(vendor + 4, &ecx, 4);
		memcpy(vendor + 8, &edx, 4);
		snprintf(bench->mode, sizeof(bench->mode), "%s",
			 strcmp(vendor, "TCGTCGTCGTCG") ? "nested" : "emulated");
		snprintf(bench->where, sizeof(bench->where), "kernel: %s, in a VM of %s",
			 kernel.release, vendor);
	} else {
		snprintf(bench->mode, sizeof(bench->mode), "hardware");
		snprintf(bench->where, sizeof(bench->where), "kernel: %s", kernel.release);
	}
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int measure(struct ht_bench_vm *vm, enum ht_bench_op op, struct bench *bench,
		   struct ht_err *err)
{
	struct result *result = &bench->results[op];
	struct ht_bench_time took;
	uint64_t turns = 32;
	size_t i;
	int ret;

	do {
		turns *= 2;
		ret = ht_bench_vm_turns(vm, op, turns, &took, err);
		if (ret)
			return ret;
	} while (took.cycles < ROUND_CYCLES);
	for (i = 0; i < bench->rounds; i++) {
		ret = ht_bench_vm_turns(vm, op, turns, &took, err);
		if (ret)
			return ret;
		result->cycles[i] = (double)took.cycles / (double)turns;
		result->ns[i] = (double)took.ns / (double)turns;
	}
	qsort(result->cycles, bench->rounds, sizeof(double), compare);
	qsort(result->ns, bench->rounds, sizeof(double), compare);
	return 0;
}

static void fill(const void *data, size_t row, struct ht_cell *cells)
{
	const struct bench *bench = data;
	const struct result *r = &bench->results[row];
	const size_t last = bench->rounds - 1;

	ht_cell_set(&cells[0], "%s", ht_bench_op_name((enum ht_bench_op)row));
	ht_cell_set(&cells[1], "%.1f", r->ns[last / 2]);
	ht_cell_set(&cells[2], "%.1f", r->ns[0]);
	ht_cell_set(&cells[3], "%.1f", r->ns[last]);
	ht_cell_set(&cells[4], "%.1f", r->cycles[last / 2]);
	ht_cell_set(&cells[5], "%.1f", r->cycles[0]);
	ht_cell_set(&cells[6], "%.1f", r->cycles[last]);
}

static void print_table(const struct bench *bench)
{
	static const struct ht_column columns[] = {
		{ .title = "", .is_text = true },
		{ .title = "ns" },
		{ .title = "least" },
		{ .title = "most" },
		{ .title = "cycles" },
		{ .title = "least" },
		{ .title = "most" },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = HT_BENCH_OPS,
		.indent = 2,
		.fill = fill,
		.data = bench,
	};

	printf("What a turn costs, exit and entry included (mode: %s; median of %zu rounds)\n\n",
	       bench->mode, bench->rounds);
	ht_table_print(&table);
	printf("\n%s\n", bench->where);
}

static void print_csv(const struct bench *bench)
{
	size_t i, middle = (bench->rounds - 1) / 2;

	printf("# mode: %s\n# %s\nmode,case,variant,metric,unit,value\n", bench->mode,
	       bench->where);
	for (i = 0; i < HT_BENCH_OPS; i++) {
		const char *name = ht_bench_op_name((enum ht_bench_op)i);

		/* No comma in a field. */
		printf("%s,exits,%.*s,ns,ns,%.1f\n", bench->mode, (int)strcspn(name, ","), name,
		       bench->results[i].ns[middle]);
		printf("%s,exits,%.*s,cycles,,%.1f\n", bench->mode, (int)strcspn(name, ","), name,
		       bench->results[i].cycles[middle]);
	}
}

static int measure_all(struct bench *bench, bool interrupts, struct ht_err *err)
{
	struct ht_bench_vm vm;
	int ret = ht_bench_vm_open(&vm, interrupts, err), i;

	if (ret)
		return ret;
	for (i = 0; i < HT_BENCH_OPS && !ret; i++) {
		if (ht_bench_op_interrupts((enum ht_bench_op)i) == interrupts)
			ret = measure(&vm, (enum ht_bench_op)i, bench, err);
	}
	ht_bench_vm_close(&vm);
	return ret;
}

static int run(struct bench *bench, struct ht_err *err)
{
	int ret = measure_all(bench, false, err);

	return ret ? ret : measure_all(bench, true, err);
}

/**
 * ht_bench_main() - hypertrace bench
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status.
 */
int ht_bench_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse_option, "", doc, NULL, NULL, NULL };
	static struct bench bench = { .rounds = ROUNDS_DEFAULT };
	struct ht_err err = { "" };

	argp_parse(&argp, argc, argv, 0, NULL, &bench);
	find_mode(&bench);
	if (run(&bench, &err)) {
		ht_err_print(&err);
		return EXIT_FAILURE;
	}
	if (bench.csv)
		print_csv(&bench);
	else
		print_table(&bench);
	return EXIT_SUCCESS;
}
