// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that runs out: linked by --wrap into a program or a plugin of ours, so only its own
 * allocations are counted, and no library's, of which some abort.
 *
 *	HT_FAIL_AT	the allocation that fails, by its number from 1; those after it do not
 *	HT_FAIL_LOG	a file: how many there were, when the program ends
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_reallocarray(void *memory, size_t count, size_t size);
void *__real_aligned_alloc(size_t align, size_t size);
char *__real_strdup(const char *text);
FILE *__real_open_memstream(char **text, size_t *size);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
char *__wrap_strdup(const char *text);
FILE *__wrap_open_memstream(char **text, size_t *size);
int __wrap_asprintf(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static unsigned long count, fail_at;

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("HT_FAIL_AT");

	fail_at = at ? strtoul(at, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("HT_FAIL_LOG");
	FILE *log = path ? fopen(path, "w") : NULL;

	if (!log)
		return;
	fprintf(log, "%lu\n", count);
	fclose(log);
}

static bool fails(void)
{
	if (__atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) != fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t number, size_t size)
{
	return fails() ? NULL : __real_calloc(number, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return fails() ? NULL : __real_realloc(memory, size);
}

void *__wrap_reallocarray(void *memory, size_t number, size_t size)
{
	return fails() ? NULL : __real_reallocarray(memory, number, size);
}

void *__wrap_aligned_alloc(size_t align, size_t size)
{
	return fails() ? NULL : __real_aligned_alloc(align, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

FILE *__wrap_open_memstream(char **text, size_t *size)
{
	return fails() ? NULL : __real_open_memstream(text, size);
}

int __wrap_asprintf(char **text, const char *format, ...)
{
	va_list args;
	int ret;

	if (fails())
		return -1;
	va_start(args, format);
	ret = vasprintf(text, format, args);
	va_end(args);
	return ret;
}
