/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/shared.h - words that somebody else may touch at any time.
 *
 * Two kinds of somebody. The other side of a ring, on another CPU: ht_load_acquire() and
 * ht_store_release() pair with each other. And an interrupt or NMI on this CPU, or a signal in
 * this thread: for it one instruction is enough, without a lock prefix, which would cost three
 * times as much.
 */
#ifndef HYPERTRACE_SHARED_H
#define HYPERTRACE_SHARED_H

#include <linux/types.h>

#ifdef __KERNEL__
#include <linux/compiler.h>
#include <asm/barrier.h>

#define ht_load(p) READ_ONCE(*(p))
#define ht_store(p, v) WRITE_ONCE(*(p), v)
/* Each use says which other it pairs with. */
#define ht_load_acquire(p) smp_load_acquire(p)
/* Likewise. */
#define ht_store_release(p, v) smp_store_release(p, v)
#define ht_barrier() barrier()
#define ht_likely(x) likely(x)
#define ht_unlikely(x) unlikely(x)
#else
#define ht_load(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define ht_store(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define ht_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define ht_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define ht_barrier() __atomic_signal_fence(__ATOMIC_SEQ_CST)
#define ht_likely(x) __builtin_expect(!!(x), 1)
#define ht_unlikely(x) __builtin_expect(!!(x), 0)
#endif

#if defined(__clang__) && defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HT_SANITIZE_THREAD 1
#endif
#elif defined(__SANITIZE_THREAD__)
#define HT_SANITIZE_THREAD 1
#endif

#ifdef HT_SANITIZE_THREAD
/* The sanitizer cannot look into assembly. */
static inline int ht_local_cmpxchg(__u64 *p, __u64 old, __u64 new_value)
{
	return __atomic_compare_exchange_n(p, &old, new_value, 0, __ATOMIC_RELAXED,
					   __ATOMIC_RELAXED);
}

static inline __u64 ht_local_fetch_add(__u64 *p, __u64 v)
{
	return __atomic_fetch_add(p, v, __ATOMIC_RELAXED);
}
#else
/**
 * ht_local_cmpxchg - exchange, if nobody on this CPU was faster
 * @p: a word that only this CPU (this thread) writes to, interrupts and signals included
 * @old: what it is expected to hold
 * @new_value: what it shall hold
 *
 * Return: whether it did and does.
 */
static inline int ht_local_cmpxchg(__u64 *p, __u64 old, __u64 new_value)
{
	int done;

	__asm__ volatile("cmpxchgq %[new_value], %[p]"
			 : "=@ccz"(done), [p] "+m"(*p), "+a"(old)
			 : [new_value] "r"(new_value)
			 : "memory");
	return done;
}

/**
 * ht_local_fetch_add - add, in one instruction
 * @p: as for ht_local_cmpxchg()
 * @v: what to add
 *
 * Return: what it held before.
 */
static inline __u64 ht_local_fetch_add(__u64 *p, __u64 v)
{
	__asm__ volatile("xaddq %[v], %[p]" : [p] "+m"(*p), [v] "+r"(v) : : "memory", "cc");
	return v;
}
#endif

/**
 * ht_rdtsc - the time stamp counter, as soon as it can be had
 *
 * Not ordered against the instructions around it; a fence would cost more than the record.
 */
static inline __u64 ht_rdtsc(void)
{
	__u32 lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (__u64)hi << 32 | lo;
}

#endif /* HYPERTRACE_SHARED_H */
