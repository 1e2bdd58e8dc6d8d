/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMs and vCPUs that a trace tells of: which number each record has, in which boot, and whether
 * it was there before.
 */
#ifndef HT_VCPUS_H
#define HT_VCPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "exit_log.h"
#include "order.h"

/* A trace that names more vCPUs is garbage; those beyond stay where they are. */
#define HT_VCPUS_MAX 16384

/* The two forms in which a host can record the same thing. */
enum ht_form {
	HT_FORM_EVENT, /* an event for each record */
	HT_FORM_PACKED, /* ht_packed: many records in an event */
	HT_FORM_NR
};

#define HT_VCPUS_LATEST 64

#define HT_SEEN_RUNS 16

/**
 * struct ht_seen - the numbers that came, as runs without a gap; the oldest run is forgotten first
 * @runs: @first and @count of each
 * @used: how many there are
 * @current: the one that grows
 */
struct ht_seen {
	struct {
		uint32_t first;
		uint32_t count;
	} runs[HT_SEEN_RUNS];
	unsigned int used;
	unsigned int current;
};

/**
 * struct ht_vm - a VM
 * @id: its number
 * @epoch: how often its numbering restarted
 * @start_form: how the latest hypertrace_guest_start came
 * @start_vcpu: on which vCPU that was
 * @start_tsc: when, in the guest's TSC
 */
struct ht_vm {
	uint32_t id;
	uint32_t epoch;
	enum ht_form start_form;
	uint32_t start_vcpu;
	uint64_t start_tsc;
};

/**
 * struct ht_vcpu - a vCPU of one
 * @vm: its VM
 * @id: its number in that
 * @epoch: the VM's, when the fields below were set
 * @seq: the number of the record that came last, without wrapping round
 * @seen: the numbers in this epoch, by form
 * @queue: its records that wait
 * @exits: its exits that belong to records that are still to come
 */
struct ht_vcpu {
	struct ht_vm *vm;
	uint32_t id;
	uint32_t epoch;
	uint64_t seq;
	struct ht_seen seen[HT_FORM_NR];
	struct ht_queue queue;
	struct ht_exit_log exits;
};

/**
 * struct ht_vcpus - all of them; all zero: none
 * @vms: search.h tree
 * @vcpus: search.h tree
 * @count: vCPUs in it
 * @latest: those asked for last, by a hash of their numbers
 */
struct ht_vcpus {
	void *vms;
	void *vcpus;
	uint32_t count;
	struct ht_vcpu *latest[HT_VCPUS_LATEST];
};

/**
 * struct ht_record_id - which record this is
 * @vm_id: its VM
 * @vcpu_id: its vCPU
 * @seq: its number
 * @tsc: when, in the guest's TSC
 * @form: how it was recorded
 * @starts: it is a guest's start
 * @has_record: there is a record of that number; false: a loss at the end
 */
struct ht_record_id {
	uint32_t vm_id;
	uint32_t vcpu_id;
	uint32_t seq;
	uint64_t tsc;
	enum ht_form form;
	bool starts;
	bool has_record;
};

int ht_vcpus_get(struct ht_vcpus *all, const struct ht_record_id *id, struct ht_vcpu **vcpu);
bool ht_vcpu_is_new(struct ht_vcpu *vcpu, const struct ht_record_id *id, struct ht_item *item);
void ht_vcpus_exit(struct ht_vcpus *all);

#endif /* HT_VCPUS_H */
