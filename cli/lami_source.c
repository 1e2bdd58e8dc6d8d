// SPDX-License-Identifier: GPL-2.0-only
/*
 * A report's JSON, as it is read for LAMI: a document for each host, in which a list has an object
 * for each VM, boot or shutdown, and in it lists of steps, rows or events. One of these objects is
 * in memory at a time, and one of what is in its lists, as there may be millions.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lami.h"

static int add(struct ht_lami_source *source, int c)
{
	char *larger;

	if (source->len == source->room) {
		larger = reallocarray(source->text, source->room ? 2 * source->room : 4096, 1);
		if (!larger)
			return -ENOMEM;
		source->text = larger;
		source->room = source->room ? 2 * source->room : 4096;
	}
	source->text[source->len++] = (char)c;
	return 0;
}

/* The rest of a text, whose first quote has been read. -EBADMSG: it has no end. */
static int add_string(struct ht_lami_source *source)
{
	bool escaped = false;
	int c, ret = 0;

	while (!ret && (c = getc_unlocked(source->file)) != EOF) {
		ret = add(source, c);
		if (c == '"' && !escaped)
			return ret;
		escaped = c == '\\' && !escaped;
	}
	return ret ?: -EBADMSG;
}

/*
 * Up to the character that ends what is @depth deep, which is read; or to the "[" that begins the
 * list @name of the document. Returns 1: to the list; 0: to the end; or a negative errno.
 */
static int skip(struct ht_lami_source *source, size_t depth, const char *name)
{
	size_t len = name ? strlen(name) : 0;
	bool is_key = false;
	int c, ret;

	while ((c = getc_unlocked(source->file)) != EOF) {
		if (c == '"') {
			source->len = 0;
			ret = add_string(source);
			if (ret)
				return ret;
			is_key = name && depth == 1 && source->len == len + 1 &&
				 !memcmp(source->text, name, len);
		} else if (c == '{' || c == '[') {
			if (c == '[' && is_key && depth == 1)
				return 1;
			depth++;
		} else if ((c == '}' || c == ']') && !--depth) {
			return 0;
		}
	}
	return -EBADMSG;
}

/**
 * ht_lami_document() - go to the next document
 * @source: at the end of one, or at the beginning
 *
 * Return: 1; 0: there is none; -EBADMSG: there is something else.
 */
int ht_lami_document(struct ht_lami_source *source)
{
	int c;

	while ((c = getc_unlocked(source->file)) == ' ' || c == '\n')
		;
	source->document = ftello(source->file);
	return c == '{' ? 1 : c == EOF ? 0 : -EBADMSG;
}

/**
 * ht_lami_document_end() - go to the end of a document
 * @source: in one, or behind it
 *
 * Return: 0, or a negative errno: -EBADMSG, it has no end.
 */
int ht_lami_document_end(struct ht_lami_source *source)
{
	if (fseeko(source->file, source->document, SEEK_SET))
		return -errno;
	return skip(source, 1, NULL);
}

/**
 * ht_lami_list() - go to a list of a document
 * @source: in the document, or behind it
 * @name: the list's key
 *
 * Return: 1; 0: there is no such list; or a negative errno.
 */
int ht_lami_list(struct ht_lami_source *source, const char *name)
{
	if (fseeko(source->file, source->document, SEEK_SET))
		return -errno;
	return skip(source, 1, name);
}

/* Of a list, whose bracket has been read, only the end is left. */
static int leave_out(struct ht_lami_source *source)
{
	size_t depth = 1, len = source->len;
	int c, ret = 0;

	while (!ret && depth) {
		c = getc_unlocked(source->file);
		if (c == EOF)
			return -EBADMSG;
		depth += c == '[' || c == '{';
		depth -= c == ']' || c == '}';
		if (c == '"')
			ret = add_string(source);
		source->len = len;
	}
	return ret ?: add(source, ']');
}

/* Does the object's text end in this key? */
static bool ends_in(const struct ht_lami_source *source, const char *name)
{
	static const char between[] = "\": [";
	size_t len = name ? strlen(name) : 0, end = source->len - (sizeof(between) - 1);

	return name && source->len > sizeof(between) + len &&
	       !memcmp(source->text + end, between, sizeof(between) - 1) &&
	       !memcmp(source->text + end - len, name, len) && source->text[end - len - 1] == '"';
}

/* An object, whose brace has been read: its text, without what is in its own lists. */
static int add_object(struct ht_lami_source *source, const char *list, off_t *at)
{
	size_t depth = 1;
	int c, ret;

	source->len = 0;
	*at = 0;
	ret = add(source, '{');
	while (!ret && depth) {
		c = getc_unlocked(source->file);
		if (c == EOF)
			return -EBADMSG;
		depth += c == '{';
		depth -= c == '}';
		ret = add(source, c);
		if (!ret && c == '"')
			ret = add_string(source);
		if (ret || c != '[' || depth > 1)
			continue;
		if (ends_in(source, list))
			*at = ftello(source->file);
		ret = leave_out(source);
	}
	return ret ?: add(source, 0);
}

/**
 * ht_lami_next() - the next object of a list
 * @source: in the list
 * @object: filled; to be released. Its own lists are empty, as they may be as long as the trace:
 *	whoever wants one of them gets it from ht_lami_enter()
 * @list: the key of that one, or NULL
 * @at: filled: where it is, 0: there is none
 *
 * Return: 1; 0: there is none; or a negative errno.
 */
int ht_lami_next(struct ht_lami_source *source, json_object **object, const char *list, off_t *at)
{
	int c, ret;

	do
		c = getc_unlocked(source->file);
	while (c == ' ' || c == '\n' || c == ',');
	if (c != '{')
		return c == ']' ? 0 : -EBADMSG;
	ret = add_object(source, list, at);
	if (ret)
		return ret;
	*object = json_tokener_parse(source->text);
	return *object ? 1 : -ENOMEM;
}

/**
 * ht_lami_enter() - go to a list of an object, or back behind the object
 * @source: in a list of such objects
 * @at: where ht_lami_next() has found it; filled: to get back here
 *
 * Return: 0 or a negative errno.
 */
int ht_lami_enter(struct ht_lami_source *source, off_t *at)
{
	off_t here = ftello(source->file);

	if (here < 0 || fseeko(source->file, *at, SEEK_SET))
		return -errno;
	*at = here;
	return 0;
}
