// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is over the limit is dropped and counted, never left in the guest's ring: a guest that
 * floods loses its own records and nothing waits for it.
 */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/time64.h>

#include "limit.h"

static unsigned long rate = 256UL << 20;
module_param(rate, ulong, 0644);
MODULE_PARM_DESC(rate, "bytes a second a new VM may send (default 256 MiB; 0: no limit)");

static unsigned long quota;
module_param(quota, ulong, 0644);
MODULE_PARM_DESC(quota, "bytes a new VM may send in all (default 0: no limit)");

/**
 * ht_limit_init - the limits new VMs get, with a full bucket
 * @limit: the VM's
 */
void ht_limit_init(struct ht_limit *limit)
{
	spin_lock_init(&limit->lock);
	limit->rate = READ_ONCE(rate);
	limit->quota = READ_ONCE(quota);
	limit->used = 0;
	limit->tokens = limit->rate;
	limit->filled_ns = ktime_get_mono_fast_ns();
}

/**
 * ht_limit_set_rate - change the rate; the bucket is full again
 * @limit: the VM's
 * @bytes: a second; 0: no limit
 */
void ht_limit_set_rate(struct ht_limit *limit, u64 bytes)
{
	spin_lock(&limit->lock);
	WRITE_ONCE(limit->rate, bytes);
	limit->tokens = bytes;
	limit->filled_ns = ktime_get_mono_fast_ns();
	spin_unlock(&limit->lock);
}

/**
 * ht_limit_set_quota - change the quota, counted from now
 * @limit: the VM's
 * @bytes: in all; 0: no limit
 */
void ht_limit_set_quota(struct ht_limit *limit, u64 bytes)
{
	spin_lock(&limit->lock);
	WRITE_ONCE(limit->quota, bytes);
	limit->used = 0;
	spin_unlock(&limit->lock);
}

static void refill(struct ht_limit *limit)
{
	u64 now = ktime_get_mono_fast_ns();
	u64 past = min_t(u64, now - limit->filled_ns, NSEC_PER_SEC);

	limit->filled_ns = now;
	limit->tokens = min(limit->rate,
			    limit->tokens + mul_u64_u64_div_u64(past, limit->rate, NSEC_PER_SEC));
}

/**
 * ht_limit_take - may these bytes pass?
 * @limit: the VM's
 * @bytes: how many
 *
 * Any context but NMI.
 */
enum ht_limit_verdict ht_limit_take(struct ht_limit *limit, u32 bytes)
{
	enum ht_limit_verdict verdict = HT_LIMIT_OK;

	if (!READ_ONCE(limit->rate) && !READ_ONCE(limit->quota))
		return HT_LIMIT_OK;
	spin_lock(&limit->lock);
	if (limit->rate && limit->tokens < bytes)
		refill(limit);
	if (limit->rate && limit->tokens < bytes) {
		verdict = HT_LIMIT_RATE;
	} else if (limit->quota && limit->used + bytes > limit->quota) {
		verdict = HT_LIMIT_QUOTA;
	} else {
		limit->used += bytes;
		if (limit->rate)
			limit->tokens -= bytes;
	}
	spin_unlock(&limit->lock);
	return verdict;
}
