// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values as text. A guest chooses the names it reports, so every string of a trace goes through
 * ht_text_escape() on its way to a terminal and through ht_text_ascii() on its way into JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cycles.h"
#include "text.h"

static bool printable(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

/**
 * ht_text_plural() - what follows a noun that is counted
 * @count: how many there are
 *
 * Return: "s", or "" for one.
 */
const char *ht_text_plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/**
 * ht_text_hex() - a number in hexadecimal, for who writes one for each event: printf() takes longer
 * @out: HT_TEXT_HEX large: as of "0x%" PRIx64
 * @value: the number
 */
void ht_text_hex(char *out, uint64_t value)
{
	unsigned int shift = value ? (unsigned int)(63 - __builtin_clzll(value)) / 4 * 4 : 0;

	*out++ = '0';
	*out++ = 'x';
	for (;; shift -= 4) {
		*out++ = "0123456789abcdef"[value >> shift & 15];
		if (!shift)
			break;
	}
	*out = '\0';
}

/**
 * ht_text_escape() - make a string safe for a terminal
 * @out: what to print: printable ASCII stays, any other byte becomes \xNN, a backslash is doubled
 * @size: bytes at @out; the text is cut before the first character that does not fit
 * @text: anything
 *
 * Return: the length of the text at @out.
 */
size_t ht_text_escape(char *out, size_t size, const char *text)
{
	size_t len = 0;
	char piece[8];

	for (; *text; text++) {
		unsigned char c = *text;
		int n;

		piece[0] = (char)c;
		if (c == '\\')
			n = snprintf(piece, sizeof(piece), "\\\\");
		else if (printable(c))
			n = 1;
		else
			n = snprintf(piece, sizeof(piece), "\\x%02x", c);
		if (len + n >= size)
			break;
		memcpy(out + len, piece, n);
		len += n;
	}
	out[len] = '\0';
	return len;
}

/**
 * ht_text_fit() - cut a printable text to a column's width, visibly
 * @text: changed in place; ends in "..." if something was cut
 * @width: at least 3
 */
void ht_text_fit(char *text, size_t width)
{
	if (strlen(text) > width)
		strcpy(text + width - 3, "...");
}

/**
 * ht_text_word() - a guest's text within a sentence
 * @out: safe for a terminal, and no longer than HT_TEXT_SHORT
 * @size: bytes at @out, at least 4
 * @text: anything
 */
void ht_text_word(char *out, size_t size, const char *text)
{
	char word[4 * HT_TEXT_SHORT];

	ht_text_escape(word, sizeof(word), text);
	ht_text_fit(word, (size <= HT_TEXT_SHORT ? size : HT_TEXT_SHORT + 1) - 1);
	strcpy(out, word);
}

/**
 * ht_text_ascii() - make a string safe for JSON
 * @text: anything; control characters stay, the JSON writer escapes those
 *
 * Bytes above 0x7f have no meaning that both sides agreed on; each becomes U+FFFD, so that the
 * document is valid UTF-8 whatever a guest sends.
 *
 * Return: a new string to free(), or NULL without memory.
 */
char *ht_text_ascii(const char *text)
{
	char *out = malloc(3 * strlen(text) + 1);
	char *to = out;

	if (!out)
		return NULL;
	for (; *text; text++) {
		if ((unsigned char)*text < 0x80) {
			*to++ = *text;
		} else {
			memcpy(to, "\xef\xbf\xbd", 3);
			to += 3;
		}
	}
	*to = '\0';
	return out;
}

/**
 * ht_text_duration() - a duration in the unit a person would choose
 * @out: e.g. "1.234 s", "37.012 ms", "612.000 us", "900 ns"
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @ns: nanoseconds
 */
void ht_text_duration(char *out, size_t size, int64_t ns)
{
	double value = ns;
	double abs = value < 0 ? -value : value;

	if (abs >= 1e9)
		snprintf(out, size, "%.3f s", value / 1e9);
	else if (abs >= 1e6)
		snprintf(out, size, "%.3f ms", value / 1e6);
	else if (abs >= 1e3)
		snprintf(out, size, "%.3f us", value / 1e3);
	else
		snprintf(out, size, "%.0f ns", value);
}

/* Three digits that count, and the largest unit that leaves one before the point. */
static void three_digits(char *out, size_t size, double value, const char *const *units,
			 size_t count)
{
	size_t i = 0;

	/* Less than half a digit below 1000 is rounded up to it. */
	while (i + 1 < count && value >= 999.5) {
		value /= 1000;
		i++;
	}
	snprintf(out, size, "%.*f%s",
		 !i || value >= 99.95 ? 0 :
		 value >= 9.995	      ? 1 :
					2,
		 value, units[i]);
}

/**
 * ht_text_brief() - a duration for narrow columns
 * @out: e.g. "1.23s", "37.0ms", "612us", "900ns"
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @ns: nanoseconds
 */
void ht_text_brief(char *out, size_t size, uint64_t ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };

	three_digits(out, size, (double)ns, units, 4);
}

/**
 * ht_text_cycles() - how long are cycles?
 * @out: a duration as ht_text_brief()'s, or a number of cycles, e.g. "12.3k"
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @cycles: of a TSC
 * @khz: its rate, 0: not known
 */
void ht_text_cycles(char *out, size_t size, uint64_t cycles, uint32_t khz)
{
	static const char *const units[] = { "", "k", "M", "G", "T", "P" };

	if (khz)
		ht_text_brief(out, size, ht_cycles_to_ns(cycles, khz));
	else
		three_digits(out, size, (double)cycles, units, 6);
}

/**
 * ht_text_ms() - a duration in milliseconds, for columns: lengths compare at a glance
 * @out: e.g. "37.012 ms"
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @ns: nanoseconds
 */
void ht_text_ms(char *out, size_t size, int64_t ns)
{
	snprintf(out, size, "%.3f ms", (double)ns / 1e6);
}

/**
 * ht_text_ret() - an initcall's return value
 * @out: e.g. "0", "-19 ENODEV", "5"
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @ret: what the initcall returned; kernel errno values are those of every Linux
 */
void ht_text_ret(char *out, size_t size, int32_t ret)
{
	const char *name = ret < 0 && ret != INT32_MIN ? strerrorname_np(-ret) : NULL;

	snprintf(out, size, "%d%s%s", ret, name ? " " : "", name ? name : "");
}

/**
 * ht_text_share() - how much of a whole a part is
 * @out: e.g. "31.3 %", or "-" when the whole is not a duration
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @part: nanoseconds
 * @whole: nanoseconds
 */
void ht_text_share(char *out, size_t size, int64_t part, int64_t whole)
{
	if (whole <= 0)
		snprintf(out, size, "-");
	else
		snprintf(out, size, "%.1f %%", 100.0 * (double)part / (double)whole);
}

/**
 * ht_text_percent() - the same for narrow columns
 * @out: e.g. "31.3%", or "-" without a whole
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @part: of anything
 * @whole: of the same
 */
void ht_text_percent(char *out, size_t size, uint64_t part, uint64_t whole)
{
	if (whole)
		snprintf(out, size, "%.1f%%", 100.0 * (double)part / (double)whole);
	else
		snprintf(out, size, "-");
}
