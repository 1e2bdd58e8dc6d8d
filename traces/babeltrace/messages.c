// SPDX-License-Identifier: GPL-2.0-only
/*
 * A queue of messages. It is drained before more is made, so it is emptied all at once most times.
 */
#include <errno.h>
#include <stdlib.h>

#include "messages.h"

#define FIRST_ROOM 64

/**
 * ht_messages_put() - append a message
 * @messages: the queue
 * @message: taken over; NULL: it could not be made
 *
 * Return: 0 or -ENOMEM.
 */
int ht_messages_put(struct ht_messages *messages, const bt_message *message)
{
	if (!message)
		return -ENOMEM;
	if (messages->end == messages->room) {
		size_t room = messages->room ? 2 * messages->room : FIRST_ROOM;
		const bt_message **list = reallocarray(messages->list, room, sizeof(*list));

		if (!list) {
			bt_message_put_ref(message);
			return -ENOMEM;
		}
		messages->list = list;
		messages->room = room;
	}
	messages->list[messages->end++] = message;
	return 0;
}

/**
 * ht_messages_take() - hand messages over
 * @messages: the queue
 * @array: filled; they are the taker's
 * @capacity: so many fit
 *
 * Return: how many there were.
 */
uint64_t ht_messages_take(struct ht_messages *messages, bt_message_array_const array,
			  uint64_t capacity)
{
	uint64_t count = 0;

	while (count < capacity && messages->begin < messages->end)
		array[count++] = messages->list[messages->begin++];
	if (messages->begin == messages->end)
		messages->begin = messages->end = 0;
	return count;
}

/**
 * ht_messages_exit() - drop the messages that nobody took
 * @messages: the queue
 */
void ht_messages_exit(struct ht_messages *messages)
{
	while (messages->begin < messages->end)
		bt_message_put_ref(messages->list[messages->begin++]);
	free(messages->list);
}
