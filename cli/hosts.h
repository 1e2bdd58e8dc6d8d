/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traces of several hosts below one path: each host has its own VMs, numbers and clock.
 */
#ifndef HT_HOSTS_H
#define HT_HOSTS_H

#include <stdbool.h>

#include "err.h"
#include "trace_input.h"

/**
 * struct ht_hosts_report - a report
 * @path: the traces
 * @vm: which VM, as it was typed, or NULL; HOST: before it is taken away
 * @json: for a program
 * @print: reads and prints; returns a negative errno with its argument filled
 * @data: for @print
 */
struct ht_hosts_report {
	const char *path;
	const char **vm;
	bool json;
	int (*print)(void *data, struct ht_err *err);
	void *data;
};

int ht_hosts_report(const struct ht_hosts_report *report);
int ht_hosts_keep(struct ht_trace_input *input, const char *path, struct ht_err *err);

#endif /* HT_HOSTS_H */
