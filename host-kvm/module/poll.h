/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The thread that empties a VM's rings when nothing else does.
 */
#ifndef HT_POLL_H
#define HT_POLL_H

#include "vm.h"

long ht_poll_start(struct ht_vm *vm);
void ht_poll_stop(struct ht_vm *vm);

#endif /* HT_POLL_H */
