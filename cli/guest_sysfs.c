// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes what kvm-hypertrace shows in sysfs. VMs come and go at any time, so one that
 * is gone before it was read to its end is left out, and only what cannot be is an error.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest_sysfs.h"
#include "modules.h"
#include "sysroot.h"

#define ONE_VERSION "install all parts of hypertrace in one version"

const char *const ht_guest_counters[HT_GUEST_NR_COUNTERS] = {
	[HT_GUEST_EMITTED] = "emitted",
	[HT_GUEST_TRACED] = "traced",
	[HT_GUEST_LOST] = "lost",
	[HT_GUEST_LOST_GUEST] = "lost_guest",
	[HT_GUEST_LOST_RATE] = "lost_rate",
	[HT_GUEST_LOST_QUOTA] = "lost_quota",
	[HT_GUEST_LOST_UNTRACED] = "lost_untraced",
	[HT_GUEST_LOST_INVALID] = "lost_invalid",
	[HT_GUEST_DRAINED_BYTES] = "drained_bytes",
	[HT_GUEST_DRAINS] = "drains",
	[HT_GUEST_DOORBELLS] = "doorbells",
	[HT_GUEST_REJECTED] = "rejected",
	[HT_GUEST_FAULTS] = "faults",
	[HT_GUEST_RINGS] = "rings",
};

/**
 * ht_guest_explain_absence() - say why something of kvm-hypertrace is not there, and what to do
 * @err: filled
 * @what: the path of it
 *
 * Return: -ENOENT.
 */
int ht_guest_explain_absence(struct ht_err *err, const char *what)
{
	char version[HT_MODULE_VERSION];

	if (ht_module_loaded("kvm_hypertrace", version))
		return ht_err_set(err, -ENOENT,
				  "the loaded kvm-hypertrace (version %s) has no %s, this command "
				  "is %s: " ONE_VERSION,
				  *version ? version : "unknown", what, HT_VERSION);
	if (ht_module_on_disk("kvm_hypertrace", version))
		return ht_err_set(err, -ENOENT,
				  "kvm-hypertrace is not loaded: sudo modprobe kvm-hypertrace");
	return ht_err_set(err, -ENOENT,
			  "kvm-hypertrace is not installed for this kernel: 'hypertrace doctor' "
			  "says what to do");
}

/* Without a word in @err if only the VM is gone. */
static int explain_read(struct ht_err *err, int ret, const char *dir, const char *path)
{
	if (ret == -ENODEV || (ret == -ENOENT && ht_sys_access(dir, F_OK) == -ENOENT))
		return -ENODEV;
	if (ret == -ENOENT)
		return ht_err_set(err, ret, "kvm-hypertrace has no %s: " ONE_VERSION, path);
	return ht_err_set(err, ret, "cannot read %s: %s%s", path, strerror(-ret),
			  ret == -EACCES ? "; ask again with sudo" : "");
}

static int read_text(const struct ht_guest *guest, const char *name, char *text, size_t size,
		     struct ht_err *err)
{
	char dir[HT_PATH], path[HT_PATH + 32];
	ssize_t len;

	snprintf(dir, sizeof(dir), HT_GUEST_DIR "/%" PRIu32, guest->id);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	len = ht_sys_line(text, size, path);
	return len < 0 ? explain_read(err, (int)len, dir, path) : 0;
}

static int read_number(const struct ht_guest *guest, const char *name, uint64_t *value,
		       struct ht_err *err)
{
	char text[HT_GUEST_TEXT], *end;
	int ret = read_text(guest, name, text, sizeof(text), err);

	if (ret)
		return ret;
	errno = 0;
	*value = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno)
		return ht_err_set(err, -EIO,
				  HT_GUEST_DIR "/%" PRIu32
					       "/%s is no number but '%.40s': " ONE_VERSION,
				  guest->id, name, text);
	return 0;
}

static int read_guest(struct ht_guest *guest, struct ht_err *err)
{
	uint64_t pid = 0, allowed = 0, exits = 0, exits_cpuid = 0;
	char path[HT_PATH];
	size_t i;
	int ret;

	ret = read_number(guest, "pid", &pid, err)						?:
		      read_number(guest, "allowed", &allowed, err)				?:
		      read_text(guest, "events_allow", guest->events_allow, HT_GUEST_TEXT, err) ?:
		      read_text(guest, "events_want", guest->events_want, HT_GUEST_TEXT, err)	?:
		      read_number(guest, "rate", &guest->rate, err)				?:
		      read_number(guest, "quota", &guest->quota, err)				?:
		      read_number(guest, "exits", &exits, err)					?:
		      read_number(guest, "exits_cpuid", &exits_cpuid, err);
	for (i = 0; !ret && i < HT_GUEST_NR_COUNTERS; i++)
		ret = read_number(guest, ht_guest_counters[i], &guest->counters[i], err);
	if (ret)
		return ret;
	guest->pid = (int)pid;
	guest->allowed = allowed;
	guest->exits = exits;
	guest->exits_cpuid = exits_cpuid;
	snprintf(path, sizeof(path), "/proc/%d/comm", guest->pid);
	ht_sys_line(guest->comm, sizeof(guest->comm), path);
	return 0;
}

/* Returns 0 too if the VM is gone: then it is not there. */
static int add_guest(struct ht_guests *guests, uint32_t id, struct ht_err *err)
{
	struct ht_guest *list = reallocarray(guests->list, guests->count + 1, sizeof(*list));
	int ret;

	if (!list)
		return ht_err_nomem(err);
	guests->list = list;
	memset(&list[guests->count], 0, sizeof(*list));
	list[guests->count].id = id;
	ret = read_guest(&list[guests->count], err);
	guests->count += !ret;
	return ret == -ENODEV ? 0 : ret;
}

static int compare(const void *a, const void *b)
{
	const struct ht_guest *first = a, *second = b;

	return (first->id > second->id) - (first->id < second->id);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int open_dir(DIR **dir, struct ht_err *err)
{
	char path[HT_PATH];

	ht_sys_path(path, sizeof(path), HT_GUEST_DIR);
	*dir = opendir(path);
	if (*dir)
		return 0;
	return errno == ENOENT ? ht_guest_explain_absence(err, HT_GUEST_DIR) :
				 explain_read(err, -errno, HT_GUEST_DIR, HT_GUEST_DIR);
}

/**
 * ht_guests_read() - read all VMs and their counters
 * @guests: filled; to ht_guests_exit() in any case
 * @err: says what is wrong, and what to do
 *
 * The counters of one VM are read one after the other, while it runs.
 *
 * Return: 0; -ENOENT without kvm-hypertrace, or with one of another version; -EIO if a number is
 * none; -ENOMEM; or what reading failed with.
 */
int ht_guests_read(struct ht_guests *guests, struct ht_err *err)
{
	struct dirent *entry;
	DIR *dir;
	int ret;

	*guests = (struct ht_guests){ .at_ns = now_ns() };
	ret = open_dir(&dir, err);
	if (ret)
		return ret;
	while (!ret && (entry = readdir(dir))) {
		char *end;
		unsigned long id = strtoul(entry->d_name, &end, 10);

		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && !*end && id <= UINT32_MAX)
			ret = add_guest(guests, id, err);
	}
	closedir(dir);
	if (guests->count)
		qsort(guests->list, guests->count, sizeof(*guests->list), compare);
	return ret;
}

/**
 * ht_guests_exit() - free what ht_guests_read() took
 * @guests: empty afterwards
 */
void ht_guests_exit(struct ht_guests *guests)
{
	free(guests->list);
	*guests = (struct ht_guests){ 0 };
}

/**
 * ht_guest_write() - write one value
 * @path: absolute path on the machine
 * @text: the value, shorter than HT_GUEST_TEXT; the kernel sees it in one piece, as a line
 *
 * Return: 0 or a negative errno.
 */
int ht_guest_write(const char *path, const char *text)
{
	char real[HT_PATH], line[HT_GUEST_TEXT + 1];
	int len = snprintf(line, sizeof(line), "%s\n", text);
	ssize_t written;
	int fd, ret;

	ht_sys_path(real, sizeof(real), path);
	fd = open(real, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	written = write(fd, line, len);
	ret = written == len ? 0 : written < 0 ? -errno : -EIO;
	close(fd);
	return ret;
}

/**
 * ht_guest_write_failed() - say why ht_guest_write() failed
 * @err: filled
 * @ret: what it returned
 * @path: what it was given
 * @text: what it was given
 *
 * Return: @ret.
 */
int ht_guest_write_failed(struct ht_err *err, int ret, const char *path, const char *text)
{
	switch (ret) {
	case -EACCES:
	case -EPERM:
		return ht_err_set(err, ret, "%s: permission denied; %s", path,
				  geteuid() ? "only root may change it: use sudo" :
					      "root of a container may not, that of the host may");
	case -ENOENT:
		if (ht_sys_access(HT_GUEST_DIR, F_OK) == -ENOENT)
			return ht_guest_explain_absence(err, HT_GUEST_DIR);
		return ht_err_set(err, ret,
				  "%s is gone: did the VM end? 'hypertrace guest list' "
				  "lists those that run",
				  path);
	case -ENODEV:
		return ht_err_set(err, ret, "%s is gone: the VM has just ended", path);
	case -EOPNOTSUPP:
		return ht_err_set(err, ret,
				  "kvm-hypertrace is told to count nobody's exits: "
				  "echo Y | sudo tee /sys/module/kvm_hypertrace/parameters/exits");
	case -EINVAL:
		return ht_err_set(err, ret,
				  "kvm-hypertrace does not accept '%s' in %s: " ONE_VERSION, text,
				  path);
	default:
		return ht_err_set(err, ret, "cannot write '%s' to %s: %s; see 'hypertrace doctor'",
				  text, path, strerror(-ret));
	}
}
