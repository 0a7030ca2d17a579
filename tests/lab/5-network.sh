#!/bin/bash
# network - a guest whose packets the kernel moves (vhost), with a queue for each virtual CPU, of the
# network and of the disk; and a firewall on the host.
cd "$(dirname "$0")/../.." && . tests/lab/steps.sh
guest=kvm+vhost=on+net-queues=multi+queues=multi

# On one socket each side has one CPU, and one virtual CPU has one queue.
there "sed 's/^scope = .*/scope = machine/' /usr/local/lib/virtax/data/figures/fig07.ini >wide.ini" </dev/null
measure vhost wide.ini -r 1 --accel kvm -e native,$guest --set time=1s --set omit=300ms
measured vhost $guest native
of_guest() { all_of vhost "select(.series != \"native\") | $1"; }
check "its accelerator is KVM" is "$(of_guest .accel)" kvm
check "its features are given" is \
    "$(of_guest '.guest.features | [.vhost, .["net-queues"], .queues] | join(" ")')" "on multi multi"
check "nothing is left out" is "$(of_guest '.guest.left_out | length')" 0
argv() { jq -r ".environments[\"$guest\"].qemu_argv | join(\" \")" "$scratch/vhost/machine.json"; }
check "QEMU has vhost and two queues" grep -qE 'tap,id=lab[^ ]*vhost=on,queues=2 .*mq=on,vectors=6' <(argv)
check "and two of the disk" grep -q 'drive=disk,num-queues=2' <(argv)
check "the packets went their way" is "$(of_guest '.gates[] | select(.name == "path") | .state')" ok

# firewalld puts what it does not know into a zone that lets next to nothing in. Docker tells it of its
# bridge when one of both starts after the other.
there "systemctl start firewalld && systemctl restart docker" </dev/null
zones() { there "firewall-cmd --get-active-zones" </dev/null | xargs; }
before=$(zones)
measure walled fig08 -r 1 -e native,docker-host,docker-nat --set time=300ms --set omit=100ms
measured walled docker-host docker-nat native
check "firewalld: the packets went their way" is "$(all_of walled '.gates[] | select(.name == "path") | .state')" ok
check "firewalld: knows no more than before" is "$(zones)" "$before"
there "systemctl stop firewalld && systemctl restart docker" </dev/null
finish
