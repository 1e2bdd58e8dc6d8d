// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for bytes that are being put together.
 */
#include <errno.h>
#include <stdlib.h>

#include "ctf_bytes.h"

#define FIRST_ROOM 256

/**
 * ht_ctf_bytes_grow() - make room where there is none
 * @bytes: the bytes
 * @size: so many more
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_bytes_grow(struct ht_ctf_bytes *bytes, size_t size)
{
	size_t room = bytes->room ? bytes->room : FIRST_ROOM;
	uint8_t *data;

	while (room - bytes->count < size) {
		if (room > SIZE_MAX / 2)
			return -ENOMEM;
		room *= 2;
	}
	data = realloc(bytes->data, room);
	if (!data)
		return -ENOMEM;
	bytes->data = data;
	bytes->room = room;
	return 0;
}

/**
 * ht_ctf_bytes_put() - append bytes
 * @bytes: where to
 * @data: they
 * @size: how many
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_bytes_put(struct ht_ctf_bytes *bytes, const void *data, size_t size)
{
	int ret = ht_ctf_bytes_room(bytes, size);

	if (ret)
		return ret;
	if (size)
		memcpy(bytes->data + bytes->count, data, size);
	bytes->count += size;
	return 0;
}

/**
 * ht_ctf_bytes_text() - append a string
 * @bytes: where to
 * @text: it; a zero within would end it
 * @len: its bytes, without a zero at its end
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_bytes_text(struct ht_ctf_bytes *bytes, const char *text, size_t len)
{
	int ret = ht_ctf_bytes_room(bytes, len + 1);

	if (ret)
		return ret;
	if (len)
		memcpy(bytes->data + bytes->count, text, len);
	bytes->count += len;
	bytes->data[bytes->count++] = 0;
	return 0;
}

/**
 * ht_ctf_bytes_exit() - release bytes
 * @bytes: none afterwards
 */
void ht_ctf_bytes_exit(struct ht_ctf_bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct ht_ctf_bytes){ 0 };
}
