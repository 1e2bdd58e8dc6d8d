// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a converted trace goes. It is written beside its place, and moved there when it is whole,
 * so that what is at that place is never half of a trace:
 *
 *	DIR/.hypertrace.XXXXXX/trace   is written, then renamed to DIR/OUT
 *	DIR/.hypertrace.XXXXXX/old     what was at DIR/OUT before, with --force
 */
#include <errno.h>
#include <fts.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert_out.h"

static int cannot(struct ht_err *err, const char *what, const char *path, int code)
{
	return ht_err_set(err, code, "%s: cannot %s it: %s", path, what, strerror(-code));
}

/* Does @path lie in @dir, or is it that? Both are real paths. */
static bool is_within(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && (path[len] == '/' || !path[len] || dir[len - 1] == '/');
}

static int check_apart(const char *out, const struct ht_trace_dirs *inputs, const char *path,
		       struct ht_err *err)
{
	char input[PATH_MAX];
	size_t i;

	for (i = 0; i < inputs->count; i++) {
		if (!realpath(inputs->dirs[i], input))
			continue;
		if (is_within(out, input) || is_within(input, out))
			return ht_err_set(err, -EINVAL,
					  "%s: that is in the trace to convert, or the trace is in "
					  "it; write to another directory",
					  path);
	}
	return 0;
}

static bool has_metadata(const char *dir, size_t len)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%.*s/metadata", (int)len, dir) < (int)sizeof(path) &&
	       !access(path, F_OK);
}

/* Files of a trace stand beside a metadata file, or in LTTng's "index" beside one. */
static bool is_of_trace(const FTSENT *entry)
{
	size_t len = entry->fts_pathlen - entry->fts_namelen - 1;
	static const char index[] = "/index";

	if (entry->fts_info != FTS_F)
		return false;
	if (has_metadata(entry->fts_path, len))
		return true;
	if (len < sizeof(index) ||
	    strncmp(entry->fts_path + len - sizeof(index) + 1, index, sizeof(index) - 1))
		return false;
	return has_metadata(entry->fts_path, len - sizeof(index) + 1);
}

/* Is all that is in @path part of traces? Then it may be replaced. */
static bool holds_only_traces(const char *path)
{
	char *paths[] = { (char *)path, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	bool any = false, other = false;
	FTSENT *entry;

	while (fts && !other && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_D || entry->fts_info == FTS_DP)
			continue;
		any = true;
		other = !is_of_trace(entry);
	}
	if (fts)
		fts_close(fts);
	return any && !other;
}

/**
 * ht_tree_remove() - remove a directory, with all that is in it
 * @path: the directory
 */
void ht_tree_remove(const char *path)
{
	char *paths[] = { (char *)path, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	while (fts && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_DP)
			rmdir(entry->fts_path);
		else if (entry->fts_info != FTS_D)
			unlink(entry->fts_path);
	}
	if (fts)
		fts_close(fts);
}

static int check_place(const char *path, bool force, struct ht_err *err)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : cannot(err, "write", path, -errno);
	if (!force)
		return ht_err_set(err, -EEXIST,
				  "%s: is there already; --force replaces it, if it is a trace",
				  path);
	if (!S_ISDIR(st.st_mode) || !holds_only_traces(path))
		return ht_err_set(err, -EEXIST,
				  "%s: is no trace, or holds other things, too; --force does not "
				  "replace that: remove it yourself, or write to another directory",
				  path);
	return 0;
}

/*
 * The directory that @path is in, as a real path, then the name in it; @parent has PATH_MAX bytes.
 */
static int split(const char *path, char *parent, char *real, struct ht_err *err)
{
	char copy[PATH_MAX], name[PATH_MAX];
	int len;

	if (strlen(path) >= sizeof(copy))
		return cannot(err, "write", path, -ENAMETOOLONG);
	if (!*path)
		return ht_err_set(err, -EINVAL, "OUT is empty; give a directory to write to");
	strcpy(copy, path);
	if (!realpath(dirname(copy), parent))
		return cannot(err, "write", path, -errno);
	strcpy(copy, path);
	strcpy(name, basename(copy));
	len = snprintf(real, PATH_MAX, "%s/%s", parent, name);
	return len < PATH_MAX ? 0 : cannot(err, "write", path, -ENAMETOOLONG);
}

/**
 * ht_convert_out_init() - make sure that a trace can be written, and begin
 * @out: filled; release with ht_convert_out_exit() in every case
 * @path: where it shall be; outlives @out
 * @force: a trace there may be replaced
 * @inputs: what will be read: it must lie elsewhere
 * @err: says what is wrong
 *
 * Return: 0; -EEXIST: something is there; -EINVAL: it is the input, or in it; -ENOMEM; or what
 * making directories gave.
 */
int ht_convert_out_init(struct ht_convert_out *out, const char *path, bool force,
			const struct ht_trace_dirs *inputs, struct ht_err *err)
{
	char parent[PATH_MAX], real[PATH_MAX];
	int ret;

	*out = (struct ht_convert_out){ .path = path };
	ret = split(path, parent, real, err);
	ret = ret ?: check_place(path, force, err);
	ret = ret ?: check_apart(real, inputs, path, err);
	if (ret)
		return ret;
	if (asprintf(&out->tmp, "%s/.hypertrace.XXXXXX", parent) < 0) {
		out->tmp = NULL;
		return ht_err_nomem(err);
	}
	if (!mkdtemp(out->tmp)) {
		ret = cannot(err, "write", path, -errno);
		free(out->tmp);
		out->tmp = NULL;
		return ret;
	}
	if (asprintf(&out->trace, "%s/trace", out->tmp) < 0) {
		out->trace = NULL;
		return ht_err_nomem(err);
	}
	return 0;
}

/**
 * ht_convert_out_commit() - put the trace where it shall be
 * @out: where it is
 * @err: says what is wrong
 *
 * Return: 0, or what renaming gave.
 */
int ht_convert_out_commit(struct ht_convert_out *out, struct ht_err *err)
{
	char old[PATH_MAX];

	if (snprintf(old, sizeof(old), "%s/old", out->tmp) >= (int)sizeof(old))
		return cannot(err, "write", out->path, -ENAMETOOLONG);
	if (rename(out->path, old) && errno != ENOENT)
		return cannot(err, "replace", out->path, -errno);
	if (rename(out->trace, out->path))
		return cannot(err, "write", out->path, -errno);
	return 0;
}

/**
 * ht_convert_out_exit() - remove what is not in its place
 * @out: the directory
 */
void ht_convert_out_exit(struct ht_convert_out *out)
{
	if (out->tmp)
		ht_tree_remove(out->tmp);
	free(out->trace);
	free(out->tmp);
}
