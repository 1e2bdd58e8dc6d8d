/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Going down: which steps there are, and how long each takes.
 */
#ifndef HT_POWER_H
#define HT_POWER_H

struct notifier_block;

void ht_power_begin(const struct notifier_block *first, const struct notifier_block *last,
		    unsigned long action, const char *command);
void ht_power_devices(void);

#endif /* HT_POWER_H */
