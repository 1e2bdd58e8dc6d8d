/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace bench: what exits of a VM cost on this host.
 */
#ifndef HT_BENCH_H
#define HT_BENCH_H

int ht_bench_main(int argc, char **argv);

#endif /* HT_BENCH_H */
