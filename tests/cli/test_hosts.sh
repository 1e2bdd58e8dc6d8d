# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# Traces of several hosts below one folder: real samples, which say that they are of other hosts. Part
# of run.sh.

samples=$here/../../traces/samples
hosts=$tmp/hosts

# host SAMPLE NAME: the name takes the place of "(none)" in the metadata, whose packets keep their size
host() {
	mkdir -p "$hosts/$2"
	cp -r "$samples/$1" "$hosts/$2/$1"
	find "$hosts/$2" -name metadata -exec sed -i "s/\"(none)\"/\"$2\"/" {} +
}
host boot host-a
host panic host-b

for report in boot overview exits migrations panic shutdown; do
	run report $report "$samples/boot"
	cp "$tmp/out" "$tmp/of-a"
	run report $report "$samples/panic"
	cp "$tmp/out" "$tmp/of-b"
	{
		printf 'Host host-a\n\n'
		cat "$tmp/of-a"
		printf '\nHost host-b\n\n'
		cat "$tmp/of-b"
	} >"$tmp/both"
	run report $report "$hosts"
	verdict "$report: one host after the other, as if alone" \
		"$(diff "$tmp/both" "$tmp/out" | head -5)"
	run report $report --json "$hosts"
	verdict "$report: a document a host" "$(python3 -c 'import json, sys
text, decoder, hosts = open(sys.argv[1]).read().lstrip(), json.JSONDecoder(), []
while text:
	document, end = decoder.raw_decode(text)
	hosts.append(document["host"])
	text = text[end:].lstrip()
print("" if hosts == ["host-a", "host-b"] else hosts)' "$tmp/out" 2>&1 | tail -1)"
done
run report overview --json "$hosts/host-a"
lacks "a host alone is not named" '"host":'
run report overview --vm host-b:3 "$hosts"
has "a VM of a host" '^Host host-b'
lacks "and of no other" 'host-a'
run report exits --vm host-b:pid:221 "$hosts"
has "a process of a host" '^VM 3, process 221'
for report in overview exits migrations panic shutdown; do
	fails "$report: a VM without its host" 1 ".*VM '3' of which host? HOST:3, .* 'host-a', 'host-b'" \
		report $report --vm 3 "$hosts"
done
run report overview --vm host-a:3 "$hosts"
verdict "a VM that another host has" "$([ "$status" = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
	grep -q "no VM '3' in this trace; there is: 1" "$tmp/err" || told "$tmp/err")"
fails "hosts are not mixed by convert" 1 ".*traces of 2 hosts ('host-a', 'host-b')" \
	convert "$hosts" "$tmp/mixed"
fails "nor by top" 1 '.*give the directory of one host' top "$hosts"
host migration 'a%s%nb'
run report overview "$hosts"
has "a host's name that attacks printf" '^Host a%s%nb'
run report overview --json "$hosts"
has "also as JSON" '"host": "a%s%nb"'
rm -r "$hosts"
