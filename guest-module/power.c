// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "power": what the kernel does when it goes down, to sleep, or comes back. The kernel has
 * tracepoints for sleep only. What runs at a shutdown is looked up when one begins, by the very
 * lists the kernel is about to walk, and each function on them gets a kretprobe then. So nothing
 * is in anybody's way as long as the machine runs.
 */
#include <linux/device.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/stringhash.h>
#include <linux/suspend.h>
#include <linux/syscore_ops.h>
#include <linux/uaccess.h>

#include "class.h"
#include "lookup.h"
#include "power.h"
#include "probe.h"
#include "transport.h"

static bool enabled;
static atomic_t last_id = ATOMIC_INIT(0);

static struct ht_text text_of(const char *s, size_t room)
{
	return (struct ht_text){ .s = s, .len = strnlen(s, room) };
}

static void send_power(enum ht_power_action action, const char *text)
{
	union ht_record *rec;

	preempt_disable();
	rec = ht_class_allowed(HT_CLASS_POWER) ? ht_slot_get() : NULL;
	if (rec)
		ht_slot_send(ht_record_power(rec, action, text_of(text, 256)));
	preempt_enable();
}

/* Preemption is off, in this and the next. */
static void send_start(enum ht_step_kind kind, u64 func, u32 id, const char *name,
		       const struct device *dev)
{
	const struct ht_rec_step_start step = { .func = func, .id = id, .kind = kind };
	const struct ht_text function = text_of(name, KSYM_SYMBOL_LEN);
	struct ht_text device = { .s = "" };
	union ht_record *rec;
	char text[128];

	if (!ht_class_allowed(HT_CLASS_POWER))
		return;
	if (dev) {
		device.s = text;
		device.len = scnprintf(text, sizeof(text), "%s %s", dev_driver_string(dev),
				       dev_name(dev));
	}
	rec = ht_slot_get();
	if (rec)
		ht_slot_send(ht_record_step_start(rec, &step, function, device));
}

static void send_finish(u64 func, u32 id, s32 ret)
{
	struct ht_rec_step_finish *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_POWER))
		return;
	rec = ht_write_begin(&w, HT_REC_STEP_FINISH, sizeof(*rec));
	if (!rec)
		return;
	rec->func = func;
	rec->id = id;
	rec->ret = ret;
	ht_write_end(&w);
}

#ifdef CONFIG_KRETPROBES
/**
 * struct step - a function that a shutdown will call
 * @node: in the list of all
 * @probe: on it
 * @kind: why it is called
 */
struct step {
	struct list_head node;
	struct kretprobe probe;
	enum ht_step_kind kind;
};

static LIST_HEAD(steps); /* the thread that shuts down is the only one here */

/* What the bus will call for this device; NULL: nothing. Buses whose devices are many. */
static void *device_function(const struct device *dev, void *function)
{
	if (dev->bus == &platform_bus_type)
		return dev->driver ? to_platform_driver(dev->driver)->shutdown : NULL;
#ifdef CONFIG_PCI
	if (dev->bus == &pci_bus_type)
		return dev->driver ? to_pci_driver(dev->driver)->shutdown : NULL;
#endif
	return function;
}

static int on_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct kretprobe *probe = get_kretprobe(ri);
	struct step *step = container_of(probe, struct step, probe);
	const struct device *dev = NULL;
	void *function = probe->kp.addr;
	u32 *id = (u32 *)ri->data;
	char name[KSYM_SYMBOL_LEN];

	if (step->kind == HT_STEP_DEVICE) {
		dev = (const struct device *)regs_get_kernel_argument(regs, 0);
		function = device_function(dev, function);
		if (!function)
			return 1; /* its return is of no interest either */
	}
	sprint_symbol_no_offset(name, (unsigned long)function);
	*id = atomic_inc_return(&last_id);
	send_start(step->kind, (unsigned long)probe->kp.addr, *id, name, dev);
	return 0;
}

/* All but notifiers return nothing. */
static int on_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct kretprobe *probe = get_kretprobe(ri);
	const struct step *step = container_of(probe, struct step, probe);
	s32 ret = step->kind == HT_STEP_NOTIFIER ? regs_return_value(regs) : 0;

	send_finish((unsigned long)probe->kp.addr, *(u32 *)ri->data, ret);
	return 0;
}

static bool is_known(const void *function)
{
	const struct step *step;

	list_for_each_entry(step, &steps, node)
		if (step->probe.kp.addr == function)
			return true;
	return false;
}

/* What cannot be probed is not reported: the kernel has functions where no probe may be. */
static void add(enum ht_step_kind kind, void *function)
{
	struct step *step;

	if (!function || is_known(function))
		return;
	step = kzalloc(sizeof(*step), GFP_KERNEL);
	if (!step)
		return;
	step->kind = kind;
	step->probe.kp.addr = function;
	step->probe.entry_handler = on_entry;
	step->probe.handler = on_return;
	step->probe.data_size = sizeof(u32);
	if (register_kretprobe(&step->probe))
		kfree(step);
	else
		list_add(&step->node, &steps);
}

/* All that come after @nb, whose turn it is, but @own: the chain does not change meanwhile. */
static void add_notifiers(const struct notifier_block *nb, const struct notifier_block *own)
{
	while ((nb = rcu_dereference_raw(nb->next)))
		if (nb != own)
			add(HT_STEP_NOTIFIER, nb->notifier_call);
}

#define MAX_FUNCTIONS 256

struct functions {
	unsigned int nr;
	void *of[MAX_FUNCTIONS];
};

/* A driver may be on its way out just now: read as if it were gone. */
static void note(struct functions *functions, void **from)
{
	unsigned int i;
	void *function;

	if (get_kernel_nofault(function, from) || !function)
		return;
	for (i = 0; i < functions->nr; i++)
		if (functions->of[i] == function)
			return;
	if (functions->nr < MAX_FUNCTIONS)
		functions->of[functions->nr++] = function;
}

static void note_device(struct functions *functions, const struct device *dev)
{
	const struct class *class = READ_ONCE(dev->class);
	const struct device_driver *driver = READ_ONCE(dev->driver);

	if (class)
		note(functions, (void **)&class->shutdown_pre);
	if (dev->bus && dev->bus->shutdown)
		note(functions, (void **)&dev->bus->shutdown);
	else if (driver)
		note(functions, (void **)&driver->shutdown);
}

static void add_devices(struct functions *functions)
{
	struct kset **devices = ht_lookup("devices_kset");
	struct kobject *kobj;
	unsigned int i;

	if (!devices)
		return;
	spin_lock(&(*devices)->list_lock);
	list_for_each_entry(kobj, &(*devices)->list, entry)
		note_device(functions, container_of(kobj, struct device, kobj));
	spin_unlock(&(*devices)->list_lock);
	for (i = 0; i < functions->nr; i++)
		add(HT_STEP_DEVICE, functions->of[i]);
}

static void add_syscore(void)
{
	struct list_head *head = ht_lookup("syscore_ops_list");
	const struct syscore_ops *ops;

	if (!head)
		return;
	list_for_each_entry(ops, head, node)
		add(HT_STEP_SYSCORE, ops->shutdown);
}

/**
 * ht_power_begin - a shutdown begins
 * @first: the reboot notifier that is being called, the first one of the chain
 * @last: the one that is not to be reported
 * @action: SYS_RESTART, SYS_HALT or SYS_POWER_OFF
 * @command: of a restart, or NULL
 *
 * Process context.
 */
void ht_power_begin(const struct notifier_block *first, const struct notifier_block *last,
		    unsigned long action, const char *command)
{
	if (!READ_ONCE(enabled))
		return;
	add_notifiers(first, last);
	add(HT_STEP_PHASE, ht_lookup("device_shutdown"));
	add(HT_STEP_PHASE, ht_lookup("syscore_shutdown"));
	send_power(action == SYS_HALT	   ? HT_POWER_HALT :
		   action == SYS_POWER_OFF ? HT_POWER_OFF :
					     HT_POWER_RESTART,
		   command ?: "");
}

/**
 * ht_power_devices - it comes to the devices now
 *
 * Process context.
 */
void ht_power_devices(void)
{
	struct functions *functions;

	if (!READ_ONCE(enabled))
		return;
	functions = kzalloc(sizeof(*functions), GFP_KERNEL);
	if (functions)
		add_devices(functions);
	kfree(functions);
	add_syscore();
}
#else
void ht_power_begin(const struct notifier_block *first, const struct notifier_block *last,
		    unsigned long action, const char *command)
{
}

void ht_power_devices(void)
{
}
#endif

/* Phases of going to sleep and of coming back; "suspend_enter" begins with the state. */
static void probe_suspend(void *data, const char *action, int val, bool start)
{
	static const char *const states[] = {
		[PM_SUSPEND_TO_IDLE] = "freeze",
		[PM_SUSPEND_STANDBY] = "standby",
		[PM_SUSPEND_MEM] = "mem",
	};
	const bool known = val > 0 && val < ARRAY_SIZE(states);
	const u32 id = full_name_hash(NULL, action, strlen(action)) + val;

	if (start && !strcmp(action, "suspend_enter"))
		send_power(HT_POWER_SUSPEND, known ? states[val] : "");
	if (start)
		send_start(HT_STEP_PHASE, 0, id, action, NULL);
	else
		send_finish(0, id, 0);
	if (!start && !strcmp(action, "thaw_processes"))
		send_power(HT_POWER_RESUME, "");
}

static const char *event_name(int event)
{
	switch (event & PM_EVENT_SLEEP ? event & PM_EVENT_SLEEP : event) {
	case PM_EVENT_RESUME:
		return "resume";
	case PM_EVENT_THAW:
		return "thaw";
	case PM_EVENT_RESTORE:
		return "restore";
	case PM_EVENT_FREEZE:
	case PM_EVENT_QUIESCE:
		return "freeze";
	case PM_EVENT_HIBERNATE:
		return "hibernate";
	default:
		return "suspend";
	}
}

/* @ops: whose callback it is, with a blank at its end: "bus ", "noirq driver "; or NULL. */
static void probe_pm_start(void *data, struct device *dev, const char *ops, int event)
{
	char name[48];

	scnprintf(name, sizeof(name), "%s%s", ops ?: "", event_name(event));
	send_start(HT_STEP_PM, (unsigned long)dev, 0, name, dev);
}

static void probe_pm_end(void *data, struct device *dev, int error)
{
	send_finish((unsigned long)dev, 0, error);
}

/* Only where the kernel can sleep. */
static struct ht_probe probes[] = {
	{ "suspend_resume", probe_suspend },
	{ "device_pm_callback_start", probe_pm_start },
	{ "device_pm_callback_end", probe_pm_end },
};

static int enable(void)
{
	int ret = ht_probes_attach(probes, ARRAY_SIZE(probes));

	if (ret && ret != -EOPNOTSUPP)
		return ret;
	WRITE_ONCE(enabled, true);
	return 0;
}

static void disable(void)
{
	WRITE_ONCE(enabled, false);
	ht_probes_detach(probes, ARRAY_SIZE(probes));
}

const struct ht_class ht_power_class = { .name = "power", .enable = enable, .disable = disable };
