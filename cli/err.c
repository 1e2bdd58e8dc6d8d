// SPDX-License-Identifier: GPL-2.0-only
/*
 * One failure, in words. See err.h.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "text.h"

/**
 * ht_err_set() - say why something failed
 * @err: filled, unless it says something already: the first failure is the cause of the rest
 * @code: negative errno
 * @fmt: printf format of one line
 *
 * Return: @code, so that a caller can fail in one line.
 */
int ht_err_set(struct ht_err *err, int code, const char *fmt, ...)
{
	va_list args;

	if (!err->text[0]) {
		va_start(args, fmt);
		vsnprintf(err->text, sizeof(err->text), fmt, args);
		va_end(args);
	}
	return code;
}

/**
 * ht_err_nomem() - say that memory ran out
 * @err: filled
 *
 * Return: -ENOMEM.
 */
int ht_err_nomem(struct ht_err *err)
{
	return ht_err_set(err, -ENOMEM, "out of memory");
}

/**
 * ht_err_print() - print a failure on stderr, as one line
 * @err: what to print
 *
 * A trace can name its own fields and files, so nothing in the line reaches the terminal raw.
 */
void ht_err_print(const struct ht_err *err)
{
	char line[4 * sizeof(err->text) + 1];

	ht_text_escape(line, sizeof(line), err->text);
	fprintf(stderr, "hypertrace: %s\n", line);
}
