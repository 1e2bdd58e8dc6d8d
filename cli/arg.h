/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers on command lines. What is no such number is a usage error, from which none of these
 * returns.
 */
#ifndef HT_ARG_H
#define HT_ARG_H

#include <argp.h>
#include <stddef.h>
#include <stdint.h>

size_t ht_arg_top(struct argp_state *state, const char *text);
size_t ht_arg_last(struct argp_state *state, const char *text, size_t most);
uint64_t ht_arg_count(struct argp_state *state, const char *text);
uint64_t ht_arg_interval(struct argp_state *state, const char *text);

#endif /* HT_ARG_H */
