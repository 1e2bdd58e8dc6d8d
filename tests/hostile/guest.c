// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tests do to the host by their guest (calls, a ring's bytes), and what they ask it as its
 * administrator (permission, limits, counters).
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ring_vm.h"

#define CONTROL "/sys/kernel/kvm-hypertrace"
#define PARAMETERS "/sys/module/kvm_hypertrace/parameters"
#define VMS "/sys/kernel/debug/kvm-hypertrace/vms"

static void write_text(const char *path, const char *fmt, va_list args)
{
	char text[128];
	int fd = open(path, O_WRONLY), n = vsnprintf(text, sizeof(text), fmt, args);

	must(fd >= 0 && write(fd, text, (size_t)n) == n, path);
	close(fd);
}

/* Of sysfs or tracefs: all of it at once, as they want it. */
void write_file(const char *path, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	write_text(path, fmt, args);
	va_end(args);
}

/* Sets a parameter of kvm-hypertrace. */
void param_set(const char *name, const char *fmt, ...)
{
	char path[128];
	va_list args;

	snprintf(path, sizeof(path), PARAMETERS "/%s", name);
	va_start(args, fmt);
	write_text(path, fmt, args);
	va_end(args);
}

/* This process, and so its VMs. */
void allow(bool yes)
{
	param_set("allow", "%c%d", yes ? '+' : '-', getpid());
}

static long read_number(const char *path)
{
	FILE *f = fopen(path, "r");
	long value = -1;

	if (!f)
		return -1;
	if (fscanf(f, "%ld", &value) != 1)
		value = -1;
	fclose(f);
	return value;
}

/* This process' newest VM. */
void guest_find(struct guest *g)
{
	DIR *dir = opendir(CONTROL);
	struct dirent *entry;
	char path[sizeof(CONTROL) + 300];
	unsigned int id;

	must(dir != NULL, CONTROL);
	g->id = 0;
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), CONTROL "/%s/pid", entry->d_name);
		id = (unsigned int)atoi(entry->d_name);
		if (id > g->id && read_number(path) == getpid())
			g->id = id;
	}
	closedir(dir);
	must(g->id != 0, "this VM's folder in " CONTROL);
}

/* A VM that is allowed, with vCPUs ready for calls. */
void guest_create(struct guest *g, int nr_vcpus)
{
	allow(true);
	vm_create(&g->vm);
	while (nr_vcpus--)
		vm_add_caller(&g->vm);
	guest_find(g);
}

void guest_destroy(struct guest *g)
{
	vm_destroy(&g->vm);
}

/* A number in this VM's line of debugfs' table, by its column's name; -1 without either. */
static long column(const struct guest *g, const char *name)
{
	char head[512], line[512], *column_name, *value, *head_rest, *line_rest;
	FILE *f = fopen(VMS, "r");
	long found = -1;

	must(f && fgets(head, sizeof(head), f), VMS);
	while (fgets(line, sizeof(line), f))
		if ((unsigned int)atoi(line) == g->id)
			break;
	fclose(f);
	column_name = strtok_r(head, " \n", &head_rest);
	value = strtok_r(line, " \n", &line_rest);
	while (column_name && value) {
		if (!strcmp(column_name, name))
			found = atol(value);
		column_name = strtok_r(NULL, " \n", &head_rest);
		value = strtok_r(NULL, " \n", &line_rest);
	}
	return found;
}

/* What the host counts: a file of the VM's folder, or else a column of the table in debugfs. */
long counter(const struct guest *g, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), CONTROL "/%u/%s", g->id, name);
	return access(path, F_OK) ? column(g, name) : read_number(path);
}

/* Writes to a file of the VM's folder. */
void control(const struct guest *g, const char *name, const char *fmt, ...)
{
	char path[128];
	va_list args;

	snprintf(path, sizeof(path), CONTROL "/%u/%s", g->id, name);
	va_start(args, fmt);
	write_text(path, fmt, args);
	va_end(args);
}

/* For what the host does on its own; it has ten seconds. */
bool counter_reaches(const struct guest *g, const char *name, long value)
{
	int i;

	for (i = 0; i < 1000 && counter(g, name) < value; i++)
		usleep(10000);
	return counter(g, name) >= value;
}

/* Another VM is created, gets its answer and goes, whatever the VMs of this process are doing. */
bool others_answered(void)
{
	struct guest g;
	long ret;

	guest_create(&g, 1);
	ret = call(&g, 0, HT_HC_PING, 0, 0, 0);
	guest_destroy(&g);
	return ret == 0;
}

/* A call with up to three arguments, and zeros for the rest. */
long call(struct guest *g, int vcpu, __u64 nr, __u64 rbx, __u64 rcx, __u64 rdx)
{
	const __u64 payload[HT_PAYLOAD_REGS] = { rbx, rcx, rdx };

	return vm_call(&g->vm, vcpu, nr, payload);
}

long ring_open(struct guest *g, int vcpu, __u64 gpa, __u64 size, __u64 flags)
{
	return call(g, vcpu, HT_HC_RING_OPEN, gpa, size, flags);
}

long ring_drain(struct guest *g, int vcpu)
{
	return call(g, vcpu, HT_HC_RING_DRAIN, HT_RING_OWN, 0, 0);
}

long ring_close(struct guest *g, int vcpu)
{
	return call(g, vcpu, HT_HC_RING_CLOSE, HT_RING_OWN, 0, 0);
}

struct ht_ring *ring_at(const struct guest *g, __u64 gpa)
{
	return (struct ht_ring *)(g->vm.mem + gpa);
}

/* What a good guest has in memory before it opens its ring. */
struct ht_ring *ring_format(const struct guest *g, __u64 gpa, __u32 size)
{
	struct ht_ring_writer w = { 0 };

	ht_ring_writer_init(&w, ring_at(g, gpa), size);
	return w.ring;
}

/* An empty ring, open. */
struct ht_ring *ring_ready(struct guest *g, int vcpu, __u32 size, __u64 flags)
{
	struct ht_ring *ring = ring_format(g, RING(vcpu), size);

	must(ring_open(g, vcpu, RING(vcpu), size, flags) == 0, "HT_HC_RING_OPEN");
	return ring;
}

/* A record that says of itself whatever it is told to. */
void put(struct ht_ring *ring, __u32 pos, __u8 type, __u32 len, __u32 seq)
{
	__u8 *at = (__u8 *)ring + HT_RING_HEADER + (pos & (ring->size - 1));
	const struct ht_rec_hdr hdr = { .type = type, .len = (__u16)len, .seq = seq };

	memcpy(at, &hdr, sizeof(hdr));
}

/* The mark before the data: a host that drains sees both or neither. */
void publish(struct ht_ring *ring, __u32 seq, __u32 pos)
{
	ht_store_release(&ring->head, (__u64)seq << 32 | pos);
}

/* @n good records behind head, published together. */
void put_many(struct ht_ring *ring, __u32 seq, __u32 n)
{
	__u32 pos = ht_mark_pos(ring->head), i;

	for (i = 0; i < n; i++, pos += RECORD)
		put(ring, pos, HT_REC_FUNC_ENTRY, RECORD, seq + i);
	publish(ring, seq + n, pos);
}

/* A good record of any length by the real writer, which may lose it. Returns whether it did not. */
bool writer_emit(struct ht_ring_writer *w, __u32 len)
{
	struct ht_rec_user_event *rec = ht_ring_reserve(w, HT_REC_USER_EVENT, len);

	if (rec) {
		rec->pid = rec->tid = getpid();
		rec->id = len;
		rec->text_len = (__u16)(len - sizeof(*rec));
		rec->pad = 0;
		memset(rec->text, 'h', rec->text_len);
	}
	ht_ring_commit(w);
	return rec != NULL;
}
