// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON as text, piece by piece, into a file that may be compressed.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chrome_out.h"

/* Of the largest number. */
#define DIGITS 20

/* A gzip header, and zlib's largest window. */
#define WINDOW (15 + 16)
#define MEMORY 8

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

/**
 * ht_chrome_out_open() - begin to write
 * @out: on success ht_chrome_out_exit() has to follow at some time; else nothing has to
 * @path: where the file shall be; it is compressed if that ends in .gz
 * @force: replace the file that is there
 * @err: says what is wrong; has to live as long as @out
 *
 * Return: 0 or a negative errno.
 */
int ht_chrome_out_open(struct ht_chrome_out *out, const char *path, bool force, struct ht_err *err)
{
	int ret = ht_out_file_open(&out->file, path, force, err);

	if (ret)
		return ret;
	out->ret = 0;
	out->err = err;
	out->used = 0;
	out->packs = ends_with(path, ".gz");
	out->zip = (z_stream){ 0 };
	/* Twice as fast as zlib's default, and a tenth larger. */
	if (!out->packs ||
	    deflateInit2(&out->zip, 4, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK)
		return 0;
	ht_out_file_abandon(&out->file);
	return ht_err_nomem(err);
}

static int pack(struct ht_chrome_out *out, int how)
{
	int ret = 0;

	out->zip.next_in = (unsigned char *)out->text;
	out->zip.avail_in = (unsigned int)out->used;
	do {
		size_t size;

		out->zip.next_out = out->packed;
		out->zip.avail_out = sizeof(out->packed);
		deflate(&out->zip, how);
		size = sizeof(out->packed) - out->zip.avail_out;
		ret = ht_out_file_write(&out->file, out->packed, size, out->err);
	} while (!ret && !out->zip.avail_out);
	return ret;
}

/**
 * ht_chrome_out_flush() - write what was put
 * @out: the file
 */
void ht_chrome_out_flush(struct ht_chrome_out *out)
{
	if (!out->ret && out->packs)
		out->ret = pack(out, Z_NO_FLUSH);
	else if (!out->ret)
		out->ret = ht_out_file_write(&out->file, out->text, out->used, out->err);
	out->used = 0;
}

/**
 * ht_chrome_put() - write something that is not written often
 * @out: the file
 * @fmt: as of printf(), less than 512 bytes in the end, without texts of guests
 */
void ht_chrome_put(struct ht_chrome_out *out, const char *fmt, ...)
{
	char *to = ht_chrome_room(out);
	va_list args;

	va_start(args, fmt);
	out->used += (size_t)vsnprintf(to, HT_CHROME_PIECE, fmt, args);
	va_end(args);
}

/* The digits of a number, which end before @end. Returns where they begin. */
static char *put_digits(char *end, uint64_t value)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930"
				    "31323334353637383940414243444546474849505152535455565758596061"
				    "62636465666768697071727374757677787980818283848586878889909192"
				    "93949596979899";

	for (; value >= 100; value /= 100) {
		end -= 2;
		memcpy(end, &pairs[2 * (value % 100)], 2);
	}
	if (value < 10) {
		*--end = (char)('0' + value);
		return end;
	}
	end -= 2;
	memcpy(end, &pairs[2 * value], 2);
	return end;
}

/**
 * ht_chrome_put_u64() - write a number
 * @out: the file
 * @value: the number
 *
 * Half of what is written is numbers, and printf() takes ten times as long.
 */
void ht_chrome_put_u64(struct ht_chrome_out *out, uint64_t value)
{
	char digits[DIGITS], *end = digits + sizeof(digits), *begin = put_digits(end, value);

	ht_chrome_put_bytes(out, begin, (size_t)(end - begin));
}

/**
 * ht_chrome_put_us() - write a time, in microseconds with three decimals
 * @out: the file
 * @ns: the time
 */
void ht_chrome_put_us(struct ht_chrome_out *out, uint64_t ns)
{
	char digits[DIGITS + 1], *end = digits + sizeof(digits), *begin;

	/* The thousand keeps the zeros, and its digit makes room for the point. */
	begin = put_digits(end, 1000 + ns % 1000);
	*begin = '.';
	begin = put_digits(begin, ns / 1000);
	ht_chrome_put_bytes(out, begin, (size_t)(end - begin));
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/**
 * ht_chrome_put_text() - write a text as JSON has it, quotes included
 * @out: the file
 * @text: anything; bytes that are not ASCII become U+00NN
 */
void ht_chrome_put_text(struct ht_chrome_out *out, const char *text)
{
	ht_chrome_put_word(out, "\"");
	while (*text) {
		char *to = ht_chrome_room(out);
		size_t size = 0;

		for (; size < HT_CHROME_PIECE && is_plain(text[size]); size++)
			to[size] = text[size];
		out->used += size;
		text += size;
		if (size == HT_CHROME_PIECE || !*text)
			continue;
		if (*text == '"' || *text == '\\')
			ht_chrome_put_bytes(out, (const char[]){ '\\', *text }, 2);
		else
			ht_chrome_put(out, "\\u%04x", (unsigned char)*text);
		text++;
	}
	ht_chrome_put_word(out, "\"");
}

/**
 * ht_chrome_out_commit() - all is written: put the file into its place
 * @out: the file
 *
 * Return: 0 or a negative errno: there is no file.
 */
int ht_chrome_out_commit(struct ht_chrome_out *out)
{
	if (!out->packs)
		ht_chrome_out_flush(out);
	else if (!out->ret)
		out->ret = pack(out, Z_FINISH);
	return out->ret ?: ht_out_file_commit(&out->file, out->err);
}

/**
 * ht_chrome_out_exit() - remove what was not put into its place, and free all
 * @out: a file that was opened
 */
void ht_chrome_out_exit(struct ht_chrome_out *out)
{
	if (out->packs)
		deflateEnd(&out->zip);
	ht_out_file_abandon(&out->file);
}
