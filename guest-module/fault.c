// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "fault": page faults. Whether it was user space or the kernel is in the error code.
 */
#include <linux/kernel.h>
#include <linux/ptrace.h>

#include "class.h"
#include "probe.h"
#include "transport.h"

static void probe_fault(void *data, unsigned long address, struct pt_regs *regs,
			unsigned long error_code)
{
	struct ht_rec_page_fault *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_FAULT))
		return;
	rec = ht_write_begin(&w, HT_REC_PAGE_FAULT, sizeof(*rec));
	if (!rec)
		return;
	rec->address = address;
	rec->ip = regs->ip;
	rec->error_code = error_code;
	rec->pad = 0;
	ht_write_end(&w);
}

static struct ht_probe probes[] = {
	{ "page_fault_user", probe_fault },
	{ "page_fault_kernel", probe_fault },
};

const struct ht_class ht_fault_class = {
	.name = "fault",
	.probes = probes,
	.nr_probes = ARRAY_SIZE(probes),
};
