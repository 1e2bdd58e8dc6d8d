# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace convert as a command. Part of run.sh.

small=$(trace samples_packed)

run convert "$small" "$tmp/t/text"
verdict "the summary is for people" "$([ "$status" = 0 ] &&
	grep -q '^  unpacked  *20  from 1 ht_packed$' "$tmp/out" &&
	[ "$(awk 'length > 100' "$tmp/out")" = '' ] || told "$tmp/out" "$tmp/err")"

# --- where to
fails "OUT is there" 1 '.*is there already; --force' convert "$small" "$tmp/t/text"
run convert --force "$small" "$tmp/t/text"
verdict "--force replaces a trace" "$(cat "$tmp/err")"
mkdir "$tmp/t/mine"
fails "--force does not replace an empty directory" 1 '.*is no trace' \
	convert --force "$small" "$tmp/t/mine"
touch "$tmp/t/mine/file"
fails "nor one with other things" 1 '.*is no trace' convert --force "$small" "$tmp/t/mine"
cp -r "$tmp/t/text" "$tmp/t/guarded"
mkdir "$tmp/t/guarded/notes"
touch "$tmp/t/guarded/notes/mine"
fails "nor a trace with other things" 1 '.*is no trace' convert --force "$small" "$tmp/t/guarded"
verdict "and leaves them alone" "$([ -e "$tmp/t/guarded/notes/mine" ] || echo gone)"
ln -s text "$tmp/t/link"
fails "nor a link" 1 '.*is no trace' convert --force "$small" "$tmp/t/link"
fails "OUT is the trace" 1 '.*is in the trace to convert' \
	convert --force "$tmp/t/text" "$tmp/t/text"
fails "OUT is in the trace" 1 '.*is in the trace to convert' \
	convert "$tmp/t/text" "$tmp/t/text/new"
fails "the trace is in OUT" 1 '.*is in the trace to convert' convert --force "$small" "$small"
fails "nowhere to write to" 1 '.*cannot write it' convert "$small" "$tmp/no/where"
fails "an empty OUT" 1 '.*OUT is empty' convert "$small" ''
cp -r "$(trace late)" "$tmp/t/several"
cp -r "$small/kernel" "$tmp/t/several/other"
converts several-out "$tmp/t/several"
silent several-out
verdict "several traces become several" \
	"$([ "$(find "$tmp/t/several-out" -name metadata | wc -l)" = 2 ] ||
		find "$tmp/t/several-out")"
converts several-out "$tmp/t/several" --force

# --- what cannot be read
fails "no such trace" 1 '.*no such directory' convert "$tmp/nowhere" "$tmp/t/x"
cp -r "$(trace ordered)" "$tmp/t/cut"
truncate -s -100 "$tmp/t/cut/kernel/channel0_0"
run convert --json "$tmp/t/cut" "$tmp/t/cut-out"
verdict "a trace that was cut: what is whole of it, and a word" "$([ "$status" = 1 ] &&
	grep -q '^hypertrace: .*cut short' "$tmp/err" && grep -q '"truncated": true' "$tmp/out" ||
	cat "$tmp/err" "$tmp/out")"
show "$tmp/t/cut-out" "$tmp/t/cut-out.txt"
verdict "and babeltrace2 reads that" "$(cat "$tmp/t/cut-out.txt.err")"
python3 "$here/../cli/fake_traces.py" corrupt "$tmp/t/corrupt"
run convert "$tmp/t/corrupt" "$tmp/t/corrupt-out"
verdict "a damaged trace: what precedes the damage, and a word" "$([ "$status" = 1 ] &&
	grep -q '^hypertrace: .*only what precedes' "$tmp/err" &&
	grep -q 'not the whole trace' "$tmp/out" || told "$tmp/err" "$tmp/out")"
show "$tmp/t/corrupt-out" "$tmp/t/corrupt-out.txt"
verdict "and babeltrace2 reads that, too" "$(cat "$tmp/t/corrupt-out.txt.err"
	grep -q second_init "$tmp/t/corrupt-out.txt" || echo 'an event is missing')"

# --- bytes that anyone can have written
# Within the records: of a length of 4 Gi in the trace itself, libbabeltrace2 makes 4 Gi fields.
cp -r "$small" "$tmp/t/fuzz"
problem=''
for seed in {1..40}; do
	python3 -c 'import random, struct, sys
choose = random.Random(int(sys.argv[3]))
data = bytearray(open(sys.argv[1], "rb").read())
start = data.index(b"6.1.0-32-amd64") - 32
size = struct.unpack_from("<I", data, start - 4)[0]
for _ in range(choose.randrange(1, 20)):
    data[start + choose.randrange(size)] = choose.randrange(256)
open(sys.argv[2], "wb").write(data)' "$small"/kernel/channel0_0 "$tmp/t/fuzz/kernel/channel0_0" \
		"$seed" || problem="seed $seed: cannot be made"
	rm -rf "$tmp/t/fuzz-out"
	run convert "$tmp/t/fuzz" "$tmp/t/fuzz-out"
	[ "$status" = 0 ] || problem="seed $seed: exit status $status"
	babeltrace2 "$tmp/t/fuzz-out" >/dev/null 2>"$tmp/out" ||
		problem="seed $seed: babeltrace2 cannot read the output"
	[ -z "$problem" ] || break
done
verdict "40 packed events with random bytes" "$problem"

# --- a disk that is full
if [ "$(id -u)" = 0 ] && mkdir "$tmp/small" && mount -t tmpfs -o size=3m none "$tmp/small" 2>/dev/null
then
	big=$(trace big 200000)
	# What libbabeltrace2 leaves lying when it cannot write is its own.
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
		fails "a full disk" 1 '.*cannot write the trace; is there room' convert "$big" \
		"$tmp/small/out"
	verdict "a full disk is left as it was" "$(ls -A "$tmp/small")"
	umount "$tmp/small"
else
	ok 0 "a full disk # SKIP needs root, to make a small one"
fi

# --- stopping
big=$(trace big 200000)
"$HYPERTRACE" convert "$big" "$tmp/t/stopped" >"$tmp/out" 2>"$tmp/err" &
sleep 0.3
kill -INT $! 2>/dev/null
wait $!
verdict "an interrupt leaves nothing behind, or comes too late" "$(nothing_left)"
verdict "nothing is left of any conversion" "$(nothing_left)"

# --- the command line
misuse() {
	run "${@:2}"
	verdict "$1" "$([ "$status" = 2 ] && [ -s "$tmp/err" ] && ! [ -s "$tmp/out" ] ||
		echo "exit status $status")"
}
misuse "no trace" convert
misuse "no OUT" convert a
misuse "too many" convert a b c
misuse "a window that is no number" convert --window many a b
misuse "a window longer than a day" convert --window 86400001 a b
misuse "no events at all" convert --max-events 0 a b
