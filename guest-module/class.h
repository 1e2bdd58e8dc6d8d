/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event classes (enum ht_event_class): what can be switched on and off while this kernel runs.
 */
#ifndef HT_CLASS_H
#define HT_CLASS_H

#include <linux/init.h>
#include <linux/types.h>

#include <hypertrace/abi.h>

struct ht_probe;

/**
 * struct ht_class - one class, as the file that holds its probes describes it
 * @name: what people call it
 * @probes: its tracepoints; NULL when it is switched by the two functions instead
 * @nr_probes: how many
 * @enable: begin to report; returns 0 or a negative errno
 * @disable: undo that; when it returns no probe of the class runs any more
 *
 * A class with neither is one that this kernel was built without.
 */
struct ht_class {
	const char *name;
	struct ht_probe *probes;
	unsigned int nr_probes;
	int (*enable)(void);
	void (*disable)(void);
};

extern const struct ht_class ht_boot_class;
extern const struct ht_class ht_user_class;
extern const struct ht_class ht_sched_class;
extern const struct ht_class ht_syscall_class;
extern const struct ht_class ht_irq_class;
extern const struct ht_class ht_softirq_class;
extern const struct ht_class ht_fault_class;
extern const struct ht_class ht_func_class;
extern const struct ht_class ht_power_class;

const char *ht_class_name(enum ht_event_class class);
bool ht_class_is_on(enum ht_event_class class);
int ht_class_choose(enum ht_event_class class, bool on);

int ht_classes_boot(bool early, initcall_t own);
void ht_classes_init(void);
void ht_classes_apply(void);
void ht_classes_poll(void);
void ht_classes_exit(void);

#endif /* HT_CLASS_H */
