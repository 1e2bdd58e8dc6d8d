// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a trace that was cut short. libbabeltrace2 refuses a whole trace when one of its stream
 * files ends within a packet. So a second directory is made, with links to the good files and
 * copies of the cut ones up to their last whole packet, and that one is read:
 *
 *   channel0_0   | packet | packet | packet |          whole: a link
 *   channel0_1   | packet | packet | pac               cut:   a copy of two packets
 *                                  ^ last magic number with the trace's UUID
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace_salvage.h"
#include "trace_source.h"

/* How each packet of a CTF 1.8 trace of LTTng begins: 0xc1fc1fc1, then the trace's UUID. */
#define PACKET_HEAD 20
#define MAX_TRIES 32

static const unsigned char magic[] = { 0xc1, 0x1f, 0xfc, 0xc1 };

/* Where the last packet that begins before @limit begins; its head may be cut, too. 0: nowhere. */
static off_t last_packet(const unsigned char *data, off_t size, off_t limit)
{
	off_t at;

	if (size < PACKET_HEAD || memcmp(data, magic, sizeof(magic)))
		return 0;
	for (at = limit - 1; at > 0; at--) {
		off_t len = size - at < PACKET_HEAD ? size - at : PACKET_HEAD;

		if (data[at] == magic[0] && !memcmp(data + at, data, len))
			return at;
	}
	return 0;
}

static int write_all(const char *path, const unsigned char *data, off_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	off_t done = 0;

	if (fd < 0)
		return -errno;
	while (done < size) {
		ssize_t len = write(fd, data + done, size - done);

		if (len <= 0)
			break;
		done += len;
	}
	return close(fd) || done < size ? -EIO : 0;
}

/*
 * Writes ever less of a stream, until it is readable. The first or second try succeeds, unless a
 * payload looks like packets: then the effort is bounded.
 */
static int copy_packets(const bt_component_class_source *source, const char *dir, const char *file,
			const unsigned char *data, off_t size)
{
	off_t at = last_packet(data, size, size);
	int ret = at ? write_all(file, data, at) : 0;
	int tries = 0;

	while (!ret && at && !ht_source_can_read(source, dir)) {
		at = ++tries < MAX_TRIES ? last_packet(data, size, at) : 0;
		if (truncate(file, at))
			ret = -errno;
	}
	if (!at && unlink(file) && errno != ENOENT)
		ret = -errno;
	return ret;
}

/* Replaces the link @file in @dir by a copy of the whole packets; by nothing if there is none. */
static int replace_link(const bt_component_class_source *source, const char *dir, const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	unsigned char *data = MAP_FAILED;
	struct stat st;
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && st.st_size)
		data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (unlink(file))
		ret = -errno;
	if (data == MAP_FAILED)
		return ret;
	if (!ret)
		ret = copy_packets(source, dir, file, data, st.st_size);
	munmap(data, st.st_size);
	return ret;
}

/* Links one file of the trace into the copy. */
static int add_file(const char *dir, const char *copy, const char *name)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (snprintf(from, sizeof(from), "%s/%s", dir, name) >= (int)sizeof(from) ||
	    snprintf(to, sizeof(to), "%s/%s", copy, name) >= (int)sizeof(to))
		return -ENAMETOOLONG;
	return symlink(from, to) ? -errno : 0;
}

static int add_stream(const bt_component_class_source *source, const char *dir, const char *copy,
		      const char *name)
{
	char path[PATH_MAX], probe[PATH_MAX], link[PATH_MAX];
	int ret;

	/* Alone with the metadata, so that a failure can only be this stream's. */
	if (snprintf(probe, sizeof(probe), "%s/probe", copy) >= (int)sizeof(probe) ||
	    snprintf(link, sizeof(link), "%s/%s", probe, name) >= (int)sizeof(link) ||
	    snprintf(path, sizeof(path), "%s/%s", copy, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	ret = add_file(dir, probe, name);
	if (!ret && !ht_source_can_read(source, probe))
		ret = replace_link(source, probe, link);
	if (!ret && rename(link, path) && errno != ENOENT)
		ret = -errno;
	return ret;
}

/* The source ignores hidden files and directories, too. */
static bool is_stream(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_DIR &&
	       strcmp(entry->d_name, "metadata");
}

static int add_streams(const bt_component_class_source *source, const char *dir, const char *copy)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	int ret = 0;

	if (!stream)
		return -errno;
	while (!ret && (entry = readdir(stream))) {
		if (is_stream(entry))
			ret = add_stream(source, dir, copy, entry->d_name);
	}
	closedir(stream);
	return ret;
}

static int fill(const bt_component_class_source *source, const char *dir, const char *copy)
{
	char probe[PATH_MAX], real[PATH_MAX];
	int ret;

	if (!realpath(dir, real))
		return -errno;
	if (snprintf(probe, sizeof(probe), "%s/probe", copy) >= (int)sizeof(probe))
		return -ENAMETOOLONG;
	if (mkdir(probe, 0700))
		return -errno;
	ret = add_file(real, copy, "metadata");
	ret = ret ?: add_file(real, probe, "metadata");
	return ret ?: add_streams(source, real, copy);
}

/**
 * ht_salvage_create() - make a readable copy of a trace that was cut short
 * @source: the class source.ctf.fs
 * @dir: the trace, which the source refuses
 * @copy: a new directory in TMPDIR with what is whole of it; release with ht_salvage_remove()
 *
 * Return: 0, which does not promise that the source takes the copy: the metadata may be what is
 * damaged; or a negative errno, e.g. -ENOSPC, and no directory.
 */
int ht_salvage_create(const bt_component_class_source *source, const char *dir, char **copy)
{
	const char *tmp = getenv("TMPDIR");
	char *path;
	int ret;

	if (asprintf(&path, "%s/hypertrace.XXXXXX", tmp && *tmp ? tmp : "/tmp") < 0)
		return -ENOMEM;
	if (!mkdtemp(path)) {
		ret = -errno;
		free(path);
		return ret;
	}
	ret = fill(source, dir, path);
	if (ret) {
		ht_salvage_remove(path);
		return ret;
	}
	*copy = path;
	return 0;
}

static void empty(const char *dir)
{
	struct dirent *entry;
	DIR *stream = opendir(dir);

	while (stream && (entry = readdir(stream))) {
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			unlinkat(dirfd(stream), entry->d_name, 0);
	}
	if (stream)
		closedir(stream);
	rmdir(dir);
}

/**
 * ht_salvage_remove() - remove a copy
 * @copy: from ht_salvage_create(), released
 */
void ht_salvage_remove(char *copy)
{
	char probe[PATH_MAX];

	snprintf(probe, sizeof(probe), "%s/probe", copy);
	empty(probe);
	empty(copy);
	free(copy);
}
