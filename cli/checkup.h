/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the doctor finds: a list of checks, filled by doctor_*.c and printed by doctor.c.
 */
#ifndef HT_CHECKUP_H
#define HT_CHECKUP_H

#include <stdbool.h>
#include <stddef.h>

enum ht_status {
	HT_OK,
	HT_INFO,
	HT_WARN,
	HT_FAIL,
	HT_NR_STATUS,
};

#define HT_MAX_CHECKS 32

/**
 * struct ht_check - one thing that was looked at
 * @status: how it is
 * @needless: this machine can do without, so no hint is given
 * @what: what was looked at
 * @detail: what was found
 * @hint: what to do, "" if there is nothing to do
 */
struct ht_check {
	enum ht_status status;
	bool needless;
	const char *what;
	char detail[256];
	char hint[256];
};

/**
 * struct ht_checkup - all of it
 * @checks: in the order they are printed, @count of them
 * @count: how many
 * @is_guest: a hypertrace host runs this machine
 * @for_host: what is looked at now only a host needs: nothing is wrong if a guest lacks it
 */
struct ht_checkup {
	struct ht_check checks[HT_MAX_CHECKS];
	size_t count;
	bool is_guest;
	bool for_host;
};

struct ht_check *ht_checkup_add(struct ht_checkup *checkup, enum ht_status status, const char *what,
				const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void ht_check_hint(struct ht_check *check, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
size_t ht_checkup_count(const struct ht_checkup *checkup, enum ht_status status);

void ht_doctor_guest(struct ht_checkup *checkup);
void ht_doctor_kvm(struct ht_checkup *checkup);
void ht_doctor_lttng(struct ht_checkup *checkup);
void ht_doctor_system(struct ht_checkup *checkup);

#endif /* HT_CHECKUP_H */
