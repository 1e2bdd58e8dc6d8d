/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command that a recording is about, and the VMMs that it starts.
 */
#ifndef HT_VMM_H
#define HT_VMM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "err.h"

/**
 * struct ht_vmm - a command
 * @pid: its process, 0: not started, or waited for
 * @go: the pipe that holds it back, -1: it is on its way
 * @said: the pipe on which it says that it cannot be executed, -1: it was
 * @status: its exit status, once waited for
 * @domain: libvirt's name of the VM, NULL: none of libvirt's
 * @before: the VMM of that domain before the command
 */
struct ht_vmm {
	pid_t pid;
	int go;
	int said;
	int status;
	const char *domain;
	pid_t before;
};

int ht_vmm_init(struct ht_vmm *vmm, char *const *command, struct ht_err *err);
int ht_vmm_hold(struct ht_vmm *vmm, char *const *command, struct ht_err *err);
int ht_vmm_go(struct ht_vmm *vmm, const char *name, struct ht_err *err);
bool ht_vmm_has_ended(struct ht_vmm *vmm);
size_t ht_vmm_find(const struct ht_vmm *vmm, pid_t *pids, size_t count);
void ht_vmm_exit(struct ht_vmm *vmm);

#endif /* HT_VMM_H */
