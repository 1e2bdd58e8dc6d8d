// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several graphs, each run by a thread. What they share are component classes, whose counts of
 * references are not atomic, and which change as components and their iterators are made and
 * released: one thread at a time does that, before any decodes and after all have.
 *
 * Each makes its own iterators, whose packets count events: in memory of one thread, those of two
 * would lie in one cache line.
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
 * @gate: held to begin a graph, and for what follows
 * @changed: another one has begun, or @decided is set
 * @begun: so many
 * @decided: @go is set
 * @go: there are all threads, and all graphs have begun
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
	pthread_cond_t changed;
	size_t begun;
	bool decided;
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

/* With @gate held. */
static void begin(struct run *run)
{
	/* The enumerations of statuses are defined to share their values. */
	run->status = (int)bt_graph_run_once(run->lanes->graphs[run->number].bt);
	if (run->status != BT_GRAPH_RUN_STATUS_OK)
		run->error = bt_current_thread_take_error();
	run->lanes->begun++;
	pthread_cond_broadcast(&run->lanes->changed);
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
	begin(run);
	while (!run->lanes->decided)
		pthread_cond_wait(&run->lanes->changed, &run->lanes->gate);
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

/*
 * In turn: the first that fails is the one that would, if there were one graph. With @gate held.
 * Return: how many threads there are.
 */
static size_t begin_all(struct lanes *lanes, struct run **failed)
{
	size_t threads = 0;

	while (threads < lanes->count && !*failed && !start(&lanes->runs[threads])) {
		struct run *run = &lanes->runs[threads];

		while (lanes->begun == threads)
			pthread_cond_wait(&lanes->changed, &lanes->gate);
		threads++;
		if (run->status != BT_GRAPH_RUN_STATUS_OK)
			*failed = run;
	}
	return threads;
}

/*
 * Return: false: nothing was decoded: @failed could not begin, or, NULL, there cannot be so many
 * threads.
 */
static bool decode_all(struct lanes *lanes, struct ht_reader *reader, struct run **failed)
{
	size_t i, threads;

	pthread_mutex_lock(&lanes->gate);
	threads = begin_all(lanes, failed);
	lanes->go = !*failed && threads == lanes->count &&
		    !ht_reader_split(reader, lanes->count, has_untimed(lanes));
	lanes->decided = true;
	pthread_cond_broadcast(&lanes->changed);
	pthread_mutex_unlock(&lanes->gate);
	for (i = 0; i < threads; i++)
		pthread_join(lanes->runs[i].thread, NULL);
	return lanes->go;
}

static void release(struct lanes *lanes)
{
	size_t i;

	for (i = 0; i < lanes->count; i++)
		ht_graph_exit(&lanes->graphs[i]);
	pthread_cond_destroy(&lanes->changed);
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
	struct run *failed = NULL;
	size_t i;

	if (pthread_mutex_init(&lanes.gate, NULL))
		return true;
	if (pthread_cond_init(&lanes.changed, NULL)) {
		pthread_mutex_destroy(&lanes.gate);
		return true;
	}
	for (i = 0; i < count; i++)
		lanes.runs[i] = (struct run){ .lanes = &lanes, .number = i };
	if (ht_graph_init_lanes(lanes.graphs, count, input, reader, err)) {
		*err = (struct ht_err){ "" };
		release(&lanes);
		return true;
	}
	if (decode_all(&lanes, reader, &failed)) {
		*ret = end(&lanes, reader, path);
		return false;
	}
	release(&lanes);
	if (failed)
		*ret = fail(&lanes, failed, path);
	return !failed;
}
