/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much a VM may send: bytes a second, and bytes in all.
 */
#ifndef HT_LIMIT_H
#define HT_LIMIT_H

#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct ht_limit - a token bucket that holds a second's worth, and a total
 * @lock: guards the rest
 * @rate: bytes a second; 0: as many as there are
 * @quota: bytes in all; 0: likewise
 * @used: bytes that were let through
 * @tokens: bytes that may come at once
 * @filled_ns: when @tokens was right
 */
struct ht_limit {
	spinlock_t lock; /* see above */
	u64 rate;
	u64 quota;
	u64 used;
	u64 tokens;
	u64 filled_ns;
};

enum ht_limit_verdict {
	HT_LIMIT_OK,
	HT_LIMIT_RATE,
	HT_LIMIT_QUOTA,
};

void ht_limit_init(struct ht_limit *limit);
void ht_limit_set_rate(struct ht_limit *limit, u64 rate);
void ht_limit_set_quota(struct ht_limit *limit, u64 quota);
enum ht_limit_verdict ht_limit_take(struct ht_limit *limit, u32 bytes);

#endif /* HT_LIMIT_H */
