/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON as text, piece by piece, into a file that may be compressed. A failure is remembered, so
 * that the caller writes a whole event and asks once.
 */
#ifndef HT_CHROME_OUT_H
#define HT_CHROME_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "err.h"
#include "out_file.h"

#define HT_CHROME_BUFFER 65536

/* The most that is put at once. */
#define HT_CHROME_PIECE 512

/* What is before a member's value, but the first one's; of a literal. */
#define HT_CHROME_KEY(name) ",\"" name "\":"

/**
 * struct ht_chrome_out - a file under construction
 * @file: it
 * @ret: the first failure, with @err filled
 * @err: see @ret
 * @packs: it is compressed, by @zip
 * @zip: see @packs
 * @used: how much of @text was not written yet
 * @text: see @used
 * @packed: for @zip
 */
struct ht_chrome_out {
	struct ht_out_file file;
	int ret;
	struct ht_err *err;
	bool packs;
	z_stream zip;
	size_t used;
	char text[HT_CHROME_BUFFER];
	unsigned char packed[HT_CHROME_BUFFER];
};

int ht_chrome_out_open(struct ht_chrome_out *out, const char *path, bool force, struct ht_err *err);
void ht_chrome_put(struct ht_chrome_out *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void ht_chrome_out_flush(struct ht_chrome_out *out);
void ht_chrome_put_u64(struct ht_chrome_out *out, uint64_t value);
void ht_chrome_put_us(struct ht_chrome_out *out, uint64_t ns);
void ht_chrome_put_text(struct ht_chrome_out *out, const char *text);
int ht_chrome_out_commit(struct ht_chrome_out *out);
void ht_chrome_out_exit(struct ht_chrome_out *out);

/**
 * ht_chrome_room() - make room
 * @out: the file
 *
 * Return: where the next HT_CHROME_PIECE bytes go; @out->used has to be told of them.
 */
static inline char *ht_chrome_room(struct ht_chrome_out *out)
{
	if (out->used + HT_CHROME_PIECE > sizeof(out->text))
		ht_chrome_out_flush(out);
	return out->text + out->used;
}

/**
 * ht_chrome_put_bytes() - write bytes of ours
 * @out: the file
 * @bytes: what
 * @size: at most HT_CHROME_PIECE
 *
 * An event is some twenty of them, most of a few bytes, so it is no call.
 */
static inline void ht_chrome_put_bytes(struct ht_chrome_out *out, const char *bytes, size_t size)
{
	memcpy(ht_chrome_room(out), bytes, size);
	out->used += size;
}

/**
 * ht_chrome_put_word() - write a word of ours
 * @out: the file
 * @word: at most 512 bytes, without texts of guests; of a literal the compiler knows the length
 */
static inline void ht_chrome_put_word(struct ht_chrome_out *out, const char *word)
{
	ht_chrome_put_bytes(out, word, strlen(word));
}

#endif /* HT_CHROME_OUT_H */
