// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_event: all that a program can do with /dev/hypertrace, for guest.sh.
 *
 *	enabled			0 or 1, or the negative errno of ht_user_open()
 *	flood THREADS EVENTS	each thread reports EVENTS events: id is its number from 0, text
 *				"thread T event E"; prints how many were reported
 *	raw LEN BYTES		writes an event that says it has LEN bytes of text, and BYTES of
 *				it, all 'x'; prints what write(2) returns, or its negative errno
 *	bytes N			writes N zero bytes; likewise
 *	text TEXT		writes an event of id 1 with this text; likewise
 *	map shared|write|two	maps the page in a way that is refused; prints the negative errno
 *	time EVENTS		nanoseconds that so many events take, reported or not
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../libhypercall/user.c"

#define THREADS_MAX 64

struct thread {
	pthread_t id;
	unsigned int number;
	unsigned long events;
	unsigned long good;
};

static struct ht_user user;

static long result(long ret)
{
	return ret < 0 ? -errno : ret;
}

static long enabled(char **args)
{
	return ht_user_enabled(&user);
}

static void *report(void *arg)
{
	struct thread *t = arg;
	unsigned long i;

	for (i = 0; i < t->events; i++)
		t->good += !ht_user_printf(&user, t->number, "thread %u event %lu", t->number, i);
	return NULL;
}

static long flood(char **args)
{
	static struct thread threads[THREADS_MAX];
	unsigned int n = (unsigned int)strtoul(args[0], NULL, 0), i;
	long good = 0;

	if (n > THREADS_MAX)
		return -EINVAL;
	for (i = 0; i < n; i++) {
		threads[i].number = i;
		threads[i].events = strtoul(args[1], NULL, 0);
		if (pthread_create(&threads[i].id, NULL, report, &threads[i]))
			return -EAGAIN;
	}
	for (i = 0; i < n; i++) {
		pthread_join(threads[i].id, NULL);
		good += (long)threads[i].good;
	}
	return good;
}

static long raw(char **args)
{
	static struct {
		struct ht_user_event event;
		char text[8192];
	} buffer;
	size_t bytes = strtoul(args[1], NULL, 0);

	if (bytes > sizeof(buffer.text))
		return -EINVAL;
	buffer.event.id = 1;
	buffer.event.len = (__u32)strtoul(args[0], NULL, 0);
	memset(buffer.text, 'x', sizeof(buffer.text));
	return result(write(user.fd, &buffer, sizeof(buffer.event) + bytes));
}

static long bytes_only(char **args)
{
	static char zeros[64];
	size_t bytes = strtoul(args[0], NULL, 0);

	return bytes > sizeof(zeros) ? -EINVAL : result(write(user.fd, zeros, bytes));
}

static long text_only(char **args)
{
	return ht_user_write(&user, 1, args[0], (__u32)strlen(args[0]));
}

static long map(char **args)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int prot = strcmp(args[0], "write") ? PROT_READ : PROT_READ | PROT_WRITE;
	int flags = strcmp(args[0], "shared") ? MAP_PRIVATE : MAP_SHARED;
	size_t len = strcmp(args[0], "two") ? page : 2 * page;

	return mmap(NULL, len, prot, flags, user.fd, 0) == MAP_FAILED ? -errno : 0;
}

static long time_of(char **args)
{
	unsigned long n = strtoul(args[0], NULL, 0), i;
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (i = 0; i < n; i++)
		ht_user_event(&user, 1, "how long does it take?", 22);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - start.tv_sec) * 1000000000l + end.tv_nsec - start.tv_nsec;
}

static const struct {
	const char *name;
	int args;
	long (*run)(char **args);
} commands[] = {
	{ "enabled", 0, enabled },  { "flood", 2, flood },    { "raw", 2, raw },
	{ "bytes", 1, bytes_only }, { "text", 1, text_only }, { "map", 1, map },
	{ "time", 1, time_of },
};

int main(int argc, char **argv)
{
	size_t i;
	int ret;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (argc < 2 || strcmp(argv[1], commands[i].name) || argc - 2 != commands[i].args)
			continue;
		ret = ht_user_open(&user);
		printf("%ld\n", ret ? ret : commands[i].run(argv + 2));
		ht_user_close(&user);
		return 0;
	}
	fprintf(stderr, "usage: user_event COMMAND [ARGUMENT]...\n");
	return 2;
}
