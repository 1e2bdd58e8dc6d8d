/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes of fields that are being put together, in the order of this machine's bytes, which the
 * metadata says.
 */
#ifndef HT_CTF_BYTES_H
#define HT_CTF_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * struct ht_ctf_bytes - bytes; all zero: none
 * @data: they, @count of them
 * @count: see @data
 * @room: how many fit
 */
struct ht_ctf_bytes {
	uint8_t *data;
	size_t count;
	size_t room;
};

int ht_ctf_bytes_grow(struct ht_ctf_bytes *bytes, size_t size);
void ht_ctf_bytes_exit(struct ht_ctf_bytes *bytes);

/**
 * ht_ctf_bytes_room() - make room
 * @bytes: the bytes
 * @size: so many more
 *
 * Return: 0 or -ENOMEM.
 */
static inline int ht_ctf_bytes_room(struct ht_ctf_bytes *bytes, size_t size)
{
	return bytes->room - bytes->count >= size ? 0 : ht_ctf_bytes_grow(bytes, size);
}

/**
 * ht_ctf_bytes_int() - append an integer
 * @bytes: have room
 * @value: the integer, whose lowest bits count
 * @size: 1, 2, 4 or 8 bytes
 */
static inline void ht_ctf_bytes_int(struct ht_ctf_bytes *bytes, uint64_t value, uint8_t size)
{
	uint8_t *to = bytes->data + bytes->count;
	uint32_t half = (uint32_t)value;

	bytes->count += size;
	/* Those that nearly all are, as single moves. */
	if (size == sizeof(half)) {
		memcpy(to, &half, sizeof(half));
		return;
	}
	if (size == sizeof(value)) {
		memcpy(to, &value, sizeof(value));
		return;
	}
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		value <<= 64 - 8 * size;
	memcpy(to, &value, size);
}

int ht_ctf_bytes_put(struct ht_ctf_bytes *bytes, const void *data, size_t size);
int ht_ctf_bytes_text(struct ht_ctf_bytes *bytes, const char *text, size_t len);

#endif /* HT_CTF_BYTES_H */
