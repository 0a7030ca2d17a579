#!/bin/bash
# peer - the other host is another machine, reached by SSH over a wire of its own.
# machines: both
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh

measure peer fig07 -e native -r 1 --peer ssh:root@other --peer-address 10.99.0.2 \
    --set time=300ms --set omit=100ms
measured peer native
check "both directions" is "$(all_of peer .x)" "client-to-server server-to-client"
check "the other end is the same binary, and ended well" is \
    "$(all_of peer '.gates[] | select(.name == "peer") | [.state, .value] | join(" ")')" "ok same binary"
check "the payload passed the link" is \
    "$(all_of peer '.gates[] | select(.name == "path") | .state')" ok
check "the table says over what" says "$scratch/out" "wire: a real network"
on_other() { ssh -F "$lab/ssh" other "$@" </dev/null; }
check "nothing is left there" is "$(on_other 'pgrep -x netstream; ls -d /tmp/*virtax* /var/tmp/*virtax* 2>/dev/null')" ""
finish
