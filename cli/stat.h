/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace stat: exits of this host's VMs, live.
 */
#ifndef HT_STAT_H
#define HT_STAT_H

int ht_stat_main(int argc, char **argv);

#endif /* HT_STAT_H */
