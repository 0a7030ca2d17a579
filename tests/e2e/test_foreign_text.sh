#!/bin/bash
# Text that is not UTF-8, from commands and kernels, ends no run and gets into records and report.
. "$(dirname "$0")/lib.sh"
own_root
cd "$scratch" || exit 1

# A machine whose messages are Latin-1, and where no directory can be made.
mkdir "$scratch/bin"
cat >"$scratch/bin/ssh" <<'EOF'
#!/bin/sh
for command; do :; done
case $command in
*mkdir*) printf 'mkdir: Verzeichnis l\344\337t sich nicht anlegen\n' >&2; exit 1 ;;
*) exec sh -c "$command" ;;
esac
EOF
chmod +x "$scratch/bin/ssh"
try env PATH="$scratch/bin:$PATH" "$root/build/virtax" run fig02 -e ssh:root@latin -r 3 $small -o "$scratch/run"
check "words in Latin-1: exit 1" is "$status" 1
check "words in Latin-1: all cells are recorded" is "$(records "$scratch/run" | count)" 6
check "words in Latin-1: they are there" is \
    "$(records "$scratch/run" | jq -r 'select(.series != "native") | .error' | grep -c 'Verzeichnis l��t sich')" 3
check "words in Latin-1: native was measured" is \
    "$(records "$scratch/run" | jq -r 'select(.valid) | .series' | sort | uniq -c | xargs)" "3 native"
check "words in Latin-1: the report is there" test -s "$scratch/run/report.html"

# One that says no in Latin-1 before anything is planned.
sed -i 's/\*mkdir\*/*uname*/' "$scratch/bin/ssh"
try env PATH="$scratch/bin:$PATH" "$root/build/virtax" run fig02 -e ssh:root@latin -r 1 $small -o "$scratch/probed"
check "a refusal in Latin-1: exit 1" is "$status" 1
check "a refusal in Latin-1: native went on" is "$(records "$scratch/probed" | jq -r .series)" native
check "a refusal in Latin-1: the plan says why" says "$scratch/probed/plan.json" "l��t sich"
try "$root/build/virtax" resume "$scratch/probed"
check "what was asked for is still missing when it is resumed: exit 1" is "$status" 1

# A kernel whose last words are no text at all.
cat >"$scratch/kernel" <<EOF
#!/bin/sh
case " \$* " in *" --resolve "*) exec "$project/build/bin/stream" "\$@" ;; esac
printf 'last \\377\\n words\\n' >&2
kill -SEGV \$\$
EOF
install "$scratch/kernel" "$root/build/bin/stream"
try "$root/build/virtax" run fig02 -e native -r 2 -o "$scratch/crash"
check "a crash: exit 1" is "$status" 1
check "a crash: stderr is kept, whatever it is" is \
    "$(records "$scratch/crash" | jq -c .stderr | sort -u)" '"last �\n words\n"'
check "nothing is left behind" nothing_left
finish
