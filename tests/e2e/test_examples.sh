#!/bin/bash
# What docs/adding.md shows whole is right: its figure is planned, its environment compiles.
. "$(dirname "$0")/lib.sh"

# example FIRST-LINE: the fenced block that begins so.
example() {
    awk -v first="$1" '
        /^```/ { inside = 0; next_is_first = 1; next }
        next_is_first { inside = index($0, first) == 1; next_is_first = 0 }
        inside' docs/adding.md
}

example "# STREAM's triad" >"$scratch/mine.ini"
try "$virtax" run "$scratch/mine.ini" -e native --dry-run
check "the figure of docs/adding.md is planned" is "$status" 0
check "the figure of docs/adding.md: both its points" says "$scratch/out" "small-pages"

example "/* env_unshare.c - " >"$scratch/env_unshare.c"
check "the environment of docs/adding.md is whole" says "$scratch/env_unshare.c" "environment_unshare[]"
mapfile -t flags <compile_flags.txt
try gcc "${flags[@]}" -Werror -I orchestrate/environments -fsyntax-only "$scratch/env_unshare.c"
check "the environment of docs/adding.md compiles" is "$status" 0
finish
