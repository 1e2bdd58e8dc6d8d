/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who may be traced: the host administrator's word, the module parameter "allow".
 */
#ifndef HT_POLICY_H
#define HT_POLICY_H

#include <linux/types.h>

struct pid;

bool ht_policy_allows(const struct pid *vmm);
void ht_policy_exit(void);

#endif /* HT_POLICY_H */
