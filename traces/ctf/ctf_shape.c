// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making and releasing shapes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cache_line.h"
#include "ctf_shape.h"

/**
 * ht_ctf_clock_copy() - make a clock that is as another
 * @clock: the other
 *
 * Return: the clock, to be released with ht_ctf_clock_free(), or NULL without memory.
 */
struct ht_ctf_clock *ht_ctf_clock_copy(const struct ht_ctf_clock *clock)
{
	struct ht_ctf_clock *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *clock;
	copy->name = clock->name ? strdup(clock->name) : NULL;
	copy->description = clock->description ? strdup(clock->description) : NULL;
	if ((!clock->name || copy->name) && (!clock->description || copy->description))
		return copy;
	ht_ctf_clock_free(copy);
	return NULL;
}

/**
 * ht_ctf_clock_free() - release a clock
 * @clock: the clock, or NULL
 */
void ht_ctf_clock_free(struct ht_ctf_clock *clock)
{
	if (!clock)
		return;
	free(clock->name);
	free(clock->description);
	free(clock);
}

static int add(struct ht_ctf_envs *envs, const char *name, const char *text, int64_t number)
{
	struct ht_ctf_env *more = reallocarray(envs->list, envs->count + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	envs->list = more;
	more += envs->count;
	*more = (struct ht_ctf_env){
		.name = strdup(name),
		.text = text ? strdup(text) : NULL,
		.number = number,
	};
	envs->count++;
	return more->name && (!text || more->text) ? 0 : -ENOMEM;
}

/**
 * ht_ctf_env_text() - let a trace say a text of where it comes from
 * @envs: what it says
 * @name: of the entry
 * @text: its value
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_env_text(struct ht_ctf_envs *envs, const char *name, const char *text)
{
	return add(envs, name, text, 0);
}

/**
 * ht_ctf_env_number() - let a trace say a number
 * @envs: what it says
 * @name: of the entry
 * @number: its value
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_env_number(struct ht_ctf_envs *envs, const char *name, int64_t number)
{
	return add(envs, name, NULL, number);
}

/**
 * ht_ctf_env_find() - a text that a trace says
 * @envs: what it says
 * @name: of the entry
 *
 * Return: the text; NULL: none of that name.
 */
const char *ht_ctf_env_find(const struct ht_ctf_envs *envs, const char *name)
{
	size_t i;

	for (i = 0; i < envs->count; i++) {
		if (!strcmp(envs->list[i].name, name))
			return envs->list[i].text;
	}
	return NULL;
}

/**
 * ht_ctf_envs_copy() - copy all that a trace says
 * @to: says nothing yet
 * @from: what to copy
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_envs_copy(struct ht_ctf_envs *to, const struct ht_ctf_envs *from)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < from->count; i++)
		ret = add(to, from->list[i].name, from->list[i].text, from->list[i].number);
	return ret;
}

/**
 * ht_ctf_envs_exit() - release what a trace says
 * @envs: it; says nothing afterwards
 */
void ht_ctf_envs_exit(struct ht_ctf_envs *envs)
{
	size_t i;

	for (i = 0; i < envs->count; i++) {
		free(envs->list[i].name);
		free(envs->list[i].text);
	}
	free(envs->list);
	*envs = (struct ht_ctf_envs){ 0 };
}

/**
 * ht_ctf_stream_shape_exit() - release a class of streams
 * @shape: the class
 */
void ht_ctf_stream_shape_exit(struct ht_ctf_stream_shape *shape)
{
	ht_ctf_clock_free(shape->clock);
	ht_ctf_type_free(shape->packet_context);
	ht_ctf_type_free(shape->common_context);
}

/**
 * ht_ctf_event_shape_new() - make a class of events
 * @name: theirs, or NULL
 *
 * Return: the class, which has no fields yet, to be released with ht_ctf_event_shape_free(); or
 * NULL without memory.
 */
struct ht_ctf_event_shape *ht_ctf_event_shape_new(const char *name)
{
	struct ht_ctf_event_shape *shape = ht_lines_alloc(sizeof(*shape));

	if (!shape)
		return NULL;
	shape->level = -1;
	shape->name = name ? strdup(name) : NULL;
	if (!name || shape->name)
		return shape;
	free(shape);
	return NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/**
 * ht_ctf_event_shape_is_same() - do two classes of events say the same?
 * @a: one
 * @b: the other
 */
bool ht_ctf_event_shape_is_same(const struct ht_ctf_event_shape *a,
				const struct ht_ctf_event_shape *b)
{
	return a->level == b->level && same_text(a->name, b->name) && same_text(a->uri, b->uri) &&
	       ht_ctf_type_is_same(a->context, b->context) &&
	       ht_ctf_type_is_same(a->payload, b->payload);
}

/**
 * ht_ctf_event_shape_free() - release a class of events
 * @shape: the class, or NULL
 */
void ht_ctf_event_shape_free(struct ht_ctf_event_shape *shape)
{
	if (!shape)
		return;
	free(shape->name);
	free(shape->uri);
	ht_ctf_type_free(shape->context);
	ht_ctf_type_free(shape->payload);
	free(shape);
}
