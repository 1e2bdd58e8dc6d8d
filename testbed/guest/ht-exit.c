// SPDX-License-Identifier: GPL-2.0-only
/*
 * ht-exit STATUS: end this guest and tell QEMU with which status, over the isa-debug-exit device
 * and so apart from the console. What is written, W, makes QEMU exit with (W << 1) | 1. W is
 * STATUS + 1, as QEMU's own failures are 1; start-guest takes that apart again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>
#include <termios.h>
#include <unistd.h>

#define PORT 0xf4 /* as start-guest gives it to QEMU */

int main(int argc, char **argv)
{
	int status = argc == 2 ? atoi(argv[1]) : 125;

	if (status < 0 || status > 126)
		status = 125;
	sync();
	/*
	 * What was printed may still be in the serial port's buffer, up to a page of it, and would
	 * go with the power. No terminal there is no failure.
	 */
	tcdrain(STDOUT_FILENO);
	if (ioperm(PORT, 4, 1)) {
		perror("ht-exit: ioperm");
		return 1;
	}
	outl((unsigned int)status + 1, PORT);
	/* Still here: this is not QEMU, or not ours. */
	fprintf(stderr, "ht-exit: nobody listens on port %#x\n", PORT);
	return 1;
}
