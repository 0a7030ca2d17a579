#!/bin/bash
# test_standard_streams.sh - programs whose stdin, stdout or stderr is closed, or whose output does
# not fit: nothing lands in a file that was measured, and what could not be told is an error.
. "$(dirname "$0")/kernel_cli.sh"

file=$scratch/measured
# A new file, through the page cache: with a stream's number it would take what is meant for that.
quick_blockio() {
    rm -f "$file"
    "$bin/blockio" --path="$file" --size=4M --time=100ms --direct=0 --json
}
untouched() { ! grep -aqe 'virtax-kernel' -e 'virtax: ' "$file"; }

quick_blockio >&- 2>"$scratch/err"
check "blockio, stdout closed: an error" test $? = 1
check "blockio, stdout closed: said" says "$scratch/err" "writing the record: Bad file descriptor"
check "blockio, stdout closed: no record in the file" untouched
quick_blockio 2>&- >"$scratch/out"
check "blockio, stderr closed: measured" test $? = 0
check "blockio, stderr closed: no marks in the file" untouched
quick_blockio <&- >"$scratch/out" 2>"$scratch/err"
check "blockio, stdin closed: measured" test $? = 0
quick_blockio <&- >&- 2>&-
check "blockio, all closed: an error" test $? = 1
check "blockio, all closed: nothing in the file" untouched

for program in "$bin"/* build/virtax; do
    name=$(basename "$program")
    for words in --help --version; do
        "$program" $words >&- 2>"$scratch/err"
        check "$name $words, stdout closed: an error" test $? = 1
        check "$name $words, stdout closed: said" one_line "$scratch/err"
        "$program" $words >/dev/full 2>"$scratch/err"
        check "$name $words, full disk: an error" test $? = 1
        check "$name $words, full disk: said" says "$scratch/err" "No space left on device"
        "$program" $words 2>&- <&- >"$scratch/out"
        check "$name $words, only stdout" test $? = 0 -a -s "$scratch/out"
    done
done
for words in list doctor "doctor --json" "run fig02 --dry-run -e native --set array-size=4M"; do
    # shellcheck disable=SC2086 # a verb and its options
    build/virtax $words >/dev/full 2>"$scratch/err"
    check "virtax $words, full disk: an error" test $? = 1
    check "virtax $words, full disk: said" says "$scratch/err" "No space left on device"
done
finish
