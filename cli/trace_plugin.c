// SPDX-License-Identifier: GPL-2.0-only
/*
 * libbabeltrace2 finds a plugin by loading all there are, with every library that they need, which
 * takes as long as to read thousands of events. Its own plugins have files of their names, beside
 * the library; it has to look itself only where it would find something else before.
 */
#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace_plugin.h"

/* Where it looks before it looks where we do. */
static bool has_others(void)
{
	const char *path = getenv("BABELTRACE_PLUGIN_PATH");
	const char *home = getenv("HOME");
	char dir[PATH_MAX];

	if ((path && *path) || !home)
		return true;
	return (size_t)snprintf(dir, sizeof(dir), "%s/.local/lib/babeltrace2/plugins", home) >=
		       sizeof(dir) ||
	       !access(dir, F_OK);
}

/* Beside the library that this program runs with, which is not always the one it was built with. */
static bool file_of(char *file, size_t size, const char *name)
{
	const char *slash;
	Dl_info library;

	if (!dladdr((const void *)bt_plugin_find, &library) || !library.dli_fname)
		return false;
	slash = strrchr(library.dli_fname, '/');
	return slash &&
	       (size_t)snprintf(file, size, "%.*s/babeltrace2/plugins/babeltrace-plugin-%s.so",
				(int)(slash - library.dli_fname), library.dli_fname, name) < size &&
	       !access(file, R_OK);
}

static const bt_plugin *plugin_in(const char *file, const char *name)
{
	const bt_plugin_set *set = NULL;
	const bt_plugin *found = NULL;
	uint64_t i;

	if (bt_plugin_find_all_from_file(file, BT_FALSE, &set))
		return NULL;
	for (i = 0; !found && i < bt_plugin_set_get_plugin_count(set); i++) {
		const bt_plugin *plugin = bt_plugin_set_borrow_plugin_by_index_const(set, i);

		if (!strcmp(bt_plugin_get_name(plugin), name))
			found = plugin;
	}
	bt_plugin_get_ref(found);
	bt_plugin_set_put_ref(set);
	return found;
}

/**
 * ht_bt_plugin() - find one of libbabeltrace2's own plugins
 * @name: its name
 *
 * Return: the plugin, with a reference for the caller, or NULL.
 */
const bt_plugin *ht_bt_plugin(const char *name)
{
	const bt_plugin *plugin = NULL;
	char file[PATH_MAX];

	if (!has_others() && file_of(file, sizeof(file), name))
		plugin = plugin_in(file, name);
	if (plugin || bt_plugin_find(name, BT_TRUE, BT_FALSE, BT_TRUE, BT_TRUE, BT_FALSE,
				     &plugin) == BT_PLUGIN_FIND_STATUS_OK)
		return plugin;
	return NULL;
}
