/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace cannot know of the time before it, and of what is only counted.
 */
#ifndef HT_SNAPSHOT_H
#define HT_SNAPSHOT_H

struct ht_vm;

/* Why there is a snapshot, as its events say it. */
enum ht_snapshot_why {
	HT_SNAPSHOT_START, /* somebody has begun to listen */
	HT_SNAPSHOT_PERIOD,
	HT_SNAPSHOT_REQUEST, /* the administrator said so */
	HT_SNAPSHOT_END, /* of the VM */
};

int ht_snapshot_reg(void);
void ht_snapshot_unreg(void);
void ht_snapshot_vm(struct ht_vm *vm, enum ht_snapshot_why why);
void ht_snapshot_now(void);

#endif /* HT_SNAPSHOT_H */
