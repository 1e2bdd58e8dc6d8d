// SPDX-License-Identifier: GPL-2.0-only
/*
 * What recording and reading traces needs: LTTng's modules, its tools, and the right to use them.
 */
#include <ctype.h>
#include <dirent.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checkup.h"
#include "modules.h"
#include "sysroot.h"

static void check_modules(struct ht_checkup *checkup)
{
	char version[HT_MODULE_VERSION];
	struct ht_check *check;

	if (ht_module_loaded("lttng_tracer", version)) {
		ht_checkup_add(checkup, HT_OK, "lttng-modules", "loaded%s%s",
			       *version ? ", version " : "", version);
	} else if (ht_module_on_disk("lttng_tracer", version)) {
		ht_checkup_add(checkup, HT_OK, "lttng-modules",
			       "installed for this kernel%s%s; lttng-sessiond loads them",
			       *version ? ", version " : "", version);
	} else {
		check = ht_checkup_add(checkup, HT_FAIL, "lttng-modules",
				       "not installed for this kernel");
		ht_check_hint(check, "in hypertrace's source: sudo make install-host builds them, "
				     "with the fixes that current kernels need");
	}
}

static void check_tools(struct ht_checkup *checkup)
{
	bool lttng = ht_sys_on_path("lttng");
	bool sessiond = ht_sys_on_path("lttng-sessiond");
	struct ht_check *check;

	if (lttng && sessiond) {
		ht_checkup_add(checkup, HT_OK, "lttng-tools", "lttng and lttng-sessiond found");
		return;
	}
	check = ht_checkup_add(checkup, HT_FAIL, "lttng-tools", "%s not found",
			       lttng	? "lttng-sessiond" :
			       sessiond ? "lttng" :
					  "lttng and lttng-sessiond");
	ht_check_hint(check, "sudo apt-get install lttng-tools");
}

static bool is_process(const struct dirent *entry, const char *comm)
{
	char path[HT_PATH], name[32];

	if (!isdigit((unsigned char)entry->d_name[0]))
		return false;
	snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
	return ht_sys_line(name, sizeof(name), path) > 0 && !strcmp(name, comm);
}

static bool runs(const char *comm)
{
	char path[HT_PATH];
	struct dirent *entry;
	bool found = false;
	DIR *proc;

	ht_sys_path(path, sizeof(path), "/proc");
	proc = opendir(path);
	while (proc && !found && (entry = readdir(proc)))
		found = is_process(entry, comm);
	if (proc)
		closedir(proc);
	return found;
}

static void check_sessiond(struct ht_checkup *checkup)
{
	struct ht_check *check;

	if (runs("lttng-sessiond")) {
		ht_checkup_add(checkup, HT_OK, "lttng-sessiond", "running");
		return;
	}
	check = ht_checkup_add(checkup, HT_WARN, "lttng-sessiond", "not running");
	ht_check_hint(check, "sudo lttng-sessiond --daemonize "
			     "--extra-kmod-probes=hypertrace,hypertrace-packed");
}

static bool in_group(const char *name)
{
	FILE *file = ht_sys_open("/etc/group");
	struct group *group = NULL;
	gid_t groups[256];
	int count = getgroups(256, groups);
	bool member = false;
	int i;

	while (file && (group = fgetgrent(file)) && strcmp(group->gr_name, name))
		;
	if (group) {
		member = group->gr_gid == getegid();
		for (i = 0; i < count; i++)
			member |= groups[i] == group->gr_gid;
	}
	if (file)
		fclose(file);
	return member;
}

static void check_user(struct ht_checkup *checkup)
{
	struct ht_check *check;

	if (!geteuid()) {
		ht_checkup_add(checkup, HT_OK, "rights", "root");
	} else if (in_group("tracing")) {
		ht_checkup_add(checkup, HT_OK, "rights", "member of the group tracing");
	} else {
		check = ht_checkup_add(checkup, HT_WARN, "rights",
				       "neither root nor in the group tracing");
		ht_check_hint(check,
			      "use sudo, or: sudo usermod -aG tracing $USER, then log in again");
	}
}

static void check_babeltrace(struct ht_checkup *checkup)
{
	struct ht_check *check;

	if (ht_sys_on_path("babeltrace2")) {
		ht_checkup_add(checkup, HT_OK, "babeltrace2", "found");
		return;
	}
	check = ht_checkup_add(checkup, HT_WARN, "babeltrace2",
			       "not found; reports work without the command");
	ht_check_hint(check, "to read traces event by event: sudo apt-get install babeltrace2");
}

/**
 * ht_doctor_lttng() - look at what recording and reading needs
 * @checkup: gets the checks
 */
void ht_doctor_lttng(struct ht_checkup *checkup)
{
	check_modules(checkup);
	check_tools(checkup);
	check_sessiond(checkup);
	check_user(checkup);
	check_babeltrace(checkup);
}
