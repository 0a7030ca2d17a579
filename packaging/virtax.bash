# bash completion of virtax and its kernels: what may stand there, as the command itself tells it (--options of a verb
# or kernel, list --of KIND). shellcheck shell=bash

# _virtax_offer PREFIX WORD...: those that continue what is typed after PREFIX, which stays.
_virtax_offer() {
    local prefix=$1 word
    shift
    for word; do
        [[ $word == "$_virtax_typed"* ]] && COMPREPLY+=("$prefix$word")
    done
}

_virtax_names() {
    mapfile -t _virtax_list < <("$_virtax_command" list --of "$1" 2>/dev/null | cut -f 1)
}

# ENVIRONMENT+KEY=LEVEL+..., and more of them after commas. Of a word with "=" readline replaces what
# stands after the last one, or all: _virtax_trim knows.
_virtax_environments() {
    local before='' head
    [[ $_virtax_typed != *,* ]] || { before=${_virtax_typed%,*},; _virtax_typed=${_virtax_typed##*,}; }
    if [[ $_virtax_typed == *+* ]]; then
        head=${_virtax_typed%+*}
        _virtax_names features
        _virtax_typed=${_virtax_typed##*+}
        mapfile -t _virtax_list < <(printf '%s\n' "${_virtax_list[@]}" | sed -n "s/^${head%%+*}+//p")
        _virtax_offer "$before$head+" "${_virtax_list[@]}"
    else
        _virtax_names environments
        _virtax_offer "$before" "${_virtax_list[@]}"
    fi
}

_virtax_results() {
    local plan
    for plan in "$_virtax_typed"*/plan.json results/"$_virtax_typed"*/plan.json; do
        [ -e "$plan" ] && COMPREPLY+=("${plan%/plan.json}")
    done
}

# The value of an option: words that its help knows, or names, or files.
_virtax_value() { # OPTION ARGUMENT VALUES
    local values
    case $1 in
    environments) _virtax_environments ;;
    profile) _virtax_names profiles && _virtax_offer '' "${_virtax_list[@]}" ;;
    *)
        read -ra values <<<"${3#-}"
        _virtax_offer '' "${values[@]}"
        case $2 in
        *FILE* | *DIR* | *DEVICE*) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$_virtax_typed") ;;
        esac
        ;;
    esac
}

# readline divides words at what COMP_WORDBREAKS holds: an offer must not repeat what stands before.
_virtax_trim() {
    local word=$1 kept
    [[ $COMP_WORDBREAKS == *=* && $word == *=* ]] || return 0
    kept=${word%"${word##*=}"}
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}

_virtax() {
    local _virtax_command=$1 _virtax_typed _virtax_list=() before whole line
    COMPREPLY=()
    # The words as the command gets them: readline's are divided at "=" and ":".
    read -ra line <<<"${COMP_LINE:0:COMP_POINT}"
    [[ ${COMP_LINE:0:COMP_POINT} != *[[:space:]] ]] || line+=('')
    whole=${line[-1]} before='' _virtax_typed=$whole
    [ ${#line[@]} -lt 3 ] || before=${line[-2]}

    local -a ask=("$_virtax_command")
    if [[ ${_virtax_command##*/} == virtax ]]; then
        if [ ${#line[@]} -le 2 ]; then
            mapfile -t _virtax_list < <("$_virtax_command" --options | sed -n 's/^verb\t\([^\t]*\).*/\1/p')
            _virtax_offer '' "${_virtax_list[@]}" --help --version
            return
        fi
        ask+=("${line[1]}")
    fi
    local kind name letter argument values chosen='' words='' offered=()
    while IFS=$'\t' read -r kind name letter argument values _; do
        [ "$kind" != words ] || words=$name
        [ "$kind" = option ] || continue
        offered+=("--$name")
        if [ "$argument" != - ]; then
            case $whole in
            --"$name"=*) chosen=1 _virtax_typed=${whole#*=} ;;
            *) [ "$before" != "--$name" ] && [ "$before" != "-$letter" ] || chosen=1 ;;
            esac
        fi
        [ -z "$chosen" ] || break
    done < <("${ask[@]}" --options 2>/dev/null)
    if [ -n "$chosen" ]; then
        _virtax_value "$name" "$argument" "$values"
        [[ $whole != --*=* ]] || COMPREPLY=("${COMPREPLY[@]/#/"--$name="}")
    elif [[ $whole == -* ]]; then
        _virtax_offer '' "${offered[@]}"
    else
        case $words in
        FIGURE*)
            _virtax_names figures
            _virtax_offer '' "${_virtax_list[@]}"
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X '!*.ini' -- "$whole")
            ;;
        DIR*) _virtax_results ;;
        esac
    fi
    _virtax_trim "$whole"
}
# Each command has this file under its own name.
_virtax_file=${BASH_SOURCE[0]##*/}
complete -o nosort -F _virtax "${_virtax_file%.bash}"
