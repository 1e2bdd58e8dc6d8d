// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads what kvm-hypertrace counts of exits. The file's first line says its version and what all
 * numbers have in common; other lines that begin with # are for people.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest_sysfs.h"
#include "stat_file.h"
#include "sysroot.h"

#define DIR "/sys/kernel/debug/kvm-hypertrace"
#define VERSION 1
#define ONE_VERSION "install all parts of hypertrace in one version"

/* The file cannot be opened: why, and what to do? */
static int explain(struct ht_err *err, int error)
{
	/* Who may not look into debugfs cannot see either that there is nothing. */
	if (ht_sys_access(HT_GUEST_DIR, F_OK) == -ENOENT)
		return ht_guest_explain_absence(err, HT_GUEST_DIR);
	if (error == EACCES || error == EPERM)
		return ht_err_set(err, -error, HT_STAT_FILE ": permission denied; %s",
				  geteuid() ? "use sudo" :
					      "debugfs is closed to this container, or by a "
					      "kernel that is locked down");
	if (error == ENOENT && ht_sys_access(DIR, F_OK) == -ENOENT &&
	    !ht_sys_has_word("/proc/mounts", "debugfs", NULL, 0))
		return ht_err_set(err, -error,
				  "debugfs is not mounted: sudo mount -t debugfs none "
				  "/sys/kernel/debug");
	if (error == ENOENT)
		return ht_guest_explain_absence(err, HT_STAT_FILE);
	return ht_err_set(err, -error, "cannot read " HT_STAT_FILE ": %s", strerror(error));
}

static int bad_line(struct ht_err *err, const char *line)
{
	return ht_err_set(err, -EIO, HT_STAT_FILE " has a line '%.60s': " ONE_VERSION, line);
}

/* The next number of a line, behind spaces; false if there is none. */
static bool next_number(char **at, uint64_t *value)
{
	char *end;

	*at += strspn(*at, " ");
	errno = 0;
	*value = strtoull(*at, &end, 10);
	if (**at < '0' || **at > '9' || errno || !strchr(" :\n", *end))
		return false;
	*at = end;
	return true;
}

/* What is left of a line: pairs of bucket and count. */
static bool parse_hist(char *at, uint64_t *hist)
{
	uint64_t bucket, count;

	for (at += strspn(at, " "); *at && *at != '\n'; at += strspn(at, " ")) {
		if (!next_number(&at, &bucket) || bucket >= HT_EXIT_BUCKETS || *at++ != ':' ||
		    !next_number(&at, &count) || *at == ':')
			return false;
		hist[bucket] = count;
	}
	return true;
}

static bool parse_row(struct ht_stat_row *row, char *line)
{
	struct ht_exit_counts *counts = &row->counts;
	uint64_t vm_id, vm_pid, vcpu, reason;

	*row = (struct ht_stat_row){ 0 };
	if (!next_number(&line, &vm_id) || !next_number(&line, &vm_pid) ||
	    !next_number(&line, &vcpu) || !next_number(&line, &row->since_ns) ||
	    !next_number(&line, &reason) || !next_number(&line, &counts->count) ||
	    !next_number(&line, &counts->cycles) || !next_number(&line, &counts->min) ||
	    !next_number(&line, &counts->max) || !next_number(&line, &counts->fast) ||
	    !next_number(&line, &counts->fast_cycles) || !next_number(&line, &counts->user) ||
	    !next_number(&line, &counts->user_cycles))
		return false;
	row->vm_id = (uint32_t)vm_id;
	row->vm_pid = (int32_t)vm_pid;
	row->vcpu = (uint32_t)vcpu;
	row->reason = (uint32_t)reason;
	return vm_id <= UINT32_MAX && vm_pid <= INT32_MAX && vcpu <= UINT32_MAX &&
	       reason <= UINT32_MAX && parse_hist(line, counts->hist);
}

static int add_row(struct ht_stat_reading *reading, char *line, struct ht_err *err)
{
	size_t count = reading->count;
	struct ht_stat_row *rows;

	/* The array doubles whenever its count is a power of two. */
	if (!(count & (count - 1))) {
		rows = reallocarray(reading->rows, count ? 2 * count : 1, sizeof(*rows));
		if (!rows)
			return ht_err_nomem(err);
		reading->rows = rows;
	}
	if (!parse_row(&reading->rows[count], line))
		return bad_line(err, line);
	reading->count++;
	return 0;
}

static int parse_first(struct ht_stat_reading *reading, const char *line, struct ht_err *err)
{
	unsigned int version;

	if (sscanf(line,
		   "# hypertrace-exits %u isa %" SCNu32 " tsc_khz %" SCNu32 " now_ns %" SCNu64,
		   &version, &reading->isa, &reading->khz, &reading->now_ns) != 4 ||
	    version != VERSION)
		return bad_line(err, line);
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct ht_stat_row *left = a, *right = b;

	if (left->vm_id != right->vm_id)
		return left->vm_id < right->vm_id ? -1 : 1;
	if (left->vm_pid != right->vm_pid)
		return left->vm_pid < right->vm_pid ? -1 : 1;
	if (left->vcpu != right->vcpu)
		return left->vcpu < right->vcpu ? -1 : 1;
	return (left->reason > right->reason) - (left->reason < right->reason);
}

static int read_lines(struct ht_stat_reading *reading, FILE *file, struct ht_err *err)
{
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	errno = 0;
	if (getline(&line, &room, file) < 0)
		ret = ht_err_set(err, -EIO, "cannot read " HT_STAT_FILE ": %s",
				 errno ? strerror(errno) : "it is empty");
	ret = ret ?: parse_first(reading, line, err);
	while (!ret && getline(&line, &room, file) >= 0) {
		if (*line != '#')
			ret = add_row(reading, line, err);
	}
	free(line);
	return ret;
}

/**
 * ht_stat_read() - read what is counted of exits
 * @reading: filled; to ht_stat_reading_exit() in any case
 * @err: says what is wrong, and what to do
 *
 * Return: 0; -ENOENT without kvm-hypertrace or debugfs; -EACCES; -EIO if the file is not as it
 * should be; -ENOMEM; or what opening it failed with.
 */
int ht_stat_read(struct ht_stat_reading *reading, struct ht_err *err)
{
	FILE *file = ht_sys_open(HT_STAT_FILE);
	int ret;

	*reading = (struct ht_stat_reading){ 0 };
	if (!file)
		return explain(err, errno);
	ret = read_lines(reading, file, err);
	fclose(file);
	if (!ret && reading->count)
		qsort(reading->rows, reading->count, sizeof(*reading->rows), by_key);
	return ret;
}

/**
 * ht_stat_find() - what was counted of the same at another moment?
 * @reading: of that moment
 * @like: of the same VM, vCPU and reason
 *
 * Return: the row, or NULL: nothing, or counting has begun anew since.
 */
const struct ht_stat_row *ht_stat_find(const struct ht_stat_reading *reading,
				       const struct ht_stat_row *like)
{
	const struct ht_stat_row *found = NULL;

	if (reading->count)
		found = bsearch(like, reading->rows, reading->count, sizeof(*like), by_key);
	return found && found->since_ns == like->since_ns ? found : NULL;
}

/**
 * ht_stat_reading_exit() - free it
 * @reading: nothing afterwards
 */
void ht_stat_reading_exit(struct ht_stat_reading *reading)
{
	free(reading->rows);
	*reading = (struct ht_stat_reading){ 0 };
}
