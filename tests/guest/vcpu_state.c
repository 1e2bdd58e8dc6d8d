// SPDX-License-Identifier: GPL-2.0-only
/*
 * vcpu_state: what a program can know of the vCPU it runs on.
 *
 *	show			CPU, pCPU, migrations, loads of the vCPU this runs on
 *	read TIMES		reads it so often; prints how many readings were good
 *	exits TIMES		likewise, and how many exits of this VM there were meanwhile
 *	calls TIMES		likewise, watched by a parent; how often that was told of
 *				system calls: the same for any TIMES, as stopping takes some
 *	follow CPU		stays on that one and looks; when it is killed, each new
 *				"pCPU migrations" it has seen, a line each
 */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "../../libhypercall/exits.c"
#include "../../libhypercall/user.c"
#include "../../libhypercall/user_exits.c"

static struct ht_user user;

static unsigned long read_often(unsigned long times)
{
	struct ht_vcpu_state state;
	unsigned long good = 0;

	while (times--)
		good += !ht_user_vcpu(&user, (unsigned int)sched_getcpu(), &state);
	return good;
}

static int show(void)
{
	struct ht_vcpu_state state;
	int cpu = sched_getcpu();

	if (ht_user_vcpu(&user, (unsigned int)cpu, &state))
		return 1;
	printf("%d %u %llu %llu\n", cpu, state.pcpu, (unsigned long long)state.migrations,
	       (unsigned long long)state.loads);
	return 0;
}

static int count_exits(unsigned long times)
{
	struct ht_exit_count before, after;
	struct ht_exits exits;
	unsigned long good;

	if (ht_exits_open(&exits) || ht_exits_total(&exits, &before))
		return 1;
	good = read_often(times);
	ht_exits_total(&exits, &after);
	printf("%lu %llu\n", good, (unsigned long long)(after.count - before.count));
	return 0;
}

/* Between its two stops the child does nothing but read. */
static int child(unsigned long times)
{
	unsigned long good;

	ptrace(PTRACE_TRACEME, 0, 0, 0);
	read_often(1); /* whatever is bound late */
	raise(SIGSTOP);
	good = read_often(times);
	raise(SIGSTOP);
	_exit(good != times);
}

static int count_calls(unsigned long times)
{
	unsigned long stops = 0;
	int status, stopped = 0;
	pid_t pid = fork();

	if (!pid)
		child(times);
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	do {
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
		waitpid(pid, &status, 0);
		stops += !stopped;
		stopped |= WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP;
	} while (WIFSTOPPED(status));
	printf("%s %lu\n", WIFEXITED(status) && !WEXITSTATUS(status) ? "good" : "bad", stops);
	return 0;
}

static volatile sig_atomic_t enough;

static void on_term(int unused)
{
	(void)unused;
	enough = 1;
}

static int follow(unsigned int cpu)
{
	static struct ht_vcpu_state seen[10000];
	struct ht_vcpu_state state;
	unsigned int n = 0, i;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		return 1;
	signal(SIGTERM, on_term);
	while (!enough && n < 10000)
		if (!ht_user_vcpu(&user, cpu, &state) &&
		    (!n || state.migrations != seen[n - 1].migrations))
			seen[n++] = state;
	for (i = 0; i < n; i++)
		printf("%u %llu\n", seen[i].pcpu, (unsigned long long)seen[i].migrations);
	return 0;
}

int main(int argc, char **argv)
{
	const unsigned long number = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;

	ht_user_open(&user);
	if (argc > 1 && !strcmp(argv[1], "show"))
		return show();
	if (argc < 3)
		return 2;
	if (!strcmp(argv[1], "read"))
		return printf("%lu\n", read_often(number)) < 0;
	if (!strcmp(argv[1], "exits"))
		return count_exits(number);
	if (!strcmp(argv[1], "calls"))
		return count_calls(number);
	if (!strcmp(argv[1], "follow"))
		return follow((unsigned int)number);
	return 2;
}
