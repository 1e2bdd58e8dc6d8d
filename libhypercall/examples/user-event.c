// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * user-event ID TEXT: put an event into the trace of this VM's host. Scripts can say with it where
 * they are; programs do better to call the library themselves, as it is done here.
 *
 * Exit status: 0 reported, or nobody wants to know; 1 error; 2 wrong usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hypertrace/user.h>

int main(int argc, char **argv)
{
	struct ht_user trace;
	int ret;

	if (argc != 3) {
		fprintf(stderr, "usage: user-event ID TEXT\n");
		return 2;
	}
	ret = ht_user_open(&trace);
	if (!ret)
		ret = ht_user_printf(&trace, (__u32)strtoul(argv[1], NULL, 0), "%s", argv[2]);
	ht_user_close(&trace);
	if (!ret)
		return 0;
	fprintf(stderr, "user-event: %s: %s\n", HT_USER_DEVICE, strerror(-ret));
	return 1;
}
