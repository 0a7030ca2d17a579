#!/bin/bash
# machine.json tells what changed and nothing else; a resumed run boots the same guest image.
# lane: alone
. "$(dirname "$0")/lib.sh"
thp=/sys/kernel/mm/transparent_hugepage/enabled
thp_before=$(sed 's/.*\[\(.*\)\].*/\1/' $thp)
trap 'echo "$thp_before" >$thp' EXIT
own_root
image=$(readlink "$project/build/vm/current")
mkdir -p "$root/build/vm/$image"
ln -s "$project/build/vm/$image"/* "$root/build/vm/$image/"
ln -s "$image" "$root/build/vm/current"

# What a run sets and puts back is no change of the machine.
echo always >$thp
try "$virtax" run fig02 -e native -r 1 $small -o "$scratch/run"
check "a run on a host with THP always: exit 0" is "$status" 0
check "it changed nothing" is "$(jq -c .changed "$scratch/run/machine.json")" '[]'
check "THP before and after" is "$(jq -r '[.before.thp, .after.thp] | join(" ")' "$scratch/run/machine.json")" "always always"
check "the kernel saw what the plan sets" is \
    "$(records "$scratch/run" | jq -r ".kernel.evidence.surroundings[\"$thp\"]")" madvise

# Which image guests boot is part of the plan.
"$root/build/virtax" run fig02 -e kvm --accel tcg -r 1 $small -o "$scratch/guest" >/dev/null 2>"$scratch/err" &
virtax_pid=$!
check "a plan with a guest" wait_for 60 test -s "$scratch/guest/plan.json"
kill -INT $virtax_pid
wait $virtax_pid 2>/dev/null
check "it names the image" is "$(jq -r .guest_image "$scratch/guest/plan.json")" "$image"
mv "$root/build/vm/$image" "$root/build/vm/0000"
ln -sfn 0000 "$root/build/vm/current"
try "$root/build/virtax" resume "$scratch/guest"
check "another image: resume exits 1" is "$status" 1
check "another image: says so" says "$scratch/err" "the guest image has changed since the run began"
check "nothing is left behind" nothing_left
finish
