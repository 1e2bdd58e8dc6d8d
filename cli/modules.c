// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel modules. Those added to a kernel (ours, LTTng's) lie below updates/ or extra/ of its
 * module directory, wherever DKMS or a package puts them there.
 */
#include <ctype.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modules.h"
#include "sysroot.h"

/**
 * ht_module_loaded() - is a module loaded or built in?
 * @name: its name, with underscores
 * @version: filled with its version, "" if it has none
 *
 * Return: true if it is.
 */
bool ht_module_loaded(const char *name, char version[HT_MODULE_VERSION])
{
	char path[HT_PATH];

	snprintf(path, sizeof(path), "/sys/module/%s/version", name);
	ht_sys_line(version, HT_MODULE_VERSION, path);
	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return !ht_sys_access(path, F_OK) || ht_sys_has_word("/proc/modules", name, NULL, 0);
}

/* File names have dashes or underscores as their author liked; the kernel sees no difference. */
static bool is_module_file(const char *file, const char *name)
{
	static const char *const endings[] = { ".ko", ".ko.xz", ".ko.zst", ".ko.gz" };
	size_t i;

	for (; *name; name++, file++) {
		if (*file != *name && !(*file == '-' && *name == '_'))
			return false;
	}
	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (!strcmp(file, endings[i]))
			return true;
	}
	return false;
}

static bool find_below(const char *dir, const char *name, char *path, size_t size)
{
	char *dirs[] = { (char *)dir, NULL };
	FTS *fts = fts_open(dirs, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool found = false;
	FTSENT *entry;

	while (fts && !found && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_F && is_module_file(entry->fts_name, name)) {
			snprintf(path, size, "%s", entry->fts_path);
			found = true;
		}
	}
	if (fts)
		fts_close(fts);
	return found;
}

static bool find_file(const char *name, char *path, size_t size)
{
	static const char *const places[] = { "updates", "extra" };
	char release[128], dir[HT_PATH], real[HT_PATH];
	size_t i;

	if (ht_sys_line(release, sizeof(release), "/proc/sys/kernel/osrelease") <= 0)
		return false;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(dir, sizeof(dir), "/lib/modules/%s/%s", release, places[i]);
		ht_sys_path(real, sizeof(real), dir);
		if (find_below(real, name, path, size))
			return true;
	}
	return false;
}

/* The .modinfo section is a list of zero-terminated texts "key=value", as modinfo(8) shows it. */
static void read_version(const char *path, char version[HT_MODULE_VERSION])
{
	static const char key[] = "\0version=";
	FILE *file = fopen(path, "re");
	size_t matched = 0, len = 0;
	int c;

	if (!file)
		return;
	while (matched < sizeof(key) - 1 && (c = getc_unlocked(file)) != EOF)
		matched = c == key[matched] ? matched + 1 : !c;
	while (matched == sizeof(key) - 1 && len + 1 < HT_MODULE_VERSION &&
	       (c = getc_unlocked(file)) != EOF && isprint(c))
		version[len++] = c;
	version[len] = '\0';
	fclose(file);
}

/**
 * ht_module_on_disk() - could a module be loaded into the running kernel?
 * @name: its name, with underscores
 * @version: filled with its version, "" if it has none or its file is compressed
 *
 * Return: true if the running kernel's module directory has it, among what was added to it.
 */
bool ht_module_on_disk(const char *name, char version[HT_MODULE_VERSION])
{
	char path[HT_PATH];

	*version = '\0';
	if (!find_file(name, path, sizeof(path)))
		return false;
	read_version(path, version);
	return true;
}
