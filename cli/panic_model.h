/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace says about how the kernels of its VMs ended.
 *
 *   model ─► life: from a guest's start to the next one ─► falls: panics and oopses, each with its
 *         │                                             │  backtrace
 *         │                                             └► scene: what was going on at that moment
 *         └► boots, with their levels and initcalls
 *
 * Of a life that goes on, the last events of each vCPU are kept, and nothing else.
 */
#ifndef HT_PANIC_MODEL_H
#define HT_PANIC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot_model.h"
#include "panic_event.h"
#include "tail.h"
#include "trace.h"

/* More falls of a life, or initcalls that run at once, are counted only. */
#define HT_FALLS_MAX 16
#define HT_RUNNING_MAX 16

/* How a life ended. */
enum ht_end {
	HT_END_NONE, /* it did not */
	HT_END_PANIC,
	HT_END_STOP, /* the guest said that it stops: orderly */
	HT_END_GONE, /* the VM ended, and the guest had said nothing */
	HT_END_ANEW, /* the guest began anew, likewise */
};

/**
 * struct ht_fall_frame - a line of a backtrace
 * @address: where
 * @symbol: the same as text, not to be trusted; NULL: this line is not in the trace
 */
struct ht_fall_frame {
	uint64_t address;
	char *symbol;
};

/**
 * struct ht_fall - a panic or an oops
 * @panic: it
 * @frames: its backtrace, HT_FRAMES_MAX lines
 * @arrived: how many of them came
 * @closed: what comes now is of another one
 */
struct ht_fall {
	struct ht_panic panic;
	struct ht_fall_frame *frames;
	size_t arrived;
	bool closed;
};

/**
 * struct ht_scene - what was going on at some moment of a life
 * @now: when; 0: there is no scene
 * @level: the boot level; NULL: none had begun
 * @in_user: process 1 had been executed
 * @running: initcalls that ran, those on the same vCPU first, then those that began last
 * @nr_running: at most HT_RUNNING_MAX
 * @all_running: how many ran
 * @done: the initcall that returned last; NULL: none
 * @tail: the last events of each vCPU
 */
struct ht_scene {
	uint64_t now;
	const struct ht_level *level;
	bool in_user;
	const struct ht_initcall *running[HT_RUNNING_MAX];
	size_t nr_running;
	size_t all_running;
	const struct ht_initcall *done;
	struct ht_tail_copy tail;
};

/**
 * struct ht_panic_life - from a guest's start to its end, or to the next start
 * @boot: the same among the boots
 * @end: how it ended
 * @has_ended: it is known when, at @end_ns
 * @end_ns: see @has_ended
 * @stopped: the guest said that it stops
 * @lost: events lost between guest and host
 * @falls: in the order of time, @nr_falls of them
 * @nr_falls: at most HT_FALLS_MAX
 * @more_falls: those that are only counted
 * @panic: the first panic, NULL: none
 * @oops: the first oops; of a life that panicked, before that. NULL: none
 * @scene: before @panic, or else before @oops, or else of an end without a word
 */
struct ht_panic_life {
	struct ht_boot *boot;
	enum ht_end end;
	bool has_ended;
	uint64_t end_ns;
	bool stopped;
	uint64_t lost;
	struct ht_fall *falls[HT_FALLS_MAX];
	size_t nr_falls;
	uint64_t more_falls;
	const struct ht_fall *panic;
	const struct ht_fall *oops;
	struct ht_scene scene;
};

/**
 * struct ht_panic_model - all of it
 * @last: events that are kept of each vCPU
 * @boots: for where and in which initcall
 * @lives: by VM, then in time, of a finished model; @nr_lives of them
 * @nr_lives: see @lives
 * @vms: what is known of each VM
 * @tails: of struct ht_tail_vcpu
 * @gone: the VMs that ended last
 */
struct ht_panic_model {
	size_t last;
	struct ht_boot_model boots;
	struct ht_panic_life **lives;
	size_t nr_lives;
	struct ht_vcpu_map vms;
	struct ht_vcpu_map tails;
	struct ht_gone gone;
};

/**
 * struct ht_panic_vm - a VM
 * @key: its number, and no vCPU
 * @life: the one that goes on, NULL: none
 * @tail: its last events
 */
struct ht_panic_vm {
	struct ht_vcpu_key key;
	struct ht_panic_life *life;
	struct ht_tail tail;
};

struct ht_panic_vm *ht_panic_vm(struct ht_panic_model *model, uint32_t vm_id);
struct ht_panic_life *ht_panic_life(struct ht_panic_model *model, struct ht_panic_vm *vm,
				    struct ht_boot *boot);
int ht_panic_scene(struct ht_panic_vm *vm, uint32_t vcpu, uint64_t now);
int ht_panic_fall(struct ht_panic_vm *vm, struct ht_panic *panic);
int ht_panic_frame(struct ht_panic_life *life, struct ht_frame *frame);
void ht_panic_end(struct ht_panic_life *life, enum ht_end end, bool has_ended, uint64_t now);
void ht_panic_gone(struct ht_panic_model *model, struct ht_panic_vm *vm);
void ht_panic_model_complete(struct ht_panic_model *model);
void ht_panic_model_exit(struct ht_panic_model *model);

extern const struct ht_trace_ops ht_panic_ops;
int ht_panic_model_end(const char *path, struct ht_panic_model *model, int ret, struct ht_err *err);

#endif /* HT_PANIC_MODEL_H */
