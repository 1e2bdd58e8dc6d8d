/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hypervisor did during a boot.
 *
 * The boot's own thread is seen wherever a level or an initcall of the kernel begins or ends. What
 * its vCPU was told between two such places belongs to it; if they are on two vCPUs, nobody knows.
 */
#ifndef HT_BOOT_COST_H
#define HT_BOOT_COST_H

#include "boot_model.h"
#include "exit_event.h"

struct ht_boot_vcpu *ht_boot_vcpu(struct ht_boot_model *model, uint32_t vm_id, uint32_t vcpu);
int ht_boot_cost_told(struct ht_boot_model *model, const struct ht_told *told);
int ht_boot_cost_exit(struct ht_boot_model *model, const struct ht_exit *exit);

void ht_boot_cost_begin(struct ht_boot *boot, struct ht_boot_vm *vm);
void ht_boot_cost_step(struct ht_boot *boot, struct ht_boot_vcpu *vcpu);
void ht_boot_cost_open(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, struct ht_initcall *call);
void ht_boot_cost_close(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, struct ht_initcall *call);
void ht_boot_cost_forget(struct ht_boot *boot);
void ht_boot_cost_end(struct ht_boot *boot, struct ht_boot_vcpu *vcpu);
void ht_boot_cost_complete(struct ht_boot *boot);

#endif /* HT_BOOT_COST_H */
