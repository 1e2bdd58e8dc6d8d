// SPDX-License-Identifier: GPL-2.0-only
/*
 * A report's command line with what LAMI adds to it. The report itself runs in a process of its own
 * and prints its JSON: so it is the same report, whatever it does, and its errors can be told as
 * LAMI wants them.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "err.h"
#include "lami.h"
#include "store.h"
#include "trace.h"
#include "trace_input.h"

#define EXIT_USAGE 2
#define PROGRESS_MS 500

/**
 * struct args - what is asked for
 * @argc: arguments of the report's own
 * @argv: them
 * @path: the last of them that is no option, NULL: none
 * @is_lami: LAMI is wanted
 * @version: print LAMI's version
 * @metadata: describe the tables
 * @test: can the trace be read?
 * @progress: print how far it is
 * @limit: rows of a table at most
 * @view: the part of the trace; shared with the report's process
 */
struct args {
	int argc;
	char **argv;
	const char *path;
	bool is_lami;
	bool version;
	bool metadata;
	bool test;
	bool progress;
	size_t limit;
	struct ht_trace_view *view;
};

static const char help[] =
	"Usage: %s --lami [OPTION...] TRACE\n"
	"The report as LAMI 1.0 has it, for Trace Compass' external analyses.\n\n"
	"      --lami               Print results as LAMI\n"
	"      --mi-version         Print LAMI's version\n"
	"      --metadata           Describe the tables of results\n"
	"      --test-compatibility Is there anything of ours in TRACE? Prints nothing if so\n"
	"      --output-progress    Also print how far it is\n"
	"      --begin=NS           Leave out what was before, in nanoseconds since 1970\n"
	"      --end=NS             Leave out what was after\n"
	"      --limit=N            No more than N rows a table, or 'unlimited' (default)\n\n"
	"Those of the report itself can be given, too; --begin and --end also without the others.\n\n"
	"Example:\n"
	"  %s --lami ~/lttng-traces/boot-20240101-120000\n\n"
	"Exit status: 0 reported, 1 the trace could not be read, 2 usage.\n";

static int usage(const struct args *args, const char *wants)
{
	fprintf(stderr, "%s: %s; try '%s --lami --help'\n", args->argv[0], wants, args->argv[0]);
	return EXIT_USAGE;
}

static bool parse_number(const char *text, int64_t *value)
{
	char *end;

	if (!text)
		return false;
	errno = 0;
	*value = strtoll(text, &end, 10);
	return *text && !*end && !errno;
}

/* The value of an option: behind its "=", or the next word, to which @at goes. NULL: it lacks. */
static const char *value_of(char **argv, int *at, const char *name)
{
	size_t len = strlen(name);

	if (argv[*at][len] == '=')
		return argv[*at] + len + 1;
	return argv[*at + 1] ? argv[++*at] : NULL;
}

static bool is_option(const char *word, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(word, name, len) && (!word[len] || word[len] == '=');
}

static bool take_flag(struct args *args, const char *word)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{ "--lami", &args->is_lami },
		{ "--mi-version", &args->version },
		{ "--metadata", &args->metadata },
		{ "--test-compatibility", &args->test },
		{ "--output-progress", &args->progress },
	};
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(word, flags[i].name))
			continue;
		*flags[i].flag = true;
		args->is_lami = true;
		return true;
	}
	return false;
}

static int take_limit(struct args *args, const char *text)
{
	int64_t limit;

	if (text && !strcmp(text, "unlimited"))
		return 0;
	if (!parse_number(text, &limit) || limit < 0)
		return usage(args, "--limit wants a number, or 'unlimited'");
	args->limit = (size_t)limit;
	args->is_lami = true;
	return 0;
}

static int parse(struct args *args, int argc, char **argv)
{
	struct ht_trace_view *view = args->view;
	int i, ret = 0;

	for (i = 1; !ret && i < argc; i++) {
		if (is_option(argv[i], "--begin")) {
			view->has_begin = true;
			if (!parse_number(value_of(argv, &i, "--begin"), &view->begin_ns))
				ret = usage(args, "--begin wants nanoseconds since 1970");
		} else if (is_option(argv[i], "--end")) {
			view->has_end = true;
			if (!parse_number(value_of(argv, &i, "--end"), &view->end_ns))
				ret = usage(args, "--end wants nanoseconds since 1970");
		} else if (is_option(argv[i], "--limit")) {
			ret = take_limit(args, value_of(argv, &i, "--limit"));
		} else if (!take_flag(args, argv[i])) {
			if (argv[i][0] != '-')
				args->path = argv[i];
			args->argv[args->argc++] = argv[i];
		}
	}
	if (!ret && view->has_begin && view->has_end && view->end_ns < view->begin_ns)
		ret = usage(args, "--end is before --begin");
	return ret;
}

static bool has_text(FILE *file, const char *text)
{
	char *content = NULL;
	size_t size = 0;
	ssize_t len;
	bool has = false;

	/* Packets of metadata have zeroes in them. */
	while (!has && (len = getdelim(&content, &size, '\n', file)) > 0)
		has = memmem(content, (size_t)len, text, strlen(text));
	free(content);
	return has;
}

/* Events of ours in the metadata: LTTng has those that can be in the trace. */
static bool has_events(const char *dir)
{
	char *path;
	FILE *file;
	bool has;

	if (asprintf(&path, "%s/metadata", dir) < 0)
		return false;
	file = fopen(path, "r");
	free(path);
	if (!file)
		return false;
	has = has_text(file, "\"hypertrace_");
	rewind(file);
	has = has || has_text(file, "\"ht_packed\"");
	fclose(file);
	return has;
}

static int fail(const char *text)
{
	ht_lami_print_error(text);
	fflush(stdout);
	fprintf(stderr, "hypertrace: %s\n", text);
	return EXIT_FAILURE;
}

static int test(const char *path)
{
	struct ht_trace_input input;
	struct ht_err err = { "" };
	bool has = false;
	size_t i;

	if (ht_trace_input_init(&input, path, &err))
		return fail(err.text);
	for (i = 0; i < input.count; i++)
		has = has || has_events(input.found.dirs[i]);
	ht_trace_input_exit(&input);
	if (has)
		return EXIT_SUCCESS;
	ht_err_set(&err, -ENODATA,
		   "%s: no events of hypertrace in this trace: record it with 'hypertrace record'",
		   path);
	return fail(err.text);
}

/* Prints lines until the report's process has closed its end of the pipe. */
static void wait_for(const struct args *args, int pipe)
{
	struct pollfd fd = { .fd = pipe };

	if (args->progress)
		puts("* Reading the trace");
	fflush(stdout);
	while (poll(&fd, 1, PROGRESS_MS) == 0) {
		if (args->progress)
			printf("* %" PRIu64 " events\n", args->view->events);
		fflush(stdout);
	}
	if (args->progress)
		printf("* %" PRIu64 " events read\n", args->view->events);
}

/* Runs the report; what it prints is in the files. Returns its exit status. */
static int run_report(const struct args *args, int (*main)(int argc, char **argv), int out, int err)
{
	int ends[2], status;
	pid_t pid;

	fflush(NULL);
	if (pipe(ends))
		return EXIT_FAILURE;
	pid = fork();
	if (!pid) {
		close(ends[0]);
		dup2(out, STDOUT_FILENO);
		dup2(err, STDERR_FILENO);
		exit(main(args->argc, args->argv));
	}
	close(ends[1]);
	if (pid > 0)
		wait_for(args, ends[0]);
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return EXIT_FAILURE;
	return WEXITSTATUS(status);
}

/* The whole of a file as text, to be freed; NULL without memory. */
static char *read_all(FILE *file)
{
	long size = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
	char *text = size < 0 ? NULL : calloc((size_t)size + 1, 1);

	rewind(file);
	if (text && fread(text, 1, (size_t)size, file) != (size_t)size)
		text[0] = 0;
	return text;
}

/* The report has a document for each host, one behind the other. Have they all an end? */
static bool is_whole(FILE *file)
{
	struct ht_lami_source source = { .file = file };
	int ret;

	do
		ret = ht_lami_document(&source);
	while (ret > 0 && !ht_lami_document_end(&source));
	rewind(file);
	free(source.text);
	return !ret;
}

static int print(const struct ht_lami_report *report, const struct args *args, FILE *file)
{
	const struct ht_trace_view *view = args->view;
	struct ht_lami_time time = {
		.begin_ns = view->has_begin ? view->begin_ns : view->first_ns,
		.end_ns = view->has_end ? view->end_ns : view->last_ns,
		.offset_ns = view->offset_ns,
	};
	struct ht_lami_source source = { .file = file };
	bool ok = ht_lami_print_results(report, &source, &time, args->limit);

	free(source.text);
	return ok ? EXIT_SUCCESS : fail("out of memory");
}

/* A line of the report's, without the program's name. */
static int tell(char *text, int status)
{
	static const char name[] = "hypertrace: ";
	char *end = strchrnul(text, '\n');

	fputs(text, stderr);
	*end = 0;
	ht_lami_print_error(!strncmp(text, name, sizeof(name) - 1) ? text + sizeof(name) - 1 :
								     text);
	return status ? status : EXIT_FAILURE;
}

/* Is there nothing in the part that was asked for? The report takes it for the whole trace. */
static bool is_empty(const struct ht_trace_view *view)
{
	return (view->has_begin || view->has_end) && view->is_read && !view->events;
}

static bool is_empty_file(FILE *file)
{
	int c = getc(file);

	rewind(file);
	return c == EOF;
}

static int tell_all(const struct ht_lami_report *report, const struct args *args, int status,
		    FILE *out, FILE *err)
{
	char *errors = read_all(err);

	rewind(out);
	if (!errors) {
		status = fail("out of memory");
	} else if (!is_whole(out)) {
		status = *errors ? tell(errors, status) : fail("out of memory");
	} else if (!is_empty_file(out)) {
		/* Also of a trace that ends early: what there is, is what is wanted. */
		fputs(errors, stderr);
		status = print(report, args, out);
	} else if (is_empty(args->view)) {
		status = fail("no event in that part of the trace: --begin and --end are "
			      "nanoseconds since 1970");
	} else {
		status = tell(errors, status);
	}
	free(errors);
	return status;
}

/* What the report prints may be as large as the trace: that is for a file, if there can be one. */
static FILE *open_file(void)
{
	FILE *file = ht_store_file();
	int fd = file ? -1 : memfd_create("report", MFD_CLOEXEC);

	return file || fd < 0 ? file : fdopen(fd, "w+");
}

static int results(const struct ht_lami_report *report, struct args *args,
		   int (*main)(int argc, char **argv))
{
	FILE *out = open_file(), *err = open_file();
	int status = EXIT_FAILURE;

	args->argv[args->argc++] = (char *)"--json";
	args->argv[args->argc] = NULL;
	if (out && err) {
		status = run_report(args, main, fileno(out), fileno(err));
		status = tell_all(report, args, status, out, err);
	} else {
		fail("out of memory");
	}
	if (out)
		fclose(out);
	if (err)
		fclose(err);
	return status;
}

static int answer(const struct ht_lami_report *report, struct args *args,
		  int (*main)(int argc, char **argv))
{
	int i;

	for (i = 1; i < args->argc; i++) {
		if (!strcmp(args->argv[i], "--help") || !strcmp(args->argv[i], "-?")) {
			printf(help, args->argv[0], args->argv[0]);
			return EXIT_SUCCESS;
		}
	}
	if (args->version) {
		puts(HT_LAMI_VERSION);
		return EXIT_SUCCESS;
	}
	if (args->metadata)
		return ht_lami_print_metadata(report) ? EXIT_SUCCESS : fail("out of memory");
	if (!args->path)
		return usage(args, "which trace?");
	return args->test ? test(args->path) : results(report, args, main);
}

/**
 * ht_lami_run() - run a report, or answer as LAMI wants it
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 * @name: the report's
 * @main: the report
 *
 * Return: exit status.
 */
int ht_lami_run(int argc, char **argv, const char *name, int (*main)(int argc, char **argv))
{
	const struct ht_lami_report *report = ht_lami_find(name);
	struct args args = { .limit = SIZE_MAX };
	int ret;

	args.view = mmap(NULL, sizeof(*args.view), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	args.argv = calloc((size_t)argc + 2, sizeof(*args.argv));
	if (args.view == MAP_FAILED || !args.argv || !report)
		return main(argc, argv);
	args.argv[args.argc++] = argv[0];
	ret = parse(&args, argc, argv);
	if (!ret) {
		if (args.is_lami || args.view->has_begin || args.view->has_end)
			ht_trace_set_view(args.view);
		ret = args.is_lami ? answer(report, &args, main) : main(args.argc, args.argv);
	}
	free(args.argv);
	munmap(args.view, sizeof(*args.view));
	return ret;
}
