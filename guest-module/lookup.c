// SPDX-License-Identifier: GPL-2.0-only
/*
 * kallsyms_lookup_name() is not exported either. A kprobe that is never armed says where it is.
 * What is found so cannot be called where indirect calls have to land on a mark.
 */
#include <linux/kallsyms.h>
#include <linux/kprobes.h>

#include "lookup.h"

#if !defined(MODULE)
static void *find(const char *symbol)
{
	return (void *)kallsyms_lookup_name(symbol);
}
#elif defined(CONFIG_KPROBES) && !defined(CONFIG_X86_KERNEL_IBT) && !defined(CONFIG_CFI_CLANG)
static void *find(const char *symbol)
{
	static unsigned long (*lookup)(const char *name);
	struct kprobe probe = {
		.symbol_name = "kallsyms_lookup_name",
		.flags = KPROBE_FLAG_DISABLED,
	};

	if (!lookup && !register_kprobe(&probe)) {
		unregister_kprobe(&probe);
		lookup = (void *)probe.addr;
	}
	return lookup ? (void *)lookup(symbol) : NULL;
}
#else
static void *find(const char *symbol)
{
	return NULL;
}
#endif

/**
 * ht_lookup - where something of the kernel is
 * @symbol: its name; of data, too, if the kernel has CONFIG_KALLSYMS_ALL
 *
 * Process context, not twice at once.
 *
 * Return: its address; NULL: there is none, or this kernel does not say.
 */
void *ht_lookup(const char *symbol)
{
	return find(symbol);
}
