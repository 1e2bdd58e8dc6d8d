// SPDX-License-Identifier: GPL-2.0-only
/*
 * What recording takes of the host: modules, permission, wishes.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "guest_class.h"
#include "modules.h"
#include "record_host.h"
#include "spawn.h"
#include "sysroot.h"

#define EXITS_EACH "/sys/module/kvm_hypertrace/parameters/exits_each"
#define SNAPSHOT HT_GUEST_DIR "/exits_snapshot"

static int load_failed(const char *name, const char *said, struct ht_err *err)
{
	if (strstr(said, "Key was rejected") || strstr(said, "Required key"))
		return ht_err_set(err, -EKEYREJECTED,
				  "%s does not load, since Secure Boot does not know its key: sudo "
				  "mokutil --import /var/lib/dkms/mok.pub, then reboot",
				  name);
	if (strstr(said, "Unknown symbol"))
		return ht_err_set(
			err, -ENOPKG,
			"%s does not load into the KVM that runs: stop all VMs and reload "
			"KVM, sudo host-kvm/install/install-host.sh --reload",
			name);
	return ht_err_set(err, -EIO, "%s does not load: %s; see 'hypertrace doctor'", name,
			  *said ? said : "modprobe does not say why");
}

static int load(const char *name, struct ht_err *err)
{
	const char *const argv[] = { "modprobe", name, NULL };
	char version[HT_MODULE_VERSION], said[256];
	int status;

	if (ht_module_loaded(name, version))
		return 0;
	if (!ht_module_on_disk(name, version))
		return ht_err_set(err, -ENOENT,
				  "the module %s is not installed for this kernel: in hypertrace's "
				  "source, sudo make install-host ('hypertrace doctor' says more)",
				  name);
	status = ht_spawn(argv, said, sizeof(said));
	if (status < 0)
		return ht_err_set(err, status, "cannot run modprobe: %s", strerror(-status));
	if (status && strstr(said, "not permitted"))
		return ht_err_set(err, -EPERM, "%s is not loaded, and only root may: use sudo",
				  name);
	return status ? load_failed(name, said, err) : 0;
}

/**
 * ht_record_modules() - have the modules loaded
 * @err: says which is missing, and what to do
 *
 * They stay loaded: without a tracer they cost nothing.
 *
 * Return: 0, -ENOENT (not installed), -EKEYREJECTED (Secure Boot), -ENOPKG (stock KVM), -EPERM,
 * -EIO.
 */
int ht_record_modules(struct ht_err *err)
{
	return load("kvm_hypertrace", err)		   ?:
		       load("lttng_probe_hypertrace", err) ?:
		       load("lttng_probe_hypertrace_packed", err);
}

/**
 * ht_record_exits() - make each exit an event
 * @host: remembers it
 * @err: says what is wrong
 *
 * Return: 0, or what writing failed with.
 */
int ht_record_exits(struct ht_record_host *host, struct ht_err *err)
{
	char each[8] = "";
	int ret;

	if (ht_sys_line(each, sizeof(each), EXITS_EACH) > 0 && *each == 'Y')
		return 0;
	ret = ht_guest_write(EXITS_EACH, "Y");
	if (ret)
		return ht_guest_write_failed(err, ret, EXITS_EACH, "Y");
	host->exits_each = true;
	return 0;
}

/* Is it allowed already, by somebody else? Then it is not ours to take that back. */
static bool is_allowed(pid_t pid)
{
	char list[HT_GUEST_TEXT], *rest = list, *word;

	if (ht_sys_line(list, sizeof(list), HT_GUEST_ALLOW) < 0)
		return false;
	while ((word = strsep(&rest, ","))) {
		if (!strcmp(word, "all") || strtol(word, NULL, 10) == pid)
			return true;
	}
	return false;
}

/**
 * ht_record_allow() - let the VMs of a process trace, and record them
 * @host: remembers it; nothing happens to a process that it knows
 * @pid: the process
 * @err: says what is wrong
 *
 * Return: 0, -ESRCH (no such process), -E2BIG, or what writing failed with.
 */
int ht_record_allow(struct ht_record_host *host, pid_t pid, struct ht_err *err)
{
	char text[16];
	bool given;
	size_t i;
	int ret;

	for (i = 0; i < host->nr_pids; i++) {
		if (host->pids[i] == pid)
			return 0;
	}
	if (host->nr_pids == HT_RECORD_MAX)
		return ht_err_set(err, -E2BIG, "more than %d VMMs at once: record some alone",
				  HT_RECORD_MAX);
	given = !is_allowed(pid);
	snprintf(text, sizeof(text), "+%d", pid);
	ret = given ? ht_guest_policy_write(text, err) : 0;
	if (ret)
		return ret;
	host->given[host->nr_pids] = given;
	host->pids[host->nr_pids++] = pid;
	return 0;
}

static int write_to(uint32_t id, const char *file, const char *text, struct ht_err *err)
{
	char path[HT_PATH];
	int ret;

	snprintf(path, sizeof(path), HT_GUEST_DIR "/%" PRIu32 "/%s", id, file);
	ret = ht_guest_write(path, text);
	/* A VM that ends meanwhile has nothing to be asked for. */
	if (!ret || ret == -ENOENT || ret == -ENODEV)
		return 0;
	return ht_guest_write_failed(err, ret, path, text);
}

/* A class is let through before the guest is asked for it: so its first events are not lost. */
static int wish(const struct ht_record_host *host, struct ht_record_vm *vm,
		const struct ht_guest *guest, struct ht_err *err)
{
	char words[128];
	int ret;

	ht_guest_class_words(words, sizeof(words), host->classes, "+");
	memcpy(vm->allow, guest->events_allow, sizeof(vm->allow));
	memcpy(vm->want, guest->events_want, sizeof(vm->want));
	vm->wished = true;
	ret = write_to(vm->id, "events_allow", words, err);
	return ret ?: write_to(vm->id, "events_want", words, err);
}

static struct ht_record_vm *vm_of(struct ht_record_host *host, uint32_t id)
{
	size_t i;

	for (i = 0; i < host->nr_vms; i++) {
		if (host->vms[i].id == id)
			return &host->vms[i];
	}
	if (host->nr_vms == HT_RECORD_MAX)
		return NULL;
	host->vms[host->nr_vms] = (struct ht_record_vm){ .id = id };
	return &host->vms[host->nr_vms++];
}

static bool is_ours(const struct ht_record_host *host, pid_t pid)
{
	size_t i;

	for (i = 0; i < host->nr_pids; i++) {
		if (host->pids[i] == pid)
			return true;
	}
	return false;
}

static int see(struct ht_record_host *host, const struct ht_guest *guest, struct ht_err *err)
{
	struct ht_record_vm *vm = is_ours(host, guest->pid) ? vm_of(host, guest->id) : NULL;

	if (!vm)
		return 0;
	vm->traced = guest->counters[HT_GUEST_TRACED];
	vm->bytes = guest->counters[HT_GUEST_DRAINED_BYTES];
	vm->lost = guest->counters[HT_GUEST_LOST] - vm->lost_before;
	return host->classes && !vm->wished ? wish(host, vm, guest, err) : 0;
}

/**
 * ht_record_base() - what VMs that are there lost until now is not this recording's
 * @host: what is recorded
 * @err: says what is wrong
 *
 * Return: 0, or what reading failed with.
 */
int ht_record_base(struct ht_record_host *host, struct ht_err *err)
{
	struct ht_guests guests;
	int ret = ht_guests_read(&guests, err);
	size_t i;

	for (i = 0; !ret && i < guests.count; i++) {
		const struct ht_guest *guest = &guests.list[i];
		struct ht_record_vm *vm = is_ours(host, guest->pid) ? vm_of(host, guest->id) : NULL;

		if (vm)
			vm->lost_before = guest->counters[HT_GUEST_LOST];
	}
	ht_guests_exit(&guests);
	return ret;
}

/**
 * ht_record_look() - see which VMs there are, ask those for events that are new, read counters
 * @host: what is recorded
 * @err: says what is wrong
 *
 * Return: 0, or what reading or writing failed with.
 */
int ht_record_look(struct ht_record_host *host, struct ht_err *err)
{
	struct ht_guests guests;
	int ret = ht_guests_read(&guests, err);
	size_t i;

	for (i = 0; !ret && i < guests.count; i++)
		ret = see(host, &guests.list[i], err);
	ht_guests_exit(&guests);
	return ret;
}

/**
 * ht_record_snapshot() - have the last figures of exits in the trace; a tracer that stops does not
 *	say so before
 */
void ht_record_snapshot(void)
{
	ht_guest_write(SNAPSHOT, "1");
}

/* Words as the kernel shows them are words as it takes them. */
static void restore_wishes(const struct ht_record_vm *vm)
{
	struct ht_err ignored = { "" };

	write_to(vm->id, "events_want", vm->want, &ignored);
	write_to(vm->id, "events_allow", vm->allow, &ignored);
}

/**
 * ht_record_restore() - put back what was changed
 * @host: nothing is recorded afterwards
 *
 * What cannot be put back belongs to who has ended.
 */
void ht_record_restore(struct ht_record_host *host)
{
	struct ht_err ignored;
	char text[16];
	size_t i;

	for (i = 0; i < host->nr_vms; i++) {
		if (host->vms[i].wished)
			restore_wishes(&host->vms[i]);
	}
	for (i = 0; i < host->nr_pids; i++) {
		snprintf(text, sizeof(text), "-%d", host->pids[i]);
		if (host->given[i])
			ht_guest_policy_write(text, &ignored);
	}
	if (host->exits_each)
		ht_guest_write(EXITS_EACH, "N");
	host->nr_vms = 0;
	host->nr_pids = 0;
	host->exits_each = false;
}
