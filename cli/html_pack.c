// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a page has in it of a trace. Base64 has no "<": whatever a guest says, it cannot end the
 * element that the trace is in.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "html_pack.h"

/* A record is one tag and numbers of at most 10 bytes; two texts may precede it. */
#define LONGEST_RECORD 1024

/* windowBits of deflateInit2() for gzip, which DecompressionStream wants. */
#define GZIP (15 + 16)

/**
 * ht_html_pack_init() - begin
 * @pack: on success ht_html_pack_exit() has to follow at some time; else nothing has to
 * @out: where to
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_html_pack_init(struct ht_html_pack *pack, struct ht_out_file *out, struct ht_err *err)
{
	memset(pack, 0, sizeof(*pack));
	pack->out = out;
	pack->texts = calloc(HT_HTML_PACK_TEXTS, sizeof(*pack->texts));
	if (!pack->texts)
		return ht_err_nomem(err);
	/* Twice as fast as zlib's default, and a tenth larger. */
	if (deflateInit2(&pack->zip, 4, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(pack->texts);
		return ht_err_nomem(err);
	}
	return 0;
}

/**
 * ht_html_pack_exit() - free
 * @pack: was begun
 */
void ht_html_pack_exit(struct ht_html_pack *pack)
{
	deflateEnd(&pack->zip);
	free(pack->texts);
}

static void put(struct ht_html_pack *pack, unsigned char byte)
{
	pack->plain[pack->used++] = byte;
}

/**
 * ht_html_pack_tag() - begin a record
 * @pack: where
 * @tag: which
 */
void ht_html_pack_tag(struct ht_html_pack *pack, enum ht_html_tag tag)
{
	put(pack, tag);
}

/**
 * ht_html_pack_uint() - a number: seven bits a byte, the lowest first
 * @pack: where
 * @value: the number
 */
void ht_html_pack_uint(struct ht_html_pack *pack, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		put(pack, value | 0x80);
	put(pack, value);
}

/**
 * ht_html_pack_int() - a number that may be negative: 0, -1, 1, -2 as 0, 1, 2, 3
 * @pack: where
 * @value: the number
 */
void ht_html_pack_int(struct ht_html_pack *pack, int64_t value)
{
	uint64_t twice = (uint64_t)value << 1;

	ht_html_pack_uint(pack, value < 0 ? ~twice : twice);
}

/**
 * ht_html_pack_string() - a text within a record: its length, then it
 * @pack: where
 * @text: cut after HT_HTML_PACK_TEXT_MAX bytes
 */
void ht_html_pack_string(struct ht_html_pack *pack, const char *text)
{
	size_t len = strnlen(text, HT_HTML_PACK_TEXT_MAX);

	ht_html_pack_uint(pack, len);
	memcpy(pack->plain + pack->used, text, len);
	pack->used += len;
}

static uint32_t hash(const char *text, size_t *len)
{
	uint32_t value = 2166136261u; /* FNV-1a */
	size_t i;

	for (i = 0; i < HT_HTML_PACK_TEXT_MAX && text[i]; i++)
		value = (value ^ (unsigned char)text[i]) * 16777619u;
	*len = i;
	return value ^ (value >> 15);
}

/**
 * ht_html_pack_text() - the number of a text, which becomes a record if it is not remembered
 * @pack: where; not within a record
 * @text: cut after HT_HTML_PACK_TEXT_MAX bytes
 *
 * Return: its number, 0: it is empty.
 */
uint32_t ht_html_pack_text(struct ht_html_pack *pack, const char *text)
{
	struct ht_html_text *place;
	size_t len;

	if (!*text)
		return 0;
	place = &pack->texts[hash(text, &len) % HT_HTML_PACK_TEXTS];
	if (place->number && !memcmp(place->text, text, len) && !place->text[len])
		return place->number;
	memcpy(place->text, text, len);
	place->text[len] = '\0';
	place->number = ++pack->nr_texts;
	ht_html_pack_tag(pack, HT_HTML_TEXT);
	ht_html_pack_string(pack, text);
	return place->number;
}

/* A line of base64; each can be read by itself. */
static int write_line(struct ht_html_pack *pack, struct ht_err *err)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char line[(sizeof(pack->zipped) + 2) / 3 * 4 + 1];
	const unsigned char *in = pack->zipped;
	size_t i, n = pack->nr_zipped;
	char *to = line;

	for (i = 0; i < n; i += 3) {
		uint32_t bits = in[i] << 16;

		bits |= i + 1 < n ? in[i + 1] << 8 : 0;
		bits |= i + 2 < n ? in[i + 2] : 0;
		*to++ = digits[bits >> 18];
		*to++ = digits[bits >> 12 & 63];
		*to++ = i + 1 < n ? digits[bits >> 6 & 63] : '=';
		*to++ = i + 2 < n ? digits[bits & 63] : '=';
	}
	*to++ = '\n';
	pack->nr_zipped = 0;
	return ht_out_file_write(pack->out, line, to - line, err);
}

/* Compresses what there is. With @how as Z_FINISH, nothing follows. */
static int compress_all(struct ht_html_pack *pack, int how, struct ht_err *err)
{
	int ret = 0, zip;

	pack->zip.next_in = pack->plain;
	pack->zip.avail_in = pack->used;
	pack->used = 0;
	do {
		pack->zip.next_out = pack->zipped + pack->nr_zipped;
		pack->zip.avail_out = sizeof(pack->zipped) - pack->nr_zipped;
		zip = deflate(&pack->zip, how);
		pack->nr_zipped = sizeof(pack->zipped) - pack->zip.avail_out;
		if (!pack->zip.avail_out || (how == Z_FINISH && pack->nr_zipped))
			ret = write_line(pack, err);
	} while (!ret && (how == Z_FINISH ? zip == Z_OK : pack->zip.avail_in > 0));
	return ret;
}

/**
 * ht_html_pack_flush() - compress, when there is enough; to be called after each record
 * @pack: what
 * @err: says what is wrong
 *
 * Return: 0, or what writing gave.
 */
int ht_html_pack_flush(struct ht_html_pack *pack, struct ht_err *err)
{
	if (pack->used + LONGEST_RECORD < sizeof(pack->plain))
		return 0;
	return compress_all(pack, Z_NO_FLUSH, err);
}

/**
 * ht_html_pack_finish() - compress and write the rest
 * @pack: what
 * @err: says what is wrong
 *
 * Return: 0, or what writing gave.
 */
int ht_html_pack_finish(struct ht_html_pack *pack, struct ht_err *err)
{
	return compress_all(pack, Z_FINISH, err);
}
