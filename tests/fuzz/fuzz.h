/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every fuzzer here needs: where libFuzzer calls in, and a check that says what did not hold.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include <linux/types.h>

int LLVMFuzzerTestOneInput(const __u8 *data, size_t size);

#define HOLDS(cond)                                                                                \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #cond);  \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#endif /* FUZZ_H */
