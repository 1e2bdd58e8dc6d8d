// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a trace that is recorded goes: where LTTng's users expect it, unless they say where.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record_place.h"

/**
 * ht_place_name() - a session's name by date and time
 * @out: e.g. "hypertrace-20240101-120000"
 * @size: bytes at @out
 * @prefix: its beginning
 */
void ht_place_name(char *out, size_t size, const char *prefix)
{
	time_t now = time(NULL);
	char text[32] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(text, sizeof(text), "%Y%m%d-%H%M%S", &tm);
	snprintf(out, size, "%s-%s", prefix, text);
}

static int absolute(char *out, size_t size, const char *path, struct ht_err *err)
{
	char *cwd = *path == '/' ? strdup("") : getcwd(NULL, 0);
	size_t len;

	if (!cwd)
		return ht_err_set(err, -errno, "no current folder: %s", strerror(errno));
	len = snprintf(out, size, "%s%s%s", cwd, *cwd ? "/" : "", path);
	free(cwd);
	if (len < size)
		return 0;
	return ht_err_set(err, -ENAMETOOLONG, "%s: the path is too long", path);
}

/**
 * ht_place_dir() - the directory of a trace
 * @out: its absolute path
 * @size: bytes at @out
 * @asked: what the user asked for, NULL: nothing
 * @name: the session's name
 * @err: says what is wrong
 *
 * Return: 0; -EEXIST if there is something already, which is not to be mixed with; -ENAMETOOLONG.
 */
int ht_place_dir(char *out, size_t size, const char *asked, const char *name, struct ht_err *err)
{
	const char *home = getenv("LTTNG_HOME");
	char below[1024];
	int ret;

	if (!asked) {
		home = home && *home ? home : getenv("HOME");
		snprintf(below, sizeof(below), "%s/lttng-traces/%s", home && *home ? home : "/root",
			 name);
		asked = below;
	}
	ret = absolute(out, size, asked, err);
	/* An empty folder may be removed, and LTTng makes it anew. */
	if (ret || !rmdir(out) || errno == ENOENT)
		return ret;
	if (errno == ENOTEMPTY || errno == EEXIST)
		return ht_err_set(err, -EEXIST,
				  "%s: there is something in it already; say another folder",
				  asked);
	if (errno == ENOTDIR)
		return ht_err_set(err, -ENOTDIR, "%s: there is a file of that name", asked);
	return ht_err_set(err, -errno, "%s: %s", asked, strerror(errno));
}
