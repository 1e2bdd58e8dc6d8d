// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding the CTF traces below a path. LTTng puts a session's kernel trace into NAME/kernel, and a
 * rotated session's into NAME/archives/CHUNK/kernel; users type NAME. libbabeltrace2's source
 * wants the directories that hold a `metadata` file, so they are looked for here.
 */
#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace_find.h"

static int fail(struct ht_err *err, const char *path, int code)
{
	switch (code) {
	case -ENOENT:
		return ht_err_set(err, code,
				  "%s: no such directory; LTTng keeps its traces in "
				  "lttng-traces/ of the user who recorded",
				  path);
	case -EACCES:
		return ht_err_set(err, code,
				  "%s: permission denied; kernel traces belong to root: "
				  "try again with sudo",
				  path);
	case -ENOTDIR:
		return ht_err_set(err, code,
				  "%s: not a trace but a file; give the directory that "
				  "LTTng wrote",
				  path);
	case -ENODATA:
		return ht_err_set(err, code,
				  "%s: not a trace: no metadata file in it or below; "
				  "give the directory that LTTng wrote",
				  path);
	default:
		return ht_err_set(err, code, "%s: %s", path, strerror(-code));
	}
}

static int add_parent(struct ht_trace_dirs *found, const FTSENT *entry)
{
	size_t len = entry->fts_pathlen - entry->fts_namelen;
	char **dirs = reallocarray(found->dirs, found->count + 1, sizeof(*dirs));

	if (!dirs)
		return -ENOMEM;
	found->dirs = dirs;
	while (len > 1 && entry->fts_path[len - 1] == '/')
		len--;
	dirs[found->count] = strndup(entry->fts_path, len);
	if (!dirs[found->count])
		return -ENOMEM;
	found->count++;
	return 0;
}

static int visit(struct ht_trace_dirs *found, const FTSENT *entry, struct ht_err *err)
{
	switch (entry->fts_info) {
	case FTS_F:
		if (!strcmp(entry->fts_name, "metadata"))
			return add_parent(found, entry);
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return fail(err, entry->fts_path, -entry->fts_errno);
	default:
		return 0;
	}
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int walk(const char *path, struct ht_trace_dirs *found, struct ht_err *err)
{
	char *paths[] = { (char *)path, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
	FTSENT *entry;
	int ret = 0;

	if (!fts)
		return fail(err, path, -errno);
	while (!ret && (entry = fts_read(fts)))
		ret = visit(found, entry, err);
	fts_close(fts);
	return ret;
}

/* libbabeltrace2 only says that it failed; a file that may not be read is worth its own words. */
static int check_readable(const char *dir, struct ht_err *err)
{
	struct dirent *entry;
	DIR *stream = opendir(dir);
	char *file = NULL;
	int ret = 0;

	if (!stream)
		return fail(err, dir, -errno);
	while (!ret && (entry = readdir(stream))) {
		if (asprintf(&file, "%s/%s", dir, entry->d_name) < 0) {
			ret = ht_err_nomem(err);
			break;
		}
		if (access(file, R_OK))
			ret = fail(err, file, -errno);
		free(file);
	}
	closedir(stream);
	return ret;
}

static int check_all(const char *path, const struct ht_trace_dirs *found, struct ht_err *err)
{
	size_t i;
	int ret = 0;

	if (!found->count)
		return fail(err, path, -ENODATA);
	for (i = 0; !ret && i < found->count; i++)
		ret = check_readable(found->dirs[i], err);
	return ret;
}

/**
 * ht_trace_find() - find every CTF trace at or below a path
 * @path: a trace, or a directory above one or several
 * @found: filled, in the order of their names; release with ht_trace_dirs_exit()
 * @err: says what is wrong
 *
 * Links below @path are not followed: a trace is found once.
 *
 * Return: 0; -ENOENT (no such path), -ENOTDIR (a file), -ENODATA (no trace there), -EACCES
 * (something may not be read), -ENOMEM, or what reading the directories gave.
 */
int ht_trace_find(const char *path, struct ht_trace_dirs *found, struct ht_err *err)
{
	struct stat st;
	int ret;

	found->dirs = NULL;
	found->count = 0;
	if (stat(path, &st))
		return fail(err, path, -errno);
	if (!S_ISDIR(st.st_mode))
		return fail(err, path, -ENOTDIR);
	ret = walk(path, found, err);
	if (!ret)
		ret = check_all(path, found, err);
	if (ret)
		ht_trace_dirs_exit(found);
	return ret == -ENOMEM ? ht_err_nomem(err) : ret;
}

/**
 * ht_trace_dirs_exit() - release what ht_trace_find() filled
 * @found: empty afterwards
 */
void ht_trace_dirs_exit(struct ht_trace_dirs *found)
{
	while (found->count)
		free(found->dirs[--found->count]);
	free(found->dirs);
	found->dirs = NULL;
}
