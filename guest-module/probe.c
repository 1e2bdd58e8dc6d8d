// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaching to tracepoints. What is not attached is not there: a tracepoint without probes is one
 * instruction that does nothing.
 */
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "probe.h"

struct search {
	struct ht_probe *probes;
	unsigned int nr;
};

static void find(struct tracepoint *tp, void *data)
{
	struct search *search = data;
	unsigned int i;

	for (i = 0; i < search->nr; i++)
		if (!strcmp(tp->name, search->probes[i].name))
			search->probes[i].tp = tp;
}

static void find_all(struct ht_probe *probes, unsigned int nr)
{
	struct search search = { .probes = probes, .nr = nr };
	unsigned int i, known = 0;

	for (i = 0; i < nr; i++) {
		probes[i].tp = probes[i].here;
		known += !!probes[i].here;
	}
	if (known < nr)
		for_each_kernel_tracepoint(find, &search);
}

/**
 * ht_probes_attach - attach all of a table
 * @probes: the table
 * @nr: its length
 *
 * Process context, or early boot once the allocator works. Not twice at once for one table.
 *
 * Return: 0; -EOPNOTSUPP when this kernel lacks one of the tracepoints; -ENOMEM. On error nothing
 * stays attached.
 */
int ht_probes_attach(struct ht_probe *probes, unsigned int nr)
{
	unsigned int i;
	int ret = 0;

	find_all(probes, nr);
	for (i = 0; i < nr; i++) {
		ret = -EOPNOTSUPP;
		if (probes[i].tp)
			ret = tracepoint_probe_register(probes[i].tp, probes[i].func, NULL);
		if (ret)
			goto err_detach;
	}
	return 0;

err_detach:
	/* What failed is not attached, and neither is what would have come after it. */
	for (; i < nr; i++)
		probes[i].tp = NULL;
	ht_probes_detach(probes, nr);
	return ret;
}

/**
 * ht_probes_detach - undo ht_probes_attach()
 * @probes: the table; what is not attached in it is left alone
 * @nr: its length
 *
 * Process context; when it returns no probe of the table runs any more.
 */
void ht_probes_detach(struct ht_probe *probes, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (probes[i].tp)
			tracepoint_probe_unregister(probes[i].tp, probes[i].func, NULL);
		probes[i].tp = NULL;
	}
	tracepoint_synchronize_unregister();
}
