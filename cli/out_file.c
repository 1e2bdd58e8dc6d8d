// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file that an export makes.
 *
 *	DIR/.hypertrace.XXXXXX   is written, then renamed to DIR/OUT
 */
#include <errno.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "out_file.h"

#define BUFFER (256 * 1024)

static int cannot(const struct ht_out_file *out, int code, struct ht_err *err)
{
	return ht_err_set(err, code, "%s: cannot write it: %s", out->path, strerror(-code));
}

static int check_place(const struct ht_out_file *out, bool force, struct ht_err *err)
{
	struct stat st;

	if (!*out->path)
		return ht_err_set(err, -EINVAL, "OUT is empty; give a file to write to");
	if (lstat(out->path, &st))
		return errno == ENOENT ? 0 : cannot(out, -errno, err);
	if (!S_ISREG(st.st_mode))
		return ht_err_set(err, -EEXIST,
				  "%s: is there already, and is no plain file; write to another",
				  out->path);
	if (!force)
		return ht_err_set(err, -EEXIST, "%s: is there already; --force replaces it",
				  out->path);
	return 0;
}

/* The name of a file to make, in the directory that @path is in. */
static char *name_beside(const char *path)
{
	char *copy = strdup(path), *name = NULL;

	if (copy && asprintf(&name, "%s/.hypertrace.XXXXXX", dirname(copy)) < 0)
		name = NULL;
	free(copy);
	return name;
}

/* mkstemp() lets nobody else read; people expect what any program's new file would have. */
static void allow_as_usual(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	fchmod(fd, 0666 & ~mask);
}

/**
 * ht_out_file_open() - begin to write a file
 * @out: on success ht_out_file_abandon() has to follow at some time; else nothing has to
 * @path: where it shall be; has to live as long as @out
 * @force: replace the file that is there
 * @err: says what is wrong
 *
 * Return: 0; -EEXIST, something is there that is not to be replaced; -EINVAL, no name; -ENOMEM; or
 * what the file system said.
 */
int ht_out_file_open(struct ht_out_file *out, const char *path, bool force, struct ht_err *err)
{
	int ret, fd;

	*out = (struct ht_out_file){ .path = path };
	ret = check_place(out, force, err);
	if (ret)
		return ret;
	out->tmp = name_beside(path);
	if (!out->tmp)
		return ht_err_nomem(err);
	fd = mkstemp(out->tmp);
	if (fd < 0) {
		ret = cannot(out, -errno, err);
		goto err_free;
	}
	allow_as_usual(fd);
	out->file = fdopen(fd, "w");
	if (!out->file) {
		ret = cannot(out, -errno, err);
		close(fd);
		unlink(out->tmp);
		goto err_free;
	}
	setvbuf(out->file, NULL, _IOFBF, BUFFER);
	return 0;

err_free:
	free(out->tmp);
	out->tmp = NULL;
	return ret;
}

/**
 * ht_out_file_write() - write
 * @out: an open file
 * @data: what
 * @size: how many bytes
 * @err: says what is wrong
 *
 * Return: 0, or what the file system said, as -ENOSPC.
 */
int ht_out_file_write(struct ht_out_file *out, const void *data, size_t size, struct ht_err *err)
{
	if (fwrite(data, 1, size, out->file) != size)
		return cannot(out, errno ? -errno : -EIO, err);
	out->bytes += size;
	return 0;
}

/**
 * ht_out_file_printf() - write a text
 * @out: an open file
 * @err: says what is wrong
 * @fmt: as of printf()
 *
 * Return: as ht_out_file_write().
 */
int ht_out_file_printf(struct ht_out_file *out, struct ht_err *err, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vfprintf(out->file, fmt, args);
	va_end(args);
	if (len < 0)
		return cannot(out, errno ? -errno : -EIO, err);
	out->bytes += len;
	return 0;
}

/**
 * ht_out_file_commit() - put a file where it shall be
 * @out: an open file, all of which is written
 * @err: says what is wrong
 *
 * Return: 0, or what the file system said: what was at its place is still there.
 */
int ht_out_file_commit(struct ht_out_file *out, struct ht_err *err)
{
	FILE *file = out->file;

	out->file = NULL;
	if (fclose(file))
		return cannot(out, -errno, err);
	if (rename(out->tmp, out->path))
		return cannot(out, -errno, err);
	free(out->tmp);
	out->tmp = NULL;
	return 0;
}

/**
 * ht_out_file_abandon() - remove what was not put into its place
 * @out: a file that was opened
 */
void ht_out_file_abandon(struct ht_out_file *out)
{
	if (out->file)
		fclose(out->file);
	if (out->tmp)
		unlink(out->tmp);
	free(out->tmp);
	out->file = NULL;
	out->tmp = NULL;
}
