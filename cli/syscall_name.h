/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of Linux's system calls.
 */
#ifndef HT_SYSCALL_NAME_H
#define HT_SYSCALL_NAME_H

#include <stdbool.h>
#include <stdint.h>

const char *ht_syscall_known(uint64_t number);
char *ht_syscall_name(uint64_t number, bool is_compat);

#endif /* HT_SYSCALL_NAME_H */
