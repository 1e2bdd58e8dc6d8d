/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turning values into text that is safe to print and easy to read: guest strings, durations.
 */
#ifndef HT_TEXT_H
#define HT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Holds what ht_text_duration(), ht_text_ms() and ht_text_ret() write. */
#define HT_TEXT_SHORT 48

const char *ht_text_plural(uint64_t count);

/* The longest that ht_text_hex() writes. */
#define HT_TEXT_HEX sizeof("0xffffffffffffffff")

void ht_text_hex(char *out, uint64_t value);
size_t ht_text_escape(char *out, size_t size, const char *text);
void ht_text_fit(char *text, size_t width);
void ht_text_word(char *out, size_t size, const char *text);
char *ht_text_ascii(const char *text);
void ht_text_duration(char *out, size_t size, int64_t ns);
void ht_text_brief(char *out, size_t size, uint64_t ns);
void ht_text_cycles(char *out, size_t size, uint64_t cycles, uint32_t khz);
void ht_text_ms(char *out, size_t size, int64_t ns);
void ht_text_ret(char *out, size_t size, int32_t ret);
void ht_text_share(char *out, size_t size, int64_t part, int64_t whole);
void ht_text_percent(char *out, size_t size, uint64_t part, uint64_t whole);

#endif /* HT_TEXT_H */
