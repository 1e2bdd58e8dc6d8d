/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probe: boot levels, initcalls, and the end of the kernel's boot.
 */
#ifndef HT_INITCALL_H
#define HT_INITCALL_H

#include <linux/init.h>

int ht_initcall_attach(bool early, initcall_t own);

#endif /* HT_INITCALL_H */
