// SPDX-License-Identifier: GPL-2.0-only
/*
 * Classes "irq" and "softirq": what interrupts what runs, and for how long.
 */
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "class.h"
#include "probe.h"
#include "transport.h"

static void probe_irq_entry(void *data, int irq, struct irqaction *action)
{
	const char *name = action->name ?: "";
	struct ht_rec_irq_entry *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_IRQ))
		return;
	rec = ht_write_begin(&w, HT_REC_IRQ_ENTRY, sizeof(*rec));
	if (!rec)
		return;
	rec->irq = irq;
	rec->pad = 0;
	memcpy_and_pad(rec->name, HT_COMM_LEN, name, strnlen(name, HT_COMM_LEN), 0);
	ht_write_end(&w);
}

static void probe_irq_exit(void *data, int irq, struct irqaction *action, int ret)
{
	struct ht_rec_irq_exit *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_IRQ))
		return;
	rec = ht_write_begin(&w, HT_REC_IRQ_EXIT, sizeof(*rec));
	if (!rec)
		return;
	rec->irq = irq;
	rec->ret = ret;
	ht_write_end(&w);
}

static __always_inline void softirq(u8 type, unsigned int vec)
{
	struct ht_rec_softirq *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_SOFTIRQ))
		return;
	rec = ht_write_begin(&w, type, sizeof(*rec));
	if (!rec)
		return;
	rec->vec = vec;
	rec->pad = 0;
	ht_write_end(&w);
}

static void probe_softirq_entry(void *data, unsigned int vec)
{
	softirq(HT_REC_SOFTIRQ_ENTRY, vec);
}

static void probe_softirq_exit(void *data, unsigned int vec)
{
	softirq(HT_REC_SOFTIRQ_EXIT, vec);
}

static struct ht_probe irq_probes[] = {
	{ "irq_handler_entry", probe_irq_entry },
	{ "irq_handler_exit", probe_irq_exit },
};

const struct ht_class ht_irq_class = {
	.name = "irq",
	.probes = irq_probes,
	.nr_probes = ARRAY_SIZE(irq_probes),
};

static struct ht_probe softirq_probes[] = {
	{ "softirq_entry", probe_softirq_entry },
	{ "softirq_exit", probe_softirq_exit },
};

const struct ht_class ht_softirq_class = {
	.name = "softirq",
	.probes = softirq_probes,
	.nr_probes = ARRAY_SIZE(softirq_probes),
};
