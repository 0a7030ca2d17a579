#!/bin/bash
# reboot - the machine is reset in the middle of a run on a storage medium in a directory of the user's:
# `clean` removes what lay on its disk, `resume` measures what is lacking.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh

there "nohup virtax run fig11 -e native,docker-volume -r 4 --set time=300ms --medium /srv -o rebooted >reboot.log 2>&1 &" </dev/null
lines() { [ "$(there "wc -l <rebooted/records.jsonl" </dev/null)" -ge 2 ]; }
check "records are there" wait_for 120 lines
on_disk() { there "ls -d /srv/* /var/tmp/vtx* 2>/dev/null" </dev/null; }
check "a medium is on the disk, and where it is is noted" is "$(on_disk | sed 's/-[0-9.img]*$//; s/[0-9]\+/N/' | xargs)" \
    "/srv/vtx-N-medium /var/tmp/vtx-N-elsewhere"
before=$(there cat rebooted/records.jsonl </dev/null)
boot=$(there "sync; cat /proc/sys/kernel/random/boot_id" </dev/null)
timeout 10 ssh -F "$lab/ssh" first "echo b >/proc/sysrq-trigger" </dev/null >/dev/null 2>&1
ssh -F "$lab/ssh" -O exit first 2>/dev/null
again() { now=$(there cat /proc/sys/kernel/random/boot_id </dev/null) && [ "$now" != "$boot" ]; }
check "the machine is up again" wait_for 300 again

try_there virtax clean
check "clean: exit 0" is "$status" 0
check "clean: nothing is left on the disk" is "$(on_disk)" ""
try_there virtax resume rebooted
check "resume: measured" test "$status" -eq 0 -o "$status" -eq 3
there "tar -cf - rebooted" </dev/null | tar -C "$scratch" -xf -
check "resume: what was there stays" is \
    "$(head -n "$(count <<<"$before")" "$scratch/rebooted/records.jsonl")" "$before"
check "resume: every cell has a valid record" is \
    "$(records "$scratch/rebooted" | jq -r 'select(.valid) | .cell' | sort -u | count)" \
    "$(jq '[.blocks[].order | length] | add' "$scratch/rebooted/plan.json")"
check "nothing is left on the disk" is "$(on_disk)" ""
finish
