/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of struct ht_event as LTTng records them: what every event of a guest begins with.
 */
#ifndef LTTNG_TRACE_HT_FIELDS_H
#define LTTNG_TRACE_HT_FIELDS_H

#include "event.h"

#define HT_CTF_EVENT                                                                               \
	ctf_integer(uint32_t, vm_id, ev->vm_id)                                                    \
	ctf_integer(int32_t, vm_pid, ev->vm_pid)                                                   \
	ctf_integer(uint32_t, vcpu_id, ev->vcpu_id)                                                \
	ctf_integer(uint32_t, pcpu, ev->pcpu)                                                      \
	ctf_integer(uint32_t, seq, ev->seq)                                                        \
	ctf_integer(uint32_t, lost, ev->lost)                                                      \
	ctf_integer(uint64_t, time_ns, ev->time_ns)                                                \
	ctf_integer(uint64_t, guest_tsc, ev->guest_tsc)                                            \
	ctf_integer(uint32_t, exits, ev->exits)                                                    \
	ctf_integer(uint64_t, hv_cycles, ev->hv_cycles)

/* And those of struct ht_exit_event. */
#define HT_CTF_EXIT_EVENT                                                                          \
	ctf_integer(uint32_t, vm_id, ev->vm_id)                                                    \
	ctf_integer(int32_t, vm_pid, ev->vm_pid)                                                   \
	ctf_integer(uint32_t, vcpu_id, ev->vcpu_id)                                                \
	ctf_integer(uint32_t, pcpu, ev->pcpu)                                                      \
	ctf_integer(uint32_t, isa, ev->isa)                                                        \
	ctf_integer(uint32_t, reason, ev->reason)                                                  \
	ctf_integer_hex(uint64_t, guest_rip, ev->guest_rip)

/* And struct ht_sched_totals. */
#define HT_CTF_SCHED                                                                               \
	ctf_integer(uint64_t, migrations, ev->totals.migrations)                                   \
	ctf_integer(uint64_t, loads, ev->totals.loads)                                             \
	ctf_integer(uint64_t, preemptions, ev->totals.preemptions)                                 \
	ctf_integer(uint64_t, run_ns, ev->ns[HT_SCHED_ON])                                         \
	ctf_integer(uint64_t, wait_ns, ev->ns[HT_SCHED_PREEMPTED])                                 \
	ctf_integer(uint64_t, halt_ns, ev->ns[HT_SCHED_HALTED])                                    \
	ctf_integer(uint64_t, user_ns, ev->ns[HT_SCHED_USER])                                      \
	ctf_integer(uint64_t, block_ns, ev->ns[HT_SCHED_BLOCKED])

#endif /* LTTNG_TRACE_HT_FIELDS_H */
