#!/bin/bash
# test_report_page.sh - report.html, and pages over runs and hosts, as a browser shows them: on a phone, a tablet and
# a screen, light, dark and printed.
. "$(dirname "$0")/lib.sh"

command -v chromium >/dev/null || {
    skip "all" "there is no chromium"
    rm -rf "$scratch"
    exit 77
}

# draw NAME: what there is of that name below tests/unit/data.
draw() {
    mkdir "$scratch/$1" && cp tests/unit/data/"$1"/*.json* "$scratch/$1" || return
    try "$virtax" report "$scratch/$1"
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
}

# browse WHAT [OPTION...]: the harness's findings to $scratch/found; console messages to $scratch/err.
browse() {
    _what=$1
    shift
    timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$scratch/browser" \
        --allow-file-access-from-files --virtual-time-budget=60000 --enable-logging=stderr "$@" \
        --dump-dom "file://$project/tests/e2e/report_page.html?$_what" 2>"$scratch/log" |
        sed -n 's/.*\(fault: .*\|looked: .*\)/\1/p' | sed 's/<.*//' >"$scratch/found"
    # The browser's own pages speak there as well, of fonts that they wait for on a busy machine.
    grep CONSOLE "$scratch/log" | grep -v 'source: chrome://' >"$scratch/err"
}

# without_fault PAGES: so many were looked at, and nothing was found.
without_fault() {
    grep -qx "looked: $1" "$scratch/found" && ! grep -q fault "$scratch/found" && [ ! -s "$scratch/err" ] &&
        return
    sed 's/^/#   /' "$scratch/found" "$scratch/err"
    return 1
}

check "a figure of bars" draw results-stream
check "a figure of lines" draw results-sweep
check "a factorial" draw results-factorial
mkdir "$scratch/broken" && echo '{}' >"$scratch/broken/plan.json"
try "$virtax" report --index "$scratch"
check "an index" test "$status" = 0 -a -s "$scratch/index.html"
check "it has every run" test "$(grep -c '<tr><th scope="row">' "$scratch/index.html")" = 4
check "one that is broken with its cause" grep -q 'broken</th>.*plan.json' "$scratch/index.html"
try "$virtax" report --index "$scratch/broken"
check "an index of nothing is refused" test "$status" = 2
check "with words" grep -q 'holds no run' "$scratch/err"

cp -r "$scratch/results-stream" "$scratch/second"
jq '.before.cpu_model = "Another"' "$scratch/results-stream/machine.json" >"$scratch/second/machine.json"
jq '.figures[0].parameters["array-size"] = "1G"' "$scratch/results-stream/plan.json" >"$scratch/second/plan.json"
try "$virtax" report --hosts="$scratch/hosts.html" "$scratch/results-stream" "$scratch/second"
check "a page over hosts" test "$status" = 0
check "what differs between them" grep -q -e '--array-size differs: A 256M, B 1G' "$scratch/hosts.html"
are_two() { ! grep -q 'may be one machine' "$scratch/hosts.html"; }
check "two machines are two" are_two
try "$virtax" report --hosts="$scratch/hosts.html" "$scratch/results-stream" "$scratch/results-stream"
check "one machine twice: said" grep -q 'A and B may be one machine' "$scratch/hosts.html"
try "$virtax" report --hosts="$scratch/hosts.html" "$scratch/results-stream" "$scratch/results-sweep"
check "no figure in common: refused" test "$status" = 2

pages=
for run in results-stream results-sweep results-factorial; do pages+=,$scratch/$run/report.html; done
browse "390+768+1400$pages,$scratch/index.html,$scratch/hosts.html"
check "light" without_fault 15
browse "dark390+1400$pages,$scratch/index.html" --blink-settings=preferredColorScheme=0
check "dark" without_fault 8

# What is for print stands for all, and what is for screens for none.
printed=
for run in results-stream results-sweep results-factorial; do
    sed 's/@media print/@media all/; s/@media screen and [^{]*/@media not all/' \
        "$scratch/$run/report.html" >"$scratch/$run-printed.html"
    printed+=,$scratch/$run-printed.html
done
browse "718$printed" # an A4 page within its margins
check "printed" without_fault 3

# Of pages that take a run to be made, what writes them.
all_say_of_what() { ! grep -rn '<th>' orchestrate/; }
check "no heading of any page is without scope" all_say_of_what

# The checks themselves: a page with each of these faults is not let pass.
cat >"$scratch/bad.html" <<'BAD'
<!DOCTYPE html><title>bad</title><body style="margin:0"><h1>a</h1><h3>b</h3>
<p style="color:#999">faint</p><p style="width:2000px">wide</p><a href="#nothing">c</a>
<table><thead><tr><th>d<tbody><tr><td>e<td>f</table><div class="chart"></div>
<script>console.error('said')</script>
BAD
browse "390,$scratch/bad.html"
for fault in contrast 'scrolls sideways' 'skips a level' 'without scope' 'under 1 headings' 'says nothing' 'link to nothing'; do
    check "seen: $fault" grep -q "$fault" "$scratch/found"
done
check "seen: what the console was told" grep -q said "$scratch/err"
: >"$scratch/err"
finish
