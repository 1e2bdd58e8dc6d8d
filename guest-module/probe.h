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
 * @here: the tracepoint, where its address is known without a search
 * @tp: the tracepoint while attached, else NULL
 */
struct ht_probe {
	const char *name;
	void *func;
	struct tracepoint *here;
	struct tracepoint *tp;
};

/*
 * A struct ht_probe that a kernel with this code built in need not search for, which before the
 * first initcall is most of what attaching takes. The tracepoint's header has to be included.
 */
#ifdef MODULE
#define HT_PROBE_HERE(tracepoint, function)                                                        \
	{                                                                                          \
		.name = #tracepoint, .func = function                                              \
	}
#else
#define HT_PROBE_HERE(tracepoint, function)                                                        \
	{                                                                                          \
		.name = #tracepoint, .func = function, .here = &__tracepoint_##tracepoint          \
	}
#endif

int ht_probes_attach(struct ht_probe *probes, unsigned int nr);
void ht_probes_detach(struct ht_probe *probes, unsigned int nr);

#endif /* HT_PROBE_H */
