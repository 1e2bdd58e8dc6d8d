/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fields of any kind as bytes, and back: libbabeltrace2 has an object for each, which takes thirty
 * times as much. What a field is stands in its class, so the bytes hold values only.
 *
 *	bt_field ──► ht_stow_field() ──► bytes ──► ht_unstow_field() ──► bt_field of a copied class
 */
#ifndef HT_STOW_H
#define HT_STOW_H

#include <babeltrace2/babeltrace.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ht_stow - bytes that are being collected; all zero: none
 * @bytes: they, @count of them
 * @count: see @bytes
 * @room: how many fit
 */
struct ht_stow {
	uint8_t *bytes;
	size_t count;
	size_t room;
};

int ht_stow_field(struct ht_stow *stow, const bt_field *from);
void ht_stow_exit(struct ht_stow *stow);

int ht_unstow_field(const uint8_t **at, bt_field *to);

#endif /* HT_STOW_H */
