/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMs on the command line.
 */
#ifndef HT_VM_WORD_H
#define HT_VM_WORD_H

#include <stdbool.h>

/**
 * struct ht_vm_word - which VM, or which process
 * @number: the number in it
 * @is_vm: it says "vm:"
 * @is_pid: it says "pid:"
 */
struct ht_vm_word {
	unsigned long number;
	bool is_vm;
	bool is_pid;
};

bool ht_vm_word_parse(struct ht_vm_word *word, const char *text);

#endif /* HT_VM_WORD_H */
