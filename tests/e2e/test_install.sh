#!/bin/bash
# `make install`: a user runs from there; manual pages and completion have what the option tables have.
. "$(dirname "$0")/lib.sh"
needs_root
chmod 755 "$scratch"
umask 077 # what is installed is for everybody all the same
try make install DESTDIR="$scratch/to" PREFIX=/usr
check "make install" is "$status" 0
bin=$scratch/to/usr/bin manual=$scratch/to/usr/share/man
chmod 755 "$scratch/to" "$scratch/to/usr"
check "nothing of it points to where it was put together" is \
    "$(find "$scratch/to" -type l -lname '/*'; grep -rlF "$scratch" "$scratch/to")" ""

verbs() { "$bin/virtax" --options | awk -F '\t' '$1 == "verb" { print $2 }'; }
kernels() { ls "$scratch/to/usr/lib/virtax/build/bin"; }
options() { awk -F '\t' '$1 == "option" { print "--" $2 }' | sort; }

# Every page is well-formed, for two that read them; a page for each command, which has its options.
check "mandoc's lint" mandoc -T lint -W warning "$manual"/man?/*
complaints=$(for page in "$manual"/man?/*; do LC_ALL=C.UTF-8 man --warnings -l "$page" 2>&1 >/dev/null; done)
check "man's own warnings" is "$complaints" ""
check "a page for virtax, each verb, each kernel, two formats" is \
    "$(cd "$manual" && ls man?/* | sort)" \
    "$({ verbs; kernels; } | sed 's|.*|man1/virtax-&.1|' | cat - <(printf '%s\n' man1/virtax.1 man5/virtax-{figure,results}.5) | sort)"
text() { mandoc -T utf8 -O width=200 "$1" | sed 's/.\x08//g'; }
page_has_options() { # PAGE COMMAND...
    local page=$1
    shift
    is "$(text "$page" | sed -n '/^OPTIONS/,/^SEE/p' | grep -oE '^ {7}(-[^ -].*, )?--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+$' | sort)" "$("$@" --options | options)"
}
for verb in $(verbs); do
    check "virtax-$verb(1) has the verb's options" page_has_options "$manual/man1/virtax-$verb.1" "$bin/virtax" "$verb"
done
for kernel in $(kernels); do
    check "virtax-$kernel(1) has the kernel's options" page_has_options "$manual/man1/virtax-$kernel.1" "$bin/virtax-$kernel"
done
check "virtax-figure(5) has every key" is \
    "$(text "$manual/man5/virtax-figure.5" | sed -n '/^KEYS OF/,$ s/^ *\([a-z-]*\) = .*/\1/p')" \
    "$("$bin/virtax" list --of keys | cut -f 2)"
known=$(awk -F ' = ' '/^\[/ { section = $1 } /^[a-z]/ && section == "[figure]" { print $1 }' data/figures/*.ini | sort -u)
check "every key of [figure] that definitions use is listed" is \
    "$(comm -23 <(echo "$known") <("$bin/virtax" list --of keys | grep '^figure' | cut -f 2 | sort -u))" ""

# A user, from there.
user() {
    setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH="$bin:$PATH" HOME="$scratch/home" \
        sh -c 'cd "$HOME" && exec "$@"' sh "$@"
}
install -d -o 65534 "$scratch/home"
# shellcheck disable=SC2086 # words
try user virtax run fig02 -e native -r 1 $small -o results/first
check "a user's run: exit 0" is "$status" 0
check "a user's run: measured" is "$(records "$scratch/home/results/first" | jq -r 'select(.valid) | .series')" native
check "virtax-results(5) has every column" is \
    "$(comm -23 <(head -n 1 "$scratch/home/results/first/figures/fig02.csv" | tr , '\n' | sort) \
        <(text "$manual/man5/virtax-results.5" | sed -n '/^FIGNN.CSV/,/^PLAN.JSON/p' | sed -nE 's/^ {7}([a-z].*)/\1/p' |
            tr -c 'a-z0-9_' '\n' | sort -u))" ""
try user virtax list
check "a user's list: exit 0" is "$status" 0
check "a user's list: a figure with a peer needs root, or a peer" says "$scratch/out" \
    "needs root; run as root, or name a peer: --peer ssh:USER@HOST"
check "a user's list: a figure of storage needs root, or files" says "$scratch/out" \
    "cannot run here: a storage medium needs root; run as root, or measure on files in a directory: --medium=files:DIR"
try user virtax-stream --resolve
check "a kernel by its installed name" is "$(jq -r .kernel "$scratch/out")" stream

# What is completed: a line as it is typed, and all that its last word may become.
lines=(
    'virtax r' 'virtax run --' 'virtax report --form' 'virtax run fig0' 'virtax run fig02 -e native,kv'
    'virtax run fig02 --environments=native,docker+net' 'virtax run fig02 -e kvm+vhost=on+pinn'
    'virtax run -p ' 'virtax run --accel ' 'virtax run --accel=k' 'virtax list --of f' 'virtax report ' 'virtax compare '
    'virtax watch ' 'virtax export results/f' 'virtax run --medium '
    'virtax-stream --st' 'virtax-stream --isa=a' 'virtax-kernelops -'
)
names() { "$bin/virtax" list --of "$1" | cut -f 1; }
expected() {
    echo "report resume run"
    "$bin/virtax" run --options | options | xargs
    echo "--format"
    names figures | grep '^fig0' | sort | xargs
    names environments | grep '^kv' | sort | sed 's/^/native,/' | xargs
    names features | grep '^docker+net' | sort | sed 's/^/--environments=native,/' | xargs
    names features | grep '^kvm+pinn' | sort | sed 's/^kvm+/kvm+vhost=on+/' | xargs
    names profiles | sort | xargs
    echo "auto kvm tcg"
    echo "--accel=kvm"
    echo "features figures"
    printf '%s\n' results/first results/first results/first results/first
    at_home compgen -f | sort | xargs # any path may be a medium
    echo "--stack-offset --stores"
    echo "--isa=auto --isa=avx2 --isa=avx512"
    "$bin/virtax-kernelops" --options | options | xargs
}
# readline replaces what stands after the last of its word breaks.
in_bash() {
    local line kept
    # shellcheck source=packaging/virtax.bash
    . "$scratch/to/usr/share/bash-completion/completions/virtax"
    COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
    for line in "${lines[@]}"; do
        COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
        _virtax "${line%% *}"
        kept=${line##* }
        kept=${kept%"${kept##*[=:]}"}
        printf '%s\n' "${COMPREPLY[@]/#/$kept}" | sort | xargs
    done
}
at_home() { (cd "$scratch/home" && PATH=$bin:$PATH && "$@"); }
expected >"$scratch/expected"
at_home in_bash >"$scratch/in-bash" 2>"$scratch/err"
check "bash completes what the tables have" diff "$scratch/expected" "$scratch/in-bash"
check "without a word of its own" is "$(cat "$scratch/err")" ""

# A shell on a terminal of its own tells all matches of its completion, and what stands before them.
cat >"$scratch/in-zsh" <<'END'
zmodload zsh/zpty
zpty shell "zsh -f -i"
zpty -w shell "PROMPT= fpath=($functions_at \$fpath); autoload -Uz compinit && compinit -u -D; cd $PWD; PATH=$PATH; setopt no_beep
    compadd() {
        case \" \${@[1,(i)(-|--)]} \" in *' -'[OAD]*) builtin compadd \"\$@\"; return ;; esac
        typeset -a hits; builtin compadd -O hits \"\$@\"
        for hit in \$hits; do print -r -- \"HIT \$IPREFIX\$hit\" >>$said; done
        builtin compadd \"\$@\"
    }
    finished() { print END >>$said }
    zle -N finished; bindkey '^I' complete-word; bindkey '^G' finished; bindkey '^U' kill-whole-line
    zle-line-init() { print READY >>$said }; zle -N zle-line-init"
# What it prints must be read, or it waits.
await() { until grep -q $1 $said; do while zpty -r -t shell ignored; do :; done; sleep 0.02; done 2>/dev/null }
await READY
while IFS= read -r line; do
    : >$said
    zpty -w -n shell "$line"$'\t\x07\x15'
    await END
    sed -n 's/^HIT //p' $said | sed 's|/$||' | sort -u | xargs
done
zpty -d shell
END
in_zsh() {
    printf '%s\n' "${lines[@]}" |
        functions_at=$scratch/to/usr/share/zsh/site-functions said=$scratch/said timeout 60 zsh -f "$scratch/in-zsh"
}
at_home in_zsh >"$scratch/zsh" 2>"$scratch/err"
check "zsh completes what the tables have" diff "$scratch/expected" "$scratch/zsh"
finish
