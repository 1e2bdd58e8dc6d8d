/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where this guest's vCPUs run on the host, for the rest of the kernel.
 */
#ifndef HT_STATE_H
#define HT_STATE_H

#include <linux/types.h>

#include <hypertrace/abi.h>

struct page;

int ht_vcpu_state(unsigned int cpu, struct ht_vcpu_state *state);
struct page *ht_vcpu_state_page(unsigned int cpu);
ssize_t ht_vcpu_states_show(char *buf);

#endif /* HT_STATE_H */
