/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command lines of hypertrace guest …
 */
#ifndef HT_GUEST_ARGS_H
#define HT_GUEST_ARGS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "guest_sysfs.h"

enum ht_guest_key {
	HT_GUEST_KEY_JSON = 'j',
	HT_GUEST_KEY_INTERVAL = 'i',
	HT_GUEST_KEY_COUNT = 'n',
	HT_GUEST_KEY_ALL_VMS = 'a',
	HT_GUEST_KEY_RATE = 'r',
	HT_GUEST_KEY_QUOTA = 'q',
};

/* Explains what each command's list of arguments means; ends its help. */
#define HT_GUEST_DOC_VM                                                                            \
	"\n\nVM is an id that 'hypertrace guest list' shows, or else the process id of a VMM "     \
	"with one VM; vm:ID and pid:PID say which of the two."
#define HT_GUEST_DOC_STATUS "\n\nExit status: 0 done, 1 failed, 2 usage."

/**
 * struct ht_guest_syntax - what one command takes
 * @options: some of enum ht_guest_key
 * @args_doc: its arguments, for the usage line
 * @doc: its help
 * @missing: what to say when there are fewer arguments than @min
 * @min: arguments it needs; one less with --all-vms, which stands for the VMs
 * @max: arguments it takes
 */
struct ht_guest_syntax {
	const struct argp_option *options;
	const char *args_doc;
	const char *doc;
	const char *missing;
	int min;
	int max;
};

/**
 * struct ht_guest_args - what the user asked for
 * @json: for a program
 * @all_vms: every VM
 * @has_rate: @rate was given
 * @has_quota: @quota was given
 * @rate: bytes a second, 0 is unlimited
 * @quota: bytes, 0 is unlimited
 * @interval_ns: between two samples
 * @samples: how many, 0 is without end
 * @words: arguments that are no options, @count of them
 * @count: how many
 */
struct ht_guest_args {
	bool json;
	bool all_vms;
	bool has_rate;
	bool has_quota;
	uint64_t rate;
	uint64_t quota;
	uint64_t interval_ns;
	uint64_t samples;
	char **words;
	int count;
};

void ht_guest_parse(const struct ht_guest_syntax *syntax, int argc, char **argv,
		    struct ht_guest_args *args);
int ht_guest_usage(const struct ht_err *err);
int ht_guest_finish(int ret, struct ht_guests *guests, const struct ht_err *err);

#endif /* HT_GUEST_ARGS_H */
