# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# The command line itself. Part of run.sh.

run --version
verdict "--version is that of the source" \
	"$([ "$(cat "$tmp/out")" = "hypertrace $(cat "$here/../../VERSION")" ] || cat "$tmp/out")"
run --help
has "--help lists the commands" 'report boot'
run help
has "help does, too" 'report boot'
for command in "report boot" doctor; do
	# shellcheck disable=SC2086
	run $command --help
	has "$command --help has an example" 'Example:'
	cp "$tmp/out" "$tmp/first"
	# shellcheck disable=SC2086
	run help $command
	verdict "help $command is the same" "$(cmp "$tmp/first" "$tmp/out" 2>&1)"
done

fails "a mistyped command" 2 ".*did you mean 'hypertrace report'" reprot boot
fails "a mistyped report" 2 ".*did you mean 'hypertrace report boot'" report bot
fails "no command that is near" 2 ".*'hypertrace help' lists" frobnicate
fails "a very long command" 2 '.*no command' "$(printf 'x%.0s' {1..5000})"
fails "a report of nothing" 2 '.*hypertrace report boot' report
fails "help about nothing" 2 '.*no command' help frobnicate

# misuse NAME ARGS…: exit status 2, something on stderr, nothing on stdout
misuse() {
	local name=$1 problem=''

	shift
	run "$@"
	[ "$status" = 2 ] || problem="exit status $status;"
	[ -s "$tmp/err" ] || problem="$problem silent;"
	[ -s "$tmp/out" ] && problem="$problem something on stdout"
	verdict "$name" "$problem"
}
misuse "no command at all"
misuse "no trace" report boot
misuse "two traces" report boot a b
misuse "an unknown option" report boot --frobnicate a
misuse "--top without a number" report boot --top many a
misuse "--top with a negative number" report boot --top -1 a
misuse "--top with a huge number" report boot --top 99999999999999999999 a
misuse "doctor with an argument" doctor now
problem=''
"$HYPERTRACE" --help >/dev/full 2>"$tmp/err"
[ $? = 1 ] || problem="exit status is not 1"
verdict "help onto a full disk" "$problem"

# completes NAME WANTED WORDS…: what bash completion offers for the last of the words
completes() {
	local name=$1 wanted=$2

	shift 2
	offered=$(
		# shellcheck source=/dev/null
		. "$here/../../cli/completion.bash"
		COMP_WORDS=(hypertrace "$@")
		COMP_CWORD=$#
		_hypertrace
		echo "${COMPREPLY[*]}"
	)
	verdict "$name" "$([ "$offered" = "$wanted" ] || echo "offers '$offered'")"
}
completes "completion of commands" 'report doctor help --help --version' ''
completes "completion of reports" boot report b
completes "completion of options" '--json' report boot --j
completes "completion of --top" all report boot --top a
completes "completion of directories" "$tmp/traces" report boot "$tmp/trac"
