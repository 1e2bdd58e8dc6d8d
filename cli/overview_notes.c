// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is worth a look in the life of a VM.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "overview_report.h"
#include "text.h"

#define SEE_BOOT "report boot TRACE"
#define SEE_SHUTDOWN "report shutdown TRACE"
#define SEE_PANIC "report panic TRACE"
#define SEE_MIGRATIONS "report migrations TRACE"

/**
 * struct notes - those of one VM
 * @life: its life
 * @list: they
 * @count: how many
 */
struct notes {
	const struct ht_life *life;
	struct ht_note *list;
	size_t count;
};

static struct ht_note *add(struct notes *notes, const char *what, const char *see, uint32_t boot)
{
	struct ht_note *note = &notes->list[notes->count++];

	*note = (struct ht_note){ .what = what, .see = see, .boot = boot };
	return note;
}

static void __attribute__((format(printf, 2, 3))) append(struct ht_note *note, const char *fmt, ...)
{
	size_t len = strlen(note->text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(note->text + len, sizeof(note->text) - len, fmt, args);
	va_end(args);
}

static void append_word(struct ht_note *note, const char *text)
{
	char word[HT_TEXT_SHORT + 1];

	ht_text_word(word, sizeof(word), text);
	append(note, "%s", word);
}

static void append_duration(struct ht_note *note, const char *before, int64_t ns)
{
	char text[HT_TEXT_SHORT];

	ht_text_duration(text, sizeof(text), ns);
	append(note, "%s%s", before, text);
}

static void append_open(struct ht_note *note, const struct ht_open *open)
{
	append_word(note, open->name[0] ? open->name : "?");
	if (!open->of[0])
		return;
	append(note, open->kind == HT_OPEN_CALL ? " [" : " (");
	append_word(note, open->of);
	append(note, open->kind == HT_OPEN_CALL ? "]" : ")");
}

/* Of a VM that booted once it is clear which boot is meant. */
static void append_boot(const struct notes *notes, struct ht_note *note)
{
	if (notes->life->boots > 1 && note->boot)
		append(note, ", boot %" PRIu32, note->boot);
}

/**
 * struct fall_words - how a kind of fall is called
 * @what: the fall itself
 * @in: what ran
 * @at: where that was
 */
struct fall_words {
	const char *what;
	const char *in;
	const char *at;
};

static void note_reason(struct notes *notes, const char *what, const struct ht_life_fall *fall)
{
	const char *trap = ht_trap_name(fall->panic.trap);
	struct ht_note *note = add(notes, what, SEE_PANIC, fall->boot);

	append_word(note, fall->panic.reason[0] ? fall->panic.reason : "?");
	if (fall->panic.kind == HT_PANIC_OOPS && trap)
		append(note, ", %s", trap);
	append_boot(notes, note);
}

static void note_fall(struct notes *notes, const struct fall_words *words,
		      const struct ht_life_fall *fall, bool is_root)
{
	if (!fall->panic.kind)
		return;
	note_reason(notes, words->what, fall);
	if (is_root && fall->in.name)
		append_open(add(notes, words->in,
				fall->in.kind == HT_OPEN_CALL ? SEE_BOOT : SEE_SHUTDOWN,
				fall->boot),
			    &fall->in);
	if (is_root && fall->at)
		append_word(add(notes, words->at, SEE_PANIC, fall->boot), fall->at);
}

/* A panic that follows an oops says nothing more of where it comes from. */
static void note_falls(struct notes *notes)
{
	static const struct fall_words panics = { "panic", "panicked in", "panicked at" };
	static const struct fall_words oopses = { "oops", "oops in", "oops at" };
	static const struct fall_words first = { "first oops", "oops in", "oops at" };
	const struct ht_life *life = notes->life;
	bool had_oops = life->oops.panic.kind && life->oops.boot == life->panic.boot;

	note_fall(notes, &panics, &life->panic, !had_oops);
	note_fall(notes, life->oopses > 1 ? &first : &oopses, &life->oops, true);
}

/* What a panic or an oops interrupted is told there. */
static void note_hang(struct notes *notes)
{
	const struct ht_open *open = &notes->life->hangs;
	struct ht_note *note;

	if (!open->name ||
	    (notes->life->panic.in.name && notes->life->panic.in.order == open->order))
		return;
	note = add(notes, "never ended", open->kind == HT_OPEN_CALL ? SEE_BOOT : SEE_SHUTDOWN,
		   open->boot);
	append_open(note, open);
	append_duration(note, ", begun at ", ht_life_since(notes->life, open->begin_ns));
	append_boot(notes, note);
}

static void note_slowest(struct notes *notes)
{
	static const struct {
		const char *what;
		const char *see;
	} kinds[HT_OPEN_KINDS] = {
		[HT_OPEN_CALL] = { "slowest initcall", SEE_BOOT },
		[HT_OPEN_STEP] = { "slowest shutdown", SEE_SHUTDOWN },
		[HT_OPEN_SLEEP] = { "slowest sleep", SEE_SHUTDOWN },
	};
	size_t i;

	for (i = 0; i < HT_OPEN_KINDS; i++) {
		const struct ht_open *open = &notes->life->slowest[i];
		struct ht_note *note;

		if (!open->name || !kinds[i].what)
			continue;
		note = add(notes, kinds[i].what, kinds[i].see, open->boot);
		note->has_ns = true;
		note->ns = open->took_ns;
		append_duration(note, "", open->took_ns);
		append_boot(notes, note);
		append(note, ", ");
		append_open(note, open);
	}
}

static void note_migrations(struct notes *notes)
{
	static const char *const whys[HT_OFF_WHYS] = {
		[HT_OFF_PREEMPTED] = "preempted",
		[HT_OFF_HALTED] = "halted",
		[HT_OFF_USER] = "in the VMM",
		[HT_OFF_BLOCKED] = "blocked",
	};
	const struct ht_sched *longest = &notes->life->longest;
	uint64_t moves = notes->life->moves;
	struct ht_note *note;

	if (longest->moved) {
		note = add(notes, "longest off the CPU", SEE_MIGRATIONS, 0);
		note->has_ns = true;
		note->ns = longest->off_ns > INT64_MAX ? INT64_MAX : (int64_t)longest->off_ns;
		append_duration(note, "", note->ns);
		append(note, ", vCPU %" PRIu32 " from CPU %" PRIu32 " to %" PRIu32 ", %s",
		       longest->vcpu, longest->from_pcpu, longest->pcpu,
		       longest->why < HT_OFF_WHYS ? whys[longest->why] : "why is not known");
	}
	if (notes->life->migrations > moves) {
		note = add(notes, "lost migrations", SEE_MIGRATIONS, 0);
		append(note, "%" PRIu64 ": counted, and not in the trace",
		       notes->life->migrations - moves);
	}
}

static void note_count(struct notes *notes, const char *what, uint64_t count, const char *text)
{
	if (count)
		append(add(notes, what, SEE_BOOT, 0), "%" PRIu64 " %s", count, text);
}

/* What LTTng dropped may have been of any VM, so each shows all of it. */
static void note_losses(struct notes *notes, const struct ht_lives *lives)
{
	note_count(notes, "lost records", notes->life->lost, "between guest and host");
	note_count(notes, "discarded events", lives->discarded_events,
		   "dropped by LTTng, of any VM");
	note_count(notes, "discarded packets", lives->discarded_packets,
		   "dropped by LTTng, of any VM");
	if (lives->discarded_uncounted)
		append(add(notes, "discarded", SEE_BOOT, 0),
		       "LTTng dropped events or packets that it did not count");
	if (lives->truncated)
		append(add(notes, "damaged", NULL, 0), "the trace is damaged or cut short");
	if (notes->life->forgotten)
		append(add(notes, "forgotten", NULL, 0),
		       "%" PRIu64 " initcalls or steps: too many ran at once",
		       notes->life->forgotten);
}

/**
 * ht_overview_notes() - what is worth a look
 * @lives: a finished model
 * @life: a VM in it
 * @notes: filled: room for HT_NOTES_MAX
 *
 * Return: how many there are.
 */
size_t ht_overview_notes(const struct ht_lives *lives, const struct ht_life *life,
			 struct ht_note *notes)
{
	struct notes all = { .life = life, .list = notes };

	note_falls(&all);
	note_hang(&all);
	note_slowest(&all);
	note_migrations(&all);
	note_losses(&all, lives);
	return all.count;
}
