// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_call NR: the hypercall from user mode, where the host has to refuse it. Prints the result.
 */
#include <stdio.h>
#include <stdlib.h>

#include <hypertrace/vmcall.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: user_call NR\n");
		return 2;
	}
	printf("%ld\n", ht_vmcall1(ht_insn_detect(), strtoull(argv[1], NULL, 16), 0));
	return 0;
}
