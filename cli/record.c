// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace record: everything between "I want to see this VM" and the overview of its trace.
 *
 *   modules ─► session ─► permission ─► the command goes ─► … ─► snapshot ─► session ends ─► report
 *
 * Whatever fails, what was begun is ended, and what was changed on the host is put back.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest_args.h"
#include "guest_find.h"
#include "lttng_session.h"
#include "record.h"
#include "record_append.h"
#include "record_args.h"
#include "record_host.h"
#include "record_place.h"
#include "record_show.h"
#include "report.h"
#include "vmm.h"

/* How often a new VM is looked for, and how often one that is known. */
#define HASTY_MS 20
#define STEADY_MS 200
#define SHOW_NS 1000000000

/**
 * struct recording - one run
 * @args: the command line
 * @command: the command that is executed
 * @name: the session's
 * @dir: where the trace goes, "": to a relay daemon
 * @host: what is taken of the host
 * @session: LTTng's
 * @vmm: the command's process
 * @vm_pid: the process of --vm
 * @show: what is shown meanwhile
 * @signals: a signalfd
 * @interrupts: how often the user wanted an end
 * @discarded: by LTTng
 */
struct recording {
	struct ht_record_args args;
	char **command;
	char name[HT_SESSION_NAME];
	char dir[1024];
	struct ht_record_host host;
	struct ht_session session;
	struct ht_vmm vmm;
	pid_t vm_pid;
	struct ht_record_show show;
	int signals;
	int interrupts;
	uint64_t discarded;
};

static int catch_signals(struct recording *run, struct ht_err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	run->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return run->signals < 0 ?
		       ht_err_set(err, -errno, "cannot wait for signals: %s", strerror(errno)) :
		       0;
}

/* From the terminal a command has it already, as long as it stays in the foreground. */
static void interrupt(struct recording *run, const struct signalfd_siginfo *info)
{
	int signo = (int)info->ssi_signo;

	run->interrupts++;
	if (!run->vmm.pid)
		return;
	if (run->interrupts > 2)
		signo = SIGKILL;
	else if (run->interrupts == 2)
		signo = SIGTERM;
	else if (info->ssi_code == SI_KERNEL)
		return;
	kill(run->vmm.pid, signo);
}

static void take_signals(struct recording *run)
{
	struct signalfd_siginfo info;

	while (read(run->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGCHLD)
			interrupt(run, &info);
	}
}

/* Who can be recorded: --vm is a process that there is. */
static int choose_vm(struct recording *run, struct ht_err *err)
{
	struct ht_guests guests;
	int ret = ht_guests_read(&guests, err), pid = 0;

	ret = ret ?: ht_guest_find_pid(&guests, run->args.vm, &pid, err);
	ht_guests_exit(&guests);
	if (!ret && kill(pid, 0) && errno == ESRCH)
		ret = ht_err_set(err, -ESRCH,
				 "no process %d: 'hypertrace guest list' lists those with VMs",
				 pid);
	run->vm_pid = pid;
	return ret ?: ht_record_allow(&run->host, pid, err);
}

static int begin_session(struct recording *run, struct ht_err *err)
{
	const struct ht_session_options options = {
		.name = run->name,
		.dir = run->args.relay ? NULL : run->dir,
		.relay = run->args.relay,
		.packed = !run->args.unpacked,
		.exits = run->args.exits,
	};

	return ht_session_begin(&run->session, &options, err);
}

static int begin(struct recording *run, struct ht_err *err)
{
	int ret = 0;

	if (!run->args.relay)
		ret = ht_place_dir(run->dir, sizeof(run->dir), run->args.dir, run->name, err);
	ret = ret ?: ht_record_modules(err);
	ret = ret ?: ht_session_daemon(err);
	if (!ret && run->args.vm)
		ret = choose_vm(run, err);
	if (!ret && run->args.exits)
		ret = ht_record_exits(&run->host, err);
	ret = ret ?: begin_session(run, err);
	if (ret || run->args.vm)
		return ret ?: ht_record_base(&run->host, err);
	ret = ht_vmm_hold(&run->vmm, run->command, err);
	/* virsh is no VMM, and what it asks for one is no child of it. */
	if (!ret && !run->vmm.domain)
		ret = ht_record_allow(&run->host, run->vmm.pid, err);
	return ret ?: ht_vmm_go(&run->vmm, run->command[0], err);
}

/* VMMs that the command has started: true while there is one. */
static bool follow(struct recording *run, int *ret, struct ht_err *err)
{
	pid_t pids[HT_RECORD_MAX];
	size_t count = ht_vmm_find(&run->vmm, pids, HT_RECORD_MAX), i;

	for (i = 0; !*ret && i < count; i++) {
		*ret = ht_record_allow(&run->host, pids[i], err);
		/* One that has ended since. */
		if (*ret == -ESRCH)
			*ret = 0;
	}
	return count > 0;
}

/* @followed: of what is there since the command has ended, so ask for its end before. */
static bool is_over(struct recording *run, bool ended, bool followed)
{
	if (run->args.vm)
		return run->interrupts || (kill(run->vm_pid, 0) && errno == ESRCH);
	return ended && (run->interrupts || run->vmm.status || !followed);
}

static int look(struct recording *run, struct ht_err *err)
{
	bool due = ht_record_now() - run->show.at_ns >= SHOW_NS;
	int ret;

	if (run->host.nr_vms && !due)
		return 0;
	ret = ht_record_look(&run->host, err);
	if (!ret && due)
		ht_record_show(&run->show, &run->host, ht_session_discarded(&run->session));
	return ret;
}

static int record(struct recording *run, struct ht_err *err)
{
	struct pollfd signals = { .fd = run->signals, .events = POLLIN };
	bool ended = false, followed = false;
	int ret = 0;

	while (!ret && !is_over(run, ended, followed)) {
		poll(&signals, 1, run->host.nr_vms ? STEADY_MS : HASTY_MS);
		take_signals(run);
		if (!run->args.vm) {
			ended = ht_vmm_has_ended(&run->vmm);
			followed = follow(run, &ret, err);
		}
		ret = ret ?: look(run, err);
	}
	ht_record_show_exit(&run->show);
	return ret;
}

/* All of it, whatever fails; the first failure is told. */
static int end(struct recording *run, int ret, struct ht_err *err)
{
	struct ht_err second = { "" };
	int ended;

	if (run->vmm.pid && ret)
		kill(run->vmm.pid, SIGTERM);
	ht_vmm_exit(&run->vmm);
	if (run->session.started) {
		ht_record_snapshot();
		run->discarded = ht_session_discarded(&run->session);
	}
	ended = ht_session_end(&run->session, &second);
	ht_record_restore(&run->host);
	if (!ret && ended)
		return ht_err_set(err, ended, "%s", second.text);
	return ret;
}

static void print_live(const struct recording *run)
{
	char host[256] = "";

	if (!run->args.relay || run->args.quiet)
		return;
	gethostname(host, sizeof(host) - 1);
	fprintf(stderr, "To see it now: hypertrace top --live net://%s/host/%s/%s\n",
		run->args.relay, host, run->name);
}

static void print_result(const struct recording *run)
{
	char *argv[] = { (char *)"hypertrace report overview", (char *)run->dir, NULL };

	fflush(stdout);
	if (!run->args.quiet && !run->args.relay)
		ht_report_overview_main(2, argv);
	fflush(stdout);
	if (run->discarded)
		fprintf(stderr,
			"hypertrace: LTTng discarded %llu events: the trace is not whole; record "
			"fewer classes, or without --unpacked\n",
			(unsigned long long)run->discarded);
	if (run->args.quiet)
		return;
	if (run->args.relay)
		printf("\nThe trace is where lttng-relayd on %s keeps its traces, as %s\n",
		       run->args.relay, run->name);
	else
		printf("\nThe trace is in %s\n", run->dir);
}

static int run_all(struct recording *run, struct ht_err *err)
{
	int ret = catch_signals(run, err);

	ret = ret ?: begin(run, err);
	if (!ret) {
		print_live(run);
		ht_record_show_init(&run->show, run->args.quiet, run->command);
		/* Of a VM that runs, the first second counts from here. */
		if (run->args.vm)
			ret = ht_record_look(&run->host, err);
		ht_record_show_base(&run->show, &run->host);
		ret = ret ?: record(run, err);
	}
	return end(run, ret, err);
}

/**
 * ht_record_main() - hypertrace record
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status: the command's. Does not return from a usage error or --help.
 */
int ht_record_main(int argc, char **argv)
{
	struct recording run = { .signals = -1 };
	struct ht_err err = { "" };
	int ret;

	ht_record_parse(argc, argv, &run.args);
	if (ht_vmm_init(&run.vmm, run.args.command, &err))
		return ht_guest_usage(&err);
	run.host.classes = run.args.classes;
	if (run.args.name)
		snprintf(run.name, sizeof(run.name), "%s", run.args.name);
	else
		ht_place_name(run.name, sizeof(run.name), "hypertrace");
	ret = ht_record_append(&run.args, &run.command, &err);
	ret = ret ?: run_all(&run, &err);
	if (!ret)
		print_result(&run);
	else
		ht_err_print(&err);
	ht_record_append_exit(&run.args, run.command);
	if (run.signals >= 0)
		close(run.signals);
	return ret ? EXIT_FAILURE : run.vmm.status;
}
