/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host that is reported at the moment, where there are traces of several.
 */
#ifndef HT_HOSTS_CHOSEN_H
#define HT_HOSTS_CHOSEN_H

void ht_hosts_choose(const char *name);
const char *ht_hosts_chosen(void);
const char *ht_hosts_json(void);

#endif /* HT_HOSTS_CHOSEN_H */
