/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/kernel/kvm-hypertrace/<vm_id>/: what the administrator sees of a VM, and decides for it.
 */
#ifndef HT_CONTROL_H
#define HT_CONTROL_H

struct ht_control;
struct ht_vm;

int ht_control_init(void);
void ht_control_exit(void);
struct ht_control *ht_control_create(struct ht_vm *vm);
void ht_control_destroy(struct ht_control *control);

#endif /* HT_CONTROL_H */
