// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the terminal can show. Colour only helps a person: it is used on a terminal, unless
 * NO_COLOR (https://no-color.org) or TERM=dumb says otherwise, and never carries meaning alone.
 */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "term.h"

static bool use_color;
static bool use_utf8;

static const char *const sequences[] = {
	[HT_COLOR_NONE] = "",	      [HT_COLOR_STRONG] = "\033[1m", [HT_COLOR_DIM] = "\033[2m",
	[HT_COLOR_GOOD] = "\033[32m", [HT_COLOR_WARN] = "\033[33m",  [HT_COLOR_BAD] = "\033[1;31m",
};

/* Has the reader of a pipe gone away? errno of the write that noticed it is long overwritten. */
static bool reader_is_gone(void)
{
	struct pollfd fd = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&fd, 1, 0) == 1 && (fd.revents & POLLERR);
}

/*
 * Output that did not reach its reader is a failure, whoever wrote it (argp prints help and leaves
 * through exit()). A reader that has gone away wants no message: it chose to stop.
 */
static void close_stdout(void)
{
	bool failed = ferror(stdout);
	bool gone = reader_is_gone();
	struct ht_err err = { "" };

	errno = 0;
	if (!fclose(stdout) && !failed)
		return;
	if (!gone && errno != EPIPE) {
		ht_err_set(&err, 0, "cannot write the output: %s",
			   errno ? strerror(errno) : "write error");
		ht_err_print(&err);
	}
	_exit(EXIT_FAILURE);
}

/* What the user's locale is, whatever the program's own is. */
static bool is_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool utf8 = locale && !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");

	if (locale)
		freelocale(locale);
	return utf8;
}

/**
 * ht_term_look() - find out what standard output is; call before any output
 *
 * For who is but a part of a program, all of which stays as it is.
 */
void ht_term_look(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	use_utf8 = is_utf8();
	use_color =
		isatty(STDOUT_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb");
}

/**
 * ht_term_init() - begin to print, for a program; call once, before any output
 *
 * Also makes the program fail at its end if standard output could not be written.
 */
void ht_term_init(void)
{
	setlocale(LC_CTYPE, "");
	ht_term_look();
	atexit(close_stdout);
}

/**
 * ht_term_begin() - what to print before coloured text
 * @color: how it shall look
 *
 * Return: an escape sequence, or "" where colour is not wanted.
 */
const char *ht_term_begin(enum ht_color color)
{
	return use_color ? sequences[color] : "";
}

/**
 * ht_term_end() - what to print after coloured text
 * @color: the same as was given to ht_term_begin()
 *
 * Return: an escape sequence, or "".
 */
const char *ht_term_end(enum ht_color color)
{
	return use_color && color != HT_COLOR_NONE ? "\033[0m" : "";
}

/**
 * ht_term_bar() - the character bars are drawn with
 *
 * Return: one character, one column wide.
 */
const char *ht_term_bar(void)
{
	return use_utf8 ? "\xe2\x96\xa0" : "#";
}
