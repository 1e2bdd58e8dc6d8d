/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the VM without a kernel executes. All of it runs wherever it is put. rbp is the mailbox:
 * three numbers of 64 bits, how many turns, how long they took, and how many interrupts came.
 */
#ifndef HT_BENCH_CODE_H
#define HT_BENCH_CODE_H

#include "bench_vm.h"

#define HT_BENCH_DONE_PORT 0x10 /* written to when all turns are made */
#define HT_BENCH_VECTOR 0x40 /* of every interrupt */

/**
 * struct ht_bench_code - some instructions
 * @start: the first
 * @end: behind the last
 */
struct ht_bench_code {
	const char *start;
	const char *end;
};

struct ht_bench_code ht_bench_code_of(enum ht_bench_op op);
struct ht_bench_code ht_bench_code_answer(void);
struct ht_bench_code ht_bench_code_handler(void);

#endif /* HT_BENCH_CODE_H */
