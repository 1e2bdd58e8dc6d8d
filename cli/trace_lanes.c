// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several graphs, each run by a thread. What they share are component classes, whose counts of
 * references are not atomic, and which change as components and their iterators are made and
 * released: all that is done in one thread, before the others begin and after they have ended.
 */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <lane.h>

#include "trace_graph.h"
#include "trace_lanes.h"
#include "trace_source.h"

/* To open a trace once more takes as long as another thread saves of so many bytes. */
#define LARGE_BYTES (1u << 20)

/**
 * struct lanes - what runs
 * @graphs: what decodes, @count of them
 * @runs: how each is run, by the same number
 * @count: see @graphs
 * @gate: held until all threads there are have been made, and @go is set
 * @go: there are all
 */
struct lanes {
	struct ht_graph graphs[HT_LANES];
	struct run {
		struct lanes *lanes;
		size_t number;
		pthread_t thread;
		bt_graph_run_status status;
		const bt_error *error;
	} runs[HT_LANES];
	size_t count;
	pthread_mutex_t gate;
	bool go;
};

static size_t at_most(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t nr_cpus(void)
{
	cpu_set_t cpus;

	/* Where there are more CPUs than fit in the set, asking fails. */
	return sched_getaffinity(0, sizeof(cpus), &cpus) ? HT_LANES : (size_t)CPU_COUNT(&cpus);
}

static bool is_large(const struct ht_trace_input *input)
{
	unsigned long long bytes = 0;
	size_t i;

	for (i = 0; i < input->count; i++) {
		DIR *dir = opendir(input->readable[i]);
		const struct dirent *entry;
		struct stat st;

		while (dir && (entry = readdir(dir)))
			if (!fstatat(dirfd(dir), entry->d_name, &st, 0) && S_ISREG(st.st_mode))
				bytes += (unsigned long long)st.st_size;
		if (dir)
			closedir(dir);
	}
	return bytes >= LARGE_BYTES;
}

/**
 * ht_trace_lanes_count() - how many threads shall decode
 * @input: what is read
 *
 * HT_DECODERS, for tests, is how many are wanted, however many CPUs there are and however small
 * the input is.
 *
 * Return: 1 to HT_LANES.
 */
size_t ht_trace_lanes_count(const struct ht_trace_input *input)
{
	const char *wanted = getenv("HT_DECODERS");
	size_t most;

	/* Traces that were opened once already, or in part, are few. */
	if (input->is_live || !input->opened || !input->opened->bt || !input->opened->nr_streams)
		return 1;
	most = at_most(HT_LANES, input->opened->nr_streams);
	if (wanted && atoi(wanted) > 0)
		return at_most(most, (size_t)atoi(wanted));
	most = at_most(most, nr_cpus());
	return most > 1 && is_large(input) ? most : 1;
}

static void decode(struct run *run)
{
	run->status = bt_graph_run(run->lanes->graphs[run->number].bt);
	/* It is this thread's until then. */
	run->error = bt_current_thread_take_error();
}

static void *decode_beside(void *data)
{
	struct run *run = data;
	bool go;

	pthread_mutex_lock(&run->lanes->gate);
	go = run->lanes->go;
	pthread_mutex_unlock(&run->lanes->gate);
	if (go)
		decode(run);
	return NULL;
}

/* Signals are the first thread's, which has the handlers for them. */
static int start(struct run *run)
{
	sigset_t all, old;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&run->thread, NULL, decode_beside, run);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return ret;
}

static bool has_untimed(const struct lanes *lanes)
{
	/* Each knows it of those before it, too. */
	return lanes->graphs[lanes->count - 1].merge.has_untimed;
}

/* Return: false: there cannot be so many threads, and nothing has run. */
static bool decode_all(struct lanes *lanes, struct ht_reader *reader)
{
	size_t i, begun = 1;

	pthread_mutex_lock(&lanes->gate);
	while (begun < lanes->count && !start(&lanes->runs[begun]))
		begun++;
	lanes->go =
		begun == lanes->count && !ht_reader_split(reader, lanes->count, has_untimed(lanes));
	pthread_mutex_unlock(&lanes->gate);
	if (lanes->go)
		decode(&lanes->runs[0]);
	for (i = 1; i < begun; i++)
		pthread_join(lanes->runs[i].thread, NULL);
	return lanes->go;
}

/* The first that fails is the one that would, if there were one graph. Return: it, or NULL. */
static struct run *begin_all(struct lanes *lanes)
{
	size_t i;

	for (i = 0; i < lanes->count; i++) {
		struct run *run = &lanes->runs[i];

		/* The enumerations of statuses are defined to share their values. */
		run->status = (int)bt_graph_run_once(lanes->graphs[i].bt);
		if (run->status != BT_GRAPH_RUN_STATUS_OK) {
			run->error = bt_current_thread_take_error();
			return run;
		}
	}
	return NULL;
}

static void release(struct lanes *lanes)
{
	size_t i;

	for (i = 0; i < lanes->count; i++)
		ht_graph_exit(&lanes->graphs[i]);
	pthread_mutex_destroy(&lanes->gate);
}

/* Of several that failed, the one counts whose error would have been met first. */
static int fail(struct lanes *lanes, struct run *failed, const char *path)
{
	size_t i;

	for (i = 0; i < lanes->count; i++) {
		if (&lanes->runs[i] != failed && lanes->runs[i].error)
			bt_error_release(lanes->runs[i].error);
	}
	if (!failed)
		return 0;
	if (failed->error)
		bt_current_thread_move_error(failed->error);
	ht_bt_drop_error();
	return ht_graph_result(&lanes->graphs[failed->number], path, failed->status);
}

/* What waits is handed on meanwhile. */
static int end(struct lanes *lanes, struct ht_reader *reader, const char *path)
{
	size_t failed;
	int ret, damaged;

	release(lanes);
	ret = ht_reader_join(reader, &failed);
	damaged = fail(lanes, !ret && failed < lanes->count ? &lanes->runs[failed] : NULL, path);
	return ret ?: damaged;
}

/**
 * ht_trace_lanes_read() - read in several threads
 * @reader: who reads
 * @input: what is read
 * @path: what the user calls it
 * @count: threads that decode; from ht_trace_lanes_count()
 * @ret: set: as ht_graph_run() of one graph
 * @err: says what is wrong
 *
 * Return: false; true: it cannot be done, and nothing was read: @reader and @input are as before,
 * but that the traces have to be opened again.
 */
bool ht_trace_lanes_read(struct ht_reader *reader, const struct ht_trace_input *input,
			 const char *path, size_t count, int *ret, struct ht_err *err)
{
	struct lanes lanes = { .count = count };
	struct run *failed;
	size_t i;

	if (pthread_mutex_init(&lanes.gate, NULL))
		return true;
	for (i = 0; i < count; i++)
		lanes.runs[i] = (struct run){ .lanes = &lanes, .number = i };
	if (ht_graph_init_lanes(lanes.graphs, count, input, reader, err)) {
		*err = (struct ht_err){ "" };
		release(&lanes);
		return true;
	}
	failed = begin_all(&lanes);
	if (failed) {
		release(&lanes);
		*ret = fail(&lanes, failed, path);
		return false;
	}
	if (!decode_all(&lanes, reader)) {
		release(&lanes);
		return true;
	}
	*ret = end(&lanes, reader, path);
	return false;
}
