/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages that wait to be taken downstream, in their order.
 */
#ifndef HT_MESSAGES_H
#define HT_MESSAGES_H

#include <babeltrace2/babeltrace.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ht_messages - a queue; all zero: empty
 * @list: the messages, @room of them fit
 * @room: see @list
 * @begin: index of the first
 * @end: index behind the last
 */
struct ht_messages {
	const bt_message **list;
	size_t room;
	size_t begin;
	size_t end;
};

int ht_messages_put(struct ht_messages *messages, const bt_message *message);
uint64_t ht_messages_take(struct ht_messages *messages, bt_message_array_const array,
			  uint64_t capacity);
void ht_messages_exit(struct ht_messages *messages);

#endif /* HT_MESSAGES_H */
