#!/bin/bash
# A wire of a rate that was asked for: fig07 natively over it reaches what Ethernet gives, both ways.
# lane: alone
. "$(dirname "$0")/lib.sh"
needs_root

# A wire of 100 Mbit/s carries 0.09415 of TCP, and 0.0956 if a frame's overhead were not counted; a
# faster one loses what a timer that came late did not send. The middle of three: what else runs here
# may stop a receiver for a while, which then catches up.
try "$virtax" run fig07 -r 3 -e native --link 100mbit --set time=1s --set omit=300ms -o "$scratch/link"
check "100 Mbit/s: exit 0" is "$status" 0
for x in client-to-server server-to-client; do
    middle=$(records "$scratch/link" | jq -s "map(select(.x == \"$x\") | .kernel.results[0].value) | sort[1]")
    echo "# 100 Mbit/s, $x: $middle Gbit/s"
    check "100 Mbit/s, $x: what Ethernet gives" is "$(jq -n "$middle > 0.085 and $middle < 0.095")" true
done
check "100 Mbit/s: the plan keeps it" is "$(jq .network.link_bits "$scratch/link/plan.json")" 100000000
check "nothing is left behind" wait_for 10 nothing_left
finish
