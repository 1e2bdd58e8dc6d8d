// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs of others, run to their end: modprobe, lttng-sessiond. What one says when it fails is
 * kept, since it is the best explanation there is.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spawn.h"
#include "text.h"

/* Tools of root's are not on everybody's PATH. */
static void run(const char *const *argv)
{
	static const char *const places[] = { "/usr/sbin/", "/sbin/" };
	char path[256];
	size_t i;

	execvp(argv[0], (char **)argv);
	for (i = 0; errno == ENOENT && i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", places[i], argv[0]);
		execv(path, (char **)argv);
	}
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void become(const char *const *argv, int out)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	run(argv);
}

static void listen_to(FILE *from, char *said, size_t size)
{
	char line[256] = "";

	if (!fgets(line, sizeof(line), from))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	ht_text_escape(said, size, line);
}

/**
 * ht_spawn() - run a program and wait for its end
 * @argv: its name, looked up on the PATH and where root's tools are, and its arguments
 * @said: filled with the first line that it printed, printable
 * @size: bytes at @said
 *
 * Return: its exit status, 127 if there is no such program, 128 and more if a signal ended it; or a
 * negative errno.
 */
int ht_spawn(const char *const *argv, char *said, size_t size)
{
	/* No pipe, which a daemon that stays would keep open. */
	FILE *out = tmpfile();
	int status;
	pid_t pid;

	*said = '\0';
	if (!out)
		return -errno;
	pid = fork();
	if (!pid)
		become(argv, fileno(out));
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		fclose(out);
		return -errno;
	}
	rewind(out);
	listen_to(out, said, size);
	fclose(out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
