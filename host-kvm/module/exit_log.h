/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happened between two events of a guest, of which the host hears later: which exits.
 */
#ifndef HT_EXIT_LOG_H
#define HT_EXIT_LOG_H

#include <linux/types.h>

struct ht_clock;
struct ht_exits;

/* Exits that one packed event may carry. */
#define HT_EXIT_PACKED 256

void ht_exit_log_take(struct ht_exits *x, const struct ht_clock *clock, u64 guest_tsc, u32 *exits,
		      u64 *cycles);
u32 ht_exit_log_pack(struct ht_exits *x, const struct ht_clock *clock, u64 *to);

#endif /* HT_EXIT_LOG_H */
