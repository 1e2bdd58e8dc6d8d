// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing what is converted. A trace that is read alone becomes OUT itself; several become one
 * directory each in it, called as their hosts are.
 */
#include <cache_line.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "convert_write.h"

/**
 * ht_convert_cannot_write() - say what to do where nothing can be written
 * @out: what the user calls it
 * @code: a negative errno
 * @err: says it
 *
 * Return: -ENOSPC, or -ENOMEM if @code is that.
 */
int ht_convert_cannot_write(const char *out, int code, struct ht_err *err)
{
	if (code == -ENOMEM)
		return ht_err_nomem(err);
	*err = (struct ht_err){ "" };
	return ht_err_set(err, -ENOSPC,
			  "%s: cannot write the trace; is there room (df -h), and may you write "
			  "there? (%s)",
			  out, strerror(-code));
}

/**
 * ht_convert_writer_begin() - begin to write
 * @writer: has its place's name and its disk
 * @is_single: one trace is read
 * @dir: where to
 * @err: says what is wrong
 *
 * Return: 0, -ENOMEM or -ENOSPC.
 */
int ht_convert_writer_begin(struct ht_convert_writer *writer, bool is_single, const char *dir,
			    struct ht_err *err)
{
	writer->is_single = is_single;
	writer->dir = strdup(dir);
	if (!writer->dir)
		return ht_err_nomem(err);
	if (!is_single && mkdir(dir, 0777))
		return ht_convert_cannot_write(writer->out, -errno, err);
	return 0;
}

/* What a host calls itself, as a directory. */
static char *dir_for(const struct ht_convert_writer *writer, const struct ht_ctf_envs *envs)
{
	const char *host = ht_ctf_env_find(envs, "hostname");
	unsigned int suffix = 2;
	char *dir, *at, *name = strdup(host && *host && *host != '.' ? host : "trace");
	struct stat st;

	for (at = name; at && *at; at++) {
		if (*at == '/')
			*at = '_';
	}
	if (!name || asprintf(&dir, "%s/%s", writer->dir, name) < 0)
		dir = NULL;
	while (dir && !lstat(dir, &st)) {
		free(dir);
		if (asprintf(&dir, "%s/%s-%u", writer->dir, name, suffix++) < 0)
			dir = NULL;
	}
	free(name);
	return dir;
}

static int copy_begin(struct ht_convert_writer *writer, struct ht_copy *copy,
		      const struct ht_trace *trace)
{
	char *dir = writer->is_single ? strdup(writer->dir) : dir_for(writer, &trace->envs);
	int ret = dir ? ht_copy_init(copy, dir, trace, writer->disk) : -ENOMEM;

	free(dir);
	return ret;
}

static int copy_new(struct ht_convert_writer *writer, const struct ht_trace *trace,
		    struct ht_copy **copy)
{
	struct ht_copy **more = reallocarray(writer->copies, writer->count + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	writer->copies = more;
	*copy = ht_lines_alloc(sizeof(**copy));
	if (!*copy)
		return -ENOMEM;
	more[writer->count++] = *copy;
	return copy_begin(writer, *copy, trace);
}

/* What several threads read of one trace has one copy. */
static int copy_get(struct ht_convert_writer *writer, const struct ht_trace *trace,
		    struct ht_copy **copy)
{
	size_t i;

	for (i = 0; i < writer->count; i++) {
		*copy = writer->copies[i];
		if (!strcmp((*copy)->name, trace->name))
			return 0;
	}
	return copy_new(writer, trace, copy);
}

/**
 * ht_convert_writer_stream() - begin a stream, and its trace, if it is the first of that
 * @writer: what writes
 * @stream: the input's
 *
 * Return: 0, -ENOMEM, or what making a directory gave.
 */
int ht_convert_writer_stream(struct ht_convert_writer *writer, const struct ht_stream *stream)
{
	const struct ht_trace *trace = stream->class->trace;
	struct ht_copy *copy = ht_ptrmap_get(&writer->traces, trace);
	int ret = 0;

	if (!copy) {
		ret = copy_get(writer, trace, &copy);
		ret = ret ?: ht_ptrmap_set(&writer->traces, trace, copy);
	}
	return ret ?: ht_copy_stream(copy, stream);
}

/**
 * ht_convert_writer_copy() - the trace that a stream goes into
 * @writer: what writes
 * @stream: the input's, which has begun
 */
struct ht_copy *ht_convert_writer_copy(const struct ht_convert_writer *writer,
				       const struct ht_stream *stream)
{
	return writer->count == 1 ? writer->copies[0] :
				    ht_ptrmap_get(&writer->traces, stream->class->trace);
}

/**
 * ht_convert_writer_flush() - write what there is, so that no memory is held
 * @writer: what writes
 *
 * Return: 0, or what writing gave.
 */
int ht_convert_writer_flush(struct ht_convert_writer *writer)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < writer->count; i++)
		ret = ht_ctf_trace_flush(writer->copies[i]->trace);
	return ret;
}

/**
 * ht_convert_writer_end() - write all that is left
 * @writer: what writes
 *
 * Return: 0, -ENOMEM, or what writing gave.
 */
int ht_convert_writer_end(struct ht_convert_writer *writer)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < writer->count; i++)
		ret = ht_ctf_trace_end(writer->copies[i]->trace);
	return ret;
}

/**
 * ht_convert_writer_exit() - release all; what was written stays
 * @writer: what writes; can begin again
 */
void ht_convert_writer_exit(struct ht_convert_writer *writer)
{
	while (writer->count) {
		ht_copy_exit(writer->copies[--writer->count]);
		free(writer->copies[writer->count]);
	}
	free(writer->copies);
	writer->copies = NULL;
	ht_ptrmap_exit(&writer->traces, NULL);
	free(writer->dir);
	writer->dir = NULL;
}
