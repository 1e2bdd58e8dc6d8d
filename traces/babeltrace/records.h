/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records as events: which fields each type of record becomes, with which types and names. One
 * table serves to make the event's class and to fill the event.
 */
#ifndef HT_RECORDS_H
#define HT_RECORDS_H

#include <babeltrace2/babeltrace.h>
#include <hypertrace/record.h>
#include <stdbool.h>

#include "view.h"

#define HT_NAME_PREFIX "hypertrace_"
#define HT_NAME_START HT_NAME_PREFIX "guest_start"
#define HT_NAME_LOST HT_NAME_PREFIX "lost"
#define HT_NAME_PACKED "ht_packed"

/**
 * struct ht_common - what all events of guests carry, in this order
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu_id: the vCPU
 * @pcpu: the physical CPU it ran on
 * @seq: the record's number
 * @lost: records missing right before it
 * @time_ns: when it happened, on the host's CLOCK_MONOTONIC
 * @guest_tsc: when, in the guest's TSC
 * @exits: exits of the vCPU that ended since its event before
 * @hv_cycles: what they took, in cycles of the host's TSC
 */
struct ht_common {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu_id;
	uint32_t pcpu;
	uint32_t seq;
	uint32_t lost;
	uint64_t time_ns;
	uint64_t guest_tsc;
	uint32_t exits;
	uint64_t hv_cycles;
};

/* As many as struct ht_common has; and without the last two, which not every host counts. */
#define HT_COMMON_FIELDS 10
#define HT_COMMON_NO_EXITS 8

/**
 * struct ht_common_at - where these are among an event's fields
 * @index: of each member of struct ht_common, in its order, those of exits not among them
 */
struct ht_common_at {
	uint64_t index[HT_COMMON_NO_EXITS];
};

int ht_member_find(const bt_field_class *payload, const char *name, bt_field_class_type type,
		   uint64_t *index);
int ht_common_find(const bt_field_class *payload, struct ht_common_at *at);
int ht_common_read(const bt_field *payload, const struct ht_common_at *at,
		   struct ht_common *common);

void ht_common_at_view(const struct ht_view_class *class, struct ht_common_at *at);
int ht_common_view(const struct ht_view *view, const struct ht_common_at *at,
		   struct ht_common *common);

bt_event_class *ht_record_event_class_create(bt_stream_class *stream_class, uint8_t type,
					     bool has_exits);
int ht_record_event_fill(bt_field *payload, const struct ht_common *common,
			 const union ht_record *rec, bool has_exits);

/* The most that a view of a record takes: its values, and its texts. */
#define HT_RECORD_VIEW_BYTES                                                                       \
	(sizeof(struct ht_view) + 32 * sizeof(union ht_value) + HT_REC_MAX_LEN + 64)

struct ht_view_class *ht_record_view_class(uint8_t type, bool has_exits);
void ht_record_view(struct ht_view *view, const struct ht_common *common,
		    const union ht_record *rec, bool has_exits);

#endif /* HT_RECORDS_H */
