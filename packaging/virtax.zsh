#compdef virtax -P virtax-*
# zsh completion of virtax and its kernels: what may stand there, as the command itself tells it (--options of a verb,
# list --of KIND).

# Names with what they are, from lines on stdin with a tab between; options are compadd's.
_virtax_offer() {
    local -a names lines
    local name about
    while IFS=$'\t' read -r name about; do
        names+=($name)
        lines+=("${(r:22:)name} $about")
    done
    compadd -l -d lines "$@" -a names
}

_virtax_names() {
    $words[1] list --of $1 2>/dev/null
}

_virtax_environments() {
    compset -P '*,'
    if [[ $PREFIX == *+* ]]; then
        local type=${PREFIX%%+*}
        compset -P '*+'
        _virtax_names features | sed -n "s/^$type+//p" | _virtax_offer -S ''
    else
        _virtax_names environments | _virtax_offer -S ''
    fi
}

_virtax_value() { # OPTION ARGUMENT VALUES
    case $1 in
    environments) _virtax_environments ;;
    profile) _virtax_names profiles | _virtax_offer ;;
    *)
        [[ $3 == - ]] || compadd -- ${=3}
        [[ $2 != *(FILE|DIR|DEVICE)* ]] || _files
        ;;
    esac
}

_virtax_results() {
    compadd -- */plan.json(N:h) results/*/plan.json(N:h)
}

_virtax() {
    local before=$words[CURRENT-1] kind name letter argument values help words_of= offered=
    local -a ask=($words[1])
    [[ ${words[1]:t} != virtax ]] || ask+=($words[2])
    if (( CURRENT == 2 && $#ask == 2 )); then
        $words[1] --options 2>/dev/null | sed -n 's/^verb\t//p' | _virtax_offer
        return
    fi
    $ask --options 2>/dev/null | while IFS=$'\t' read -r kind name letter argument values help; do
        [[ $kind != words ]] || words_of=$name
        [[ $kind == option ]] || continue
        offered+="--$name"$'\t'"$help"$'\n'
        [[ $argument != - ]] || continue
        if [[ $PREFIX == --$name=* ]]; then
            compset -P "--$name="
        elif [[ $before != --$name && $before != -$letter ]]; then
            continue
        fi
        _virtax_value $name $argument $values
        return
    done
    if [[ $PREFIX == -* ]]; then
        print -rn -- $offered | _virtax_offer
        return
    fi
    case $words_of in
    FIGURE*) _virtax_names figures | _virtax_offer; _files -g '*.ini' ;;
    DIR*) _virtax_results ;;
    esac
}

_virtax "$@"
