// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec KERNEL INITRAMFS COMMAND-LINE: start another kernel in this one's place, in an orderly way:
 * reboot notifiers hear of it. These are the system calls of "kexec -l -s" and "kexec -e". Debian's
 * kexec-tools is not used because it cannot be installed for its program alone: it takes over how
 * the machine reboots.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int kernel, initramfs;

	if (argc != 4) {
		fprintf(stderr, "usage: kexec KERNEL INITRAMFS COMMAND-LINE\n");
		return 2;
	}
	kernel = open(argv[1], O_RDONLY);
	initramfs = open(argv[2], O_RDONLY);
	if (kernel < 0 || initramfs < 0) {
		perror("kexec: open");
		return 1;
	}
	if (syscall(SYS_kexec_file_load, kernel, initramfs, strlen(argv[3]) + 1, argv[3], 0ul)) {
		perror("kexec: kexec_file_load");
		return 1;
	}
	/* What was printed may still be in the serial port's buffer, if it goes to one. */
	tcdrain(STDOUT_FILENO);
	reboot(RB_KEXEC);
	perror("kexec: reboot");
	return 1;
}
