// SPDX-License-Identifier: GPL-2.0-only
/*
 * ht-cost: how long a cheap thing takes that a tracer may look at. Prints the TSC ticks of TURNS
 * turns of it, the least of many rounds: what comes now and then (timer interrupts, a buffer that
 * is half full, its reader) is not in there, since it misses some of the rounds.
 *
 *	ticks	of 1000 instructions: what is a tick?
 *	getppid	a turn is that system call: events sys_enter and sys_exit
 *	calls N	N of these system calls; a number that batches of any size go into
 *	yield	a turn is a sched_yield() of each of two real-time processes on one CPU, from one to
 *		the other and back: two events sched_switch
 *	now	the time stamp counter itself
 *	clock	nanoseconds of CLOCK_MONOTONIC
 *	run	a command, once, from its fork to its end; what it prints goes to standard error
 */
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* With 2 events a turn full batches of 32, and less than half of a ring. */
#define TURNS 96
#define ROUNDS 64

static uint64_t rdtsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}

static void count_down(unsigned int turns)
{
	__asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(turns) : : "cc");
}

static void getppid_turn(void)
{
	long nr = SYS_getppid;

	/* Not by the C library: what it does around the system call is no part of this. */
	__asm__ volatile("syscall" : "+a"(nr) : : "rcx", "r11", "memory");
}

static uint64_t calls(int n)
{
	uint64_t least = UINT64_MAX, start, ticks;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		start = rdtsc();
		for (i = 0; i < n; i++)
			getppid_turn();
		ticks = rdtsc() - start;
		least = ticks < least ? ticks : least;
	}
	return least;
}

static void yield_turn(void)
{
	sched_yield();
}

static uint64_t least_ticks(void (*turn)(void), int wake)
{
	uint64_t least = UINT64_MAX, start, ticks;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		if (wake >= 0 && write(wake, "", 1) != 1)
			return 0;
		start = rdtsc();
		for (i = 0; i < TURNS; i++)
			turn();
		ticks = rdtsc() - start;
		least = ticks < least ? ticks : least;
	}
	return least;
}

/* Wakes do not preempt among equals, so a round begins with the first yield. */
static uint64_t yields(void)
{
	const struct sched_param param = { .sched_priority = 1 };
	int wake[2], i;
	char byte;

	if (sched_setscheduler(0, SCHED_FIFO, &param) || pipe(wake))
		return 0;
	if (fork()) {
		close(wake[0]);
		return least_ticks(yield_turn, wake[1]);
	}
	close(wake[1]);
	while (read(wake[0], &byte, 1) == 1)
		for (i = 0; i < TURNS; i++)
			sched_yield();
	_exit(0);
}

/* Between two readings of different length only the difference in instructions is left. */
static uint64_t ticks_of_1000(void)
{
	uint64_t least[2] = { UINT64_MAX, UINT64_MAX }, start, ticks;
	int round, i;

	for (round = 0; round < 2 * ROUNDS; round++) {
		i = round % 2;
		start = rdtsc();
		count_down(500 * (i + 1));
		ticks = rdtsc() - start;
		least[i] = ticks < least[i] ? ticks : least[i];
	}
	return least[1] - least[0];
}

static uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* 0 if it did not end well. */
static uint64_t run(char **argv)
{
	uint64_t start = rdtsc();
	pid_t child = fork();
	int status;

	if (!child) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		return 0;
	return rdtsc() - start;
}

int main(int argc, char **argv)
{
	uint64_t ticks = 0;

	if (argc == 2 && !strcmp(argv[1], "ticks"))
		ticks = ticks_of_1000();
	else if (argc == 2 && !strcmp(argv[1], "getppid"))
		ticks = least_ticks(getppid_turn, -1);
	else if (argc == 3 && !strcmp(argv[1], "calls"))
		ticks = calls(atoi(argv[2]));
	else if (argc == 2 && !strcmp(argv[1], "yield"))
		ticks = yields();
	else if (argc == 2 && !strcmp(argv[1], "now"))
		ticks = rdtsc();
	else if (argc == 2 && !strcmp(argv[1], "clock"))
		ticks = clock_ns();
	else if (argc > 2 && !strcmp(argv[1], "run"))
		ticks = run(argv + 2);
	else
		fprintf(stderr,
			"usage: ht-cost ticks|getppid|calls N|yield|now|clock|run COMMAND...\n");
	if (!ticks)
		return 1;
	printf("%llu\n", (unsigned long long)ticks);
	return 0;
}
