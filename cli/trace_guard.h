/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When libbabeltrace2 does not survive a trace. Its version 2.0 aborts on some damaged traces, and
 * never returns from others. While a trace is open, the first becomes a line and exit status 1, and
 * so do some seconds of work in which no message came.
 */
#ifndef HT_TRACE_GUARD_H
#define HT_TRACE_GUARD_H

void ht_trace_guard_begin(const char *path);
void ht_trace_guard_progress(void);
void ht_trace_guard_end(void);

#endif /* HT_TRACE_GUARD_H */
