# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# The command line itself. Part of run.sh.

run --version
verdict "--version is that of the source" \
	"$([ "$(cat "$tmp/out")" = "hypertrace $(cat "$here/../../VERSION")" ] || told "$tmp/out")"
run --help
has "--help lists the commands" 'report boot'
run help
has "help does, too" 'report boot'
for command in "report boot" "report overview" "report exits" "report migrations" "report panic" \
	"report shutdown" convert \
	"guest list" "guest show" "guest watch" "guest allow" "guest deny" \
	"guest enable" "guest disable" "guest limit" "guest exits" stat top doctor record load; do
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
misuse "exits of no trace" report exits
misuse "exits of two traces" report exits a b
misuse "exits by nothing there is" report exits --by weather a
misuse "exits in no order" report exits --sort size a
misuse "phases in an order they do not have" report exits --by process --sort p99 a
misuse "reasons in an order they do not have" report exits --sort took a
misuse "exits, --top without a number" report exits --top few a
misuse "an overview of no trace" report overview
misuse "an overview of two traces" report overview a b
misuse "an overview with an unknown option" report overview --top 3 a
misuse "migrations of no trace" report migrations
misuse "migrations of two traces" report migrations a b
misuse "migrations, --top without a number" report migrations --top few a
misuse "migrations with an unknown option" report migrations --last 3 a
misuse "panics of no trace" report panic
misuse "panics of two traces" report panic a b
misuse "panics, --last without a number" report panic --last few a
misuse "panics, a negative --last" report panic --last -1 a
misuse "panics, a huge --last" report panic --last 1001 a
misuse "panics, a --last that no number holds" report panic --last 99999999999999999999 a
misuse "panics with an unknown option" report panic --top 3 a
misuse "shutdowns of no trace" report shutdown
misuse "shutdowns of two traces" report shutdown a b
misuse "shutdowns, --top without a number" report shutdown --top few a
misuse "shutdowns with an unknown option" report shutdown --last 3 a
misuse "top of nothing" top
misuse "top of two traces" top a b
misuse "top without an interval" top --interval never a
misuse "a live report of no URL" report boot --live /tmp
misuse "live exits of no URL" report exits --live /tmp
misuse "live top of no URL" top --live /tmp
misuse "stat of something" stat 1
misuse "stat by something else" stat --by initcall
misuse "stat without an interval" stat --interval never
misuse "an interval of stat that is too short" stat --interval 0.05
misuse "many samples of one reading" stat --interval 0 --count 2
misuse "doctor with an argument" doctor now
misuse "bench with an argument" bench now
misuse "bench, --rounds without a number" bench --rounds many
misuse "bench, too many rounds" bench --rounds 1001
if ! grep -q -w -E 'vmx|svm' /proc/cpuinfo; then
	fails "bench on a CPU that has no virtualisation" 1 ".*neither VMX nor SVM.*'make bench'" bench
fi
misuse "a guest command that is not there" guest lst
misuse "no guest command" guest
misuse "a list of one VM" guest list 1
misuse "which VM to show" guest show
misuse "two VMs to show" guest show 1 2
misuse "no interval" guest watch --interval soon
misuse "an interval that is too short" guest watch --interval 0.01
misuse "an interval that is not a number" guest watch --interval nan
misuse "no samples" guest watch --count 0
misuse "whom to allow" guest allow
misuse "all and one more" guest allow all 1
misuse "whom to deny" guest deny
misuse "which classes" guest enable
misuse "classes of no VM" guest enable sched
misuse "a VM and all VMs" guest enable sched --all-vms 1
misuse "an empty class" guest disable sched, 1
misuse "very many classes" guest disable "$(printf 'irq,%.0s' {1..500})irq" 1
misuse "exits of no VM" guest exits on
misuse "exits of a VM and of all" guest exits on --all-vms 1
misuse "no limit" guest limit 1
misuse "a limit in an odd unit" guest limit 1 --rate 10T
misuse "a negative limit" guest limit 1 --quota -1
misuse "a huge limit" guest limit 1 --quota 99999999999999999999
misuse "a limit that a suffix makes huge" guest limit 1 --quota 99999999999G
fails "a mistyped guest command" 2 ".*did you mean 'hypertrace guest watch'" guest wacth
fails "a mistyped class" 2 ".*no event class 'shced'; did you mean 'sched'" guest enable shced 1
fails "no class that is near" 2 ".*no event class 'network'; there are: boot user .*, and all" \
	guest enable network 1
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
completes "completion of commands" \
	'record load report convert export guest stat top bench doctor help --help --version' ''
completes "completion of reports" boot report b
completes "completion of options" '--json' report boot --j
completes "completion of kinds of reports" \
	'boot overview exits migrations panic shutdown' report ''
completes "completion of exits' options" '--growth' report exits --g
completes "completion of what a row is" 'initcall' report exits --by i
completes "completion of an order" 'mean max' report exits --sort m
completes "completion of directories for exits" "$tmp/traces" report exits "$tmp/trac"
completes "completion of --top" all report boot --top a
completes "completion of directories" "$tmp/traces" report boot "$tmp/trac"
completes "completion of the overview's options" '--version --vm' report overview --v
completes "completion of directories for the overview" "$tmp/traces" report overview "$tmp/trac"
completes "completion of migrations' options" '--version --vm' report migrations --v
completes "completion of directories for migrations" "$tmp/traces" report migrations "$tmp/trac"
completes "completion of panics' options" '--lami --live --last' report panic --l
completes "completion of --last" '8 20 100' report panic --last ''
completes "completion of directories for panics" "$tmp/traces" report panic "$tmp/trac"
completes "completion of shutdowns' options" '--top' report shutdown --t
completes "completion of directories for shutdowns" "$tmp/traces" report shutdown "$tmp/trac"
completes "completion of forms to export" '--html' export --ht
completes "completion of a file to export to" "$tmp/traces" export --html TRACE "$tmp/trac"
completes "completion of guest commands" 'show' guest s
completes "completion of exits" 'on off cpuid' guest exits ''
completes "completion of guest options" '--interval' guest watch --i
completes "completion of classes" 'sched,irq' guest enable sched,ir
completes "completion of limits" '--rate' guest limit 1 --r
new_host
completes "completion of VMs" '1 2' guest enable sched ''
completes "completion of top" '--interval' top --i
completes "completion of what to record" 'sched,exits' record --events sched,ex
completes "completion of stat" '--interval' stat --i
completes "completion of VMs of stat" '1 2' stat --vm ''
completes "completion of a VM to show" '1' guest show 1
completes "completion of processes" 'all 4242 4343' guest deny ''
unset HT_SYSROOT
