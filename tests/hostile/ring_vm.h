/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hostile guest and its hostile VMM: a VM of tests/host/vm.h, what kvm-hypertrace says of it, and
 * rings whose every byte a test decides on.
 */
#ifndef RING_VM_H
#define RING_VM_H

#include <stdbool.h>
#include <sys/types.h>

#include <hypertrace/ring.h>

#include "../host/vm.h"

#define RING(vcpu) (VM_FREE + (vcpu)*0x180000ull) /* guest-physical */
#define TINY HT_RING_MIN
#define RECORD 32u /* bytes of a record whose content is always good: HT_REC_FUNC_ENTRY */

/**
 * struct guest - a VM, and its folder in sysfs
 * @vm: the VM
 * @id: what kvm-hypertrace calls it
 */
struct guest {
	struct vm vm;
	unsigned int id;
};

/* guest.c: the VM, and the host's files */
void write_file(const char *path, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void param_set(const char *name, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void allow(bool yes);
void guest_create(struct guest *g, int nr_vcpus);
void guest_find(struct guest *g);
void guest_destroy(struct guest *g);
long counter(const struct guest *g, const char *name);
void control(const struct guest *g, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool counter_reaches(const struct guest *g, const char *name, long value);
bool others_answered(void);

/* guest.c: calls */
long call(struct guest *g, int vcpu, __u64 nr, __u64 rbx, __u64 rcx, __u64 rdx);
long ring_open(struct guest *g, int vcpu, __u64 gpa, __u64 size, __u64 flags);
long ring_drain(struct guest *g, int vcpu);
long ring_close(struct guest *g, int vcpu);

/* guest.c: a ring's bytes */
struct ht_ring *ring_at(const struct guest *g, __u64 gpa);
struct ht_ring *ring_format(const struct guest *g, __u64 gpa, __u32 size);
struct ht_ring *ring_ready(struct guest *g, int vcpu, __u32 size, __u64 flags);
void put(struct ht_ring *ring, __u32 pos, __u8 type, __u32 len, __u32 seq);
void publish(struct ht_ring *ring, __u32 seq, __u32 pos);
void put_many(struct ht_ring *ring, __u32 seq, __u32 n);
bool writer_emit(struct ht_ring_writer *w, __u32 len);

/* tap.c */
void ok(bool condition, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void is(long got, long wanted, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void counts_to_end(const struct guest *g, const char *name, ...) __attribute__((sentinel));
/* One test: counters and what they should be, in pairs. */
#define counts(...) counts_to_end(__VA_ARGS__, (const char *)NULL)
void refused(const struct guest *g, long got, int error, const char *name);
void in_child(void (*fn)(void));

/* One group of tests each; its name is the program's argument. */
void test_open(void);
void test_calls(void);
void test_exits(void);
void test_content(void);
void test_scribble(void);
void test_memory(void);
void test_limits(void);
void test_volume(void);

#endif /* RING_VM_H */
