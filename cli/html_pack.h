/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a page has in it of a trace: records of numbers and texts, packed as they come.
 *
 *	numbers, texts ─► gzip ─► lines of base64 ─► struct ht_out_file
 *
 * traces/html/src/decode.js reads it. Memory is the same for any trace: of texts only the latest
 * are remembered, so one may be written twice.
 */
#ifndef HT_HTML_PACK_H
#define HT_HTML_PACK_H

#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "err.h"
#include "out_file.h"

#define HT_HTML_PACK_TEXTS 4096
/* No text is longer than this; more is cut. */
#define HT_HTML_PACK_TEXT_MAX 255

/* What a record is: the byte that it begins with. */
enum ht_html_tag {
	HT_HTML_END,
	HT_HTML_TEXT, /* a text, which has the next number, from 1 on */
	HT_HTML_ROW,
	HT_HTML_SPAN,
	HT_HTML_MARK,
	HT_HTML_EXITS,
	HT_HTML_BASE,
};

/**
 * struct ht_html_text - a text that was written
 * @number: its number, 0: none is here
 * @text: it
 */
struct ht_html_text {
	uint32_t number;
	char text[HT_HTML_PACK_TEXT_MAX + 1];
};

/**
 * struct ht_html_pack - a trace being packed
 * @out: where to
 * @zip: the compressor
 * @texts: the latest texts, each in the place that its hash says
 * @nr_texts: texts written
 * @used: bytes of @plain
 * @plain: what is to be compressed
 * @nr_zipped: bytes of @zipped
 * @zipped: what is to become a line
 */
struct ht_html_pack {
	struct ht_out_file *out;
	z_stream zip;
	struct ht_html_text *texts;
	uint32_t nr_texts;
	size_t used;
	unsigned char plain[16384];
	size_t nr_zipped;
	unsigned char zipped[12288];
};

int ht_html_pack_init(struct ht_html_pack *pack, struct ht_out_file *out, struct ht_err *err);
void ht_html_pack_exit(struct ht_html_pack *pack);

uint32_t ht_html_pack_text(struct ht_html_pack *pack, const char *text);
void ht_html_pack_tag(struct ht_html_pack *pack, enum ht_html_tag tag);
void ht_html_pack_uint(struct ht_html_pack *pack, uint64_t value);
void ht_html_pack_int(struct ht_html_pack *pack, int64_t value);
void ht_html_pack_string(struct ht_html_pack *pack, const char *text);
int ht_html_pack_flush(struct ht_html_pack *pack, struct ht_err *err);
int ht_html_pack_finish(struct ht_html_pack *pack, struct ht_err *err);

#endif /* HT_HTML_PACK_H */
