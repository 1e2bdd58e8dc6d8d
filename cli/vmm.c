// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command that a recording is about, and the VMMs that it starts. It is forked, held back until
 * its process may trace, and only then executed, so that the first instruction of its VM is traced.
 *
 * A VMM that is not the command itself but something that it started (a script, sudo, timeout) is
 * found among its descendants, when it is called like one or has opened /dev/kvm: that is before
 * its VM exists, or soon after. libvirt's are no descendants; their process ids are in /run.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sysroot.h"
#include "vmm.h"

#define PID_FILE "/run/libvirt/qemu/%s.pid"
/* How deep below the command, against loops as processes change. */
#define DEPTH 16

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static pid_t libvirt_pid(const char *domain)
{
	char path[HT_PATH], line[32];

	snprintf(path, sizeof(path), PID_FILE, domain);
	return ht_sys_line(line, sizeof(line), path) > 0 ? (pid_t)strtol(line, NULL, 10) : 0;
}

/* "virsh [OPTIONS] start [OPTIONS] DOMAIN": the word behind start that is no option. */
static const char *domain_of(char *const *command)
{
	bool starts = false;

	for (command++; *command; command++) {
		if (!starts)
			starts = !strcmp(*command, "start");
		else if (!strncmp(*command, "--domain=", 9))
			return *command + 9;
		else if (**command != '-')
			return *command;
	}
	return NULL;
}

/**
 * ht_vmm_init() - look at a command
 * @vmm: filled
 * @command: the command
 * @err: says what is wrong
 *
 * Return: 0, or -EINVAL: a virsh command that starts no domain by its name.
 */
int ht_vmm_init(struct ht_vmm *vmm, char *const *command, struct ht_err *err)
{
	*vmm = (struct ht_vmm){ .go = -1, .said = -1 };
	if (!command || strcmp(base_name(command[0]), "virsh"))
		return 0;
	vmm->domain = domain_of(command);
	if (!vmm->domain || strchr(vmm->domain, '/'))
		return ht_err_set(err, -EINVAL,
				  "of virsh only 'virsh start DOMAIN' can be recorded; a VM that "
				  "runs can be by --vm PID");
	vmm->before = libvirt_pid(vmm->domain);
	return 0;
}

/* The child: waits for a word, which does not come if the parent gives up. */
static void become(char *const *command, int go, int said)
{
	sigset_t none;
	int code;
	char word;

	if (read(go, &word, 1) != 1)
		_exit(EXIT_FAILURE);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	execvp(command[0], command);
	code = errno;
	if (write(said, &code, sizeof(code)) != sizeof(code))
		_exit(126);
	_exit(127);
}

/**
 * ht_vmm_hold() - make the command's process, and hold it back
 * @vmm: from ht_vmm_init(); to ht_vmm_exit()
 * @command: the command
 * @err: says what is wrong
 *
 * Whatever a descendant leaves behind becomes a child of this process, so that a VMM which makes
 * itself a daemon is found, too.
 *
 * Return: 0 or a negative errno.
 */
int ht_vmm_hold(struct ht_vmm *vmm, char *const *command, struct ht_err *err)
{
	int go[2], said[2];

	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (pipe2(go, O_CLOEXEC))
		return ht_err_set(err, -errno, "cannot make a pipe: %s", strerror(errno));
	if (pipe2(said, O_CLOEXEC)) {
		close(go[0]);
		close(go[1]);
		return ht_err_set(err, -errno, "cannot make a pipe: %s", strerror(errno));
	}
	vmm->pid = fork();
	if (!vmm->pid) {
		close(go[1]);
		become(command, go[0], said[1]);
	}
	close(go[0]);
	close(said[1]);
	vmm->go = go[1];
	vmm->said = said[0];
	if (vmm->pid > 0)
		return 0;
	vmm->pid = 0;
	return ht_err_set(err, -errno, "cannot start a process: %s", strerror(errno));
}

/**
 * ht_vmm_go() - let the command begin
 * @vmm: one that is held back
 * @name: its name, for @err
 * @err: says what is wrong
 *
 * Return: 0, or why it cannot be executed.
 */
int ht_vmm_go(struct ht_vmm *vmm, const char *name, struct ht_err *err)
{
	int code = 0;
	ssize_t len;

	if (write(vmm->go, "", 1) != 1)
		return ht_err_set(err, -EPIPE, "%s: its process is gone", name);
	do {
		len = read(vmm->said, &code, sizeof(code));
	} while (len < 0 && errno == EINTR);
	if (len != sizeof(code))
		return 0;
	return ht_err_set(err, -code, "%s: %s%s", name, strerror(code),
			  code == ENOENT ? "; is it installed, and on the PATH of root?" : "");
}

/**
 * ht_vmm_has_ended() - wait for children, without waiting
 * @vmm: the command; its status is filled when it has ended
 *
 * Return: true once it has.
 */
bool ht_vmm_has_ended(struct ht_vmm *vmm)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != vmm->pid)
			continue;
		vmm->pid = 0;
		vmm->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return !vmm->pid;
}

static bool has_kvm(pid_t pid)
{
	char path[64], target[16];
	struct dirent *entry;
	bool found = false;
	ssize_t len;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		len = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);
		target[len > 0 ? len : 0] = '\0';
		found = !strcmp(target, "/dev/kvm");
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool is_vmm(pid_t pid)
{
	char path[64], comm[32] = "";

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	ht_sys_line(comm, sizeof(comm), path);
	return !strncmp(comm, "qemu", 4) || has_kvm(pid);
}

struct found {
	pid_t *pids;
	size_t count;
	size_t room;
};

static void find_below(struct found *found, pid_t pid, int depth)
{
	char path[64], children[4096], *at = children, *end;
	pid_t child;

	/* A child belongs to the thread that made it: those of other threads are not looked for. */
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	if (!depth || ht_sys_line(children, sizeof(children), path) <= 0)
		return;
	while ((child = (pid_t)strtol(at, &end, 10)) > 0 && end != at) {
		at = end;
		if (found->count < found->room && is_vmm(child))
			found->pids[found->count++] = child;
		find_below(found, child, depth - 1);
	}
}

/**
 * ht_vmm_find() - which VMMs are there that the command started?
 * @vmm: the command
 * @pids: filled
 * @count: room at @pids
 *
 * Return: how many were found.
 */
size_t ht_vmm_find(const struct ht_vmm *vmm, pid_t *pids, size_t count)
{
	struct found found = { pids, 0, count };
	pid_t pid;

	if (!vmm->domain) {
		find_below(&found, getpid(), DEPTH);
		return found.count;
	}
	pid = libvirt_pid(vmm->domain);
	if (pid > 0 && pid != vmm->before && !kill(pid, 0))
		pids[found.count++] = pid;
	return found.count;
}

/**
 * ht_vmm_exit() - let go of it; a command that is held back ends
 * @vmm: the command
 */
void ht_vmm_exit(struct ht_vmm *vmm)
{
	if (vmm->go >= 0)
		close(vmm->go);
	if (vmm->said >= 0)
		close(vmm->said);
	vmm->go = -1;
	vmm->said = -1;
	if (vmm->pid)
		waitpid(vmm->pid, NULL, 0);
	vmm->pid = 0;
}
