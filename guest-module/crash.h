/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Crashing on purpose.
 */
#ifndef HT_CRASH_H
#define HT_CRASH_H

#ifdef CONFIG_HYPERTRACE_GUEST_CRASH
void ht_crash_here(const char *initcall);
#else
static inline void ht_crash_here(const char *initcall)
{
}
#endif

#endif /* HT_CRASH_H */
