/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel tracepoints, found by name: those worth tracing are not exported to modules.
 */
#ifndef HT_PROBE_H
#define HT_PROBE_H

struct tracepoint;

/**
 * struct ht_probe - a function, and the tracepoint that is to call it
 * @name: the tracepoint's
 * @func: takes void *, which is NULL, then what the tracepoint's prototype says; called with
 *	preemption off
 * @tp: the tracepoint while attached, else NULL
 */
struct ht_probe {
	const char *name;
	void *func;
	struct tracepoint *tp;
};

int ht_probes_attach(struct ht_probe *probes, unsigned int nr);
void ht_probes_detach(struct ht_probe *probes, unsigned int nr);

#endif /* HT_PROBE_H */
