#!/bin/bash
# While a run measures, another one does nothing that could disturb it: no trial, no plan.
. "$(dirname "$0")/lib.sh"
own_root
cd "$scratch" || exit 1
"$virtax" run fig02 -e native -r 1 $small -o "$scratch/whole" >/dev/null 2>&1
cat >"$scratch/kernel" <<EOF
#!/bin/sh
echo "\$*" >>"$scratch/called"
exec "$project/build/bin/stream" "\$@"
EOF
install "$scratch/kernel" "$root/build/bin/stream"

# Whoever holds the lock measures.
exec 9</tmp/virtax.lock
flock 9
try "$root/build/virtax" run fig02 -e native -r 1 -o "$scratch/run"
check "a second run: exit 1" is "$status" 1
check "a second run: says so" says "$scratch/err" "another virtax run"
check "a second run: no kernel was tried" absent "$scratch/called"
check "a second run: nothing is created" absent "$scratch/run"
try "$virtax" resume "$scratch/whole"
check "a resumed one: exit 1" is "$status" 1
check "a resumed one: says so" says "$scratch/err" "another virtax run"
try "$root/build/virtax" run fig02 -e native -r 1 --set time=100ms --dry-run
check "a dry run: exit 0" is "$status" 0
exec 9<&-
finish
