// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of the machine that is looked at. Every path goes through here, so that a test can show
 * the doctor any machine: HT_SYSROOT names a directory that stands for /.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysroot.h"

static const char *sysroot(void)
{
	const char *root = getenv("HT_SYSROOT");

	return root ? root : "";
}

/**
 * ht_sys_is_fake() - is the machine one that a test made up?
 *
 * Return: true if HT_SYSROOT is set.
 */
bool ht_sys_is_fake(void)
{
	return *sysroot();
}

/**
 * ht_sys_path() - where a file of the machine really is
 * @out: the path to open; empty if it does not fit
 * @size: bytes at @out, HT_PATH is enough
 * @path: absolute path on the machine
 */
void ht_sys_path(char *out, size_t size, const char *path)
{
	int len = snprintf(out, size, "%s%s", sysroot(), path);

	if (len < 0 || (size_t)len >= size)
		*out = '\0';
}

/**
 * ht_sys_open() - open a file for reading
 * @path: absolute path on the machine
 *
 * Return: the file, or NULL with errno set.
 */
FILE *ht_sys_open(const char *path)
{
	char real[HT_PATH];

	ht_sys_path(real, sizeof(real), path);
	return fopen(real, "re");
}

/**
 * ht_sys_read() - read a small file
 * @out: its beginning, zero-terminated
 * @size: bytes at @out
 * @path: absolute path on the machine
 *
 * Return: bytes read, or a negative errno.
 */
ssize_t ht_sys_read(char *out, size_t size, const char *path)
{
	FILE *file = ht_sys_open(path);
	size_t len;
	int failed;

	*out = '\0';
	if (!file)
		return -errno;
	errno = 0;
	len = fread(out, 1, size - 1, file);
	failed = ferror(file) ? errno : 0;
	fclose(file);
	out[len] = '\0';
	return failed ? -failed : (ssize_t)len;
}

/**
 * ht_sys_line() - read the first line of a file
 * @out: the line without its end
 * @size: bytes at @out
 * @path: absolute path on the machine
 *
 * Return: length of the line, or a negative errno.
 */
ssize_t ht_sys_line(char *out, size_t size, const char *path)
{
	ssize_t len = ht_sys_read(out, size, path);

	if (len < 0)
		return len;
	out[strcspn(out, "\n")] = '\0';
	return (ssize_t)strlen(out);
}

/**
 * ht_sys_access() - may we use a file?
 * @path: absolute path on the machine
 * @mode: as for access(2)
 *
 * Return: 0 or a negative errno.
 */
int ht_sys_access(const char *path, int mode)
{
	char real[HT_PATH];

	ht_sys_path(real, sizeof(real), path);
	return access(real, mode) ? -errno : 0;
}

/**
 * ht_sys_on_path() - is a program installed?
 * @program: its name
 *
 * /usr/sbin counts even if the user's PATH lacks it: a daemon there is installed all the same.
 *
 * Return: true if PATH has it.
 */
bool ht_sys_on_path(const char *program)
{
	const char *path = getenv("PATH");
	char file[HT_PATH], *copy, *rest, *dir;
	bool found = false;

	if (asprintf(&copy, "%s:/usr/bin:/usr/sbin", path ? path : "") < 0)
		return false;
	rest = copy;
	while (!found && (dir = strsep(&rest, ":"))) {
		snprintf(file, sizeof(file), "%s/%s", dir, program);
		found = *dir && !ht_sys_access(file, X_OK);
	}
	free(copy);
	return found;
}

/**
 * ht_sys_has_word() - does a file have a word, surrounded by white space?
 * @path: absolute path on the machine
 * @word: the word
 * @line: the line it is in, may be NULL
 * @size: bytes at @line
 *
 * Return: true if it has.
 */
bool ht_sys_has_word(const char *path, const char *word, char *line, size_t size)
{
	FILE *file = ht_sys_open(path);
	size_t len = strlen(word), room = 0;
	char *text = NULL;
	bool found = false;

	while (file && !found && getline(&text, &room, file) >= 0) {
		const char *at = text;

		while (!found && (at = strstr(at, word))) {
			found = (at == text || strchr(" \t", at[-1])) &&
				(!at[len] || strchr(" \t\n", at[len]));
			at += len;
		}
	}
	if (found && line)
		snprintf(line, size, "%s", text);
	free(text);
	if (file)
		fclose(file);
	return found;
}
