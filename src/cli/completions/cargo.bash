
# `cargo deny-models ...`: the same, behind cargo's own completions.
_cargo_deny_models_of_cargo() {
    local at=1
    [[ ${COMP_WORDS[1]} == +* ]] && at=2
    if [[ ${COMP_WORDS[at]} == deny-models && $COMP_CWORD -gt $at ]]; then
        COMP_WORDS=(cargo-deny-models "${COMP_WORDS[@]:at+1}")
        COMP_CWORD=$((COMP_CWORD - at))
        _cargo__deny__models cargo-deny-models "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        return
    fi
    if [[ -z $_cargo_deny_models_next ]]; then
        # What completes cargo is loaded when it is first needed, and takes the place of this function.
        local load
        for load in _comp_load __load_completion _completion_loader; do
            declare -F "$load" >/dev/null && "$load" cargo >/dev/null 2>&1 && break
        done
        _cargo_deny_models_after_cargo
    fi
    if declare -F "$_cargo_deny_models_next" >/dev/null; then
        "$_cargo_deny_models_next" "$@"
    fi
    if [[ $COMP_CWORD -eq $at && deny-models == "${COMP_WORDS[COMP_CWORD]}"* && " ${COMPREPLY[*]} " != *" deny-models "* ]]; then
        COMPREPLY+=(deny-models)
    fi
}

# Remembers what completes cargo, and stands before it.
_cargo_deny_models_after_cargo() {
    local spec
    spec=$(complete -p cargo 2>/dev/null)
    if [[ $spec =~ -F\ ([^ ]+) && ${BASH_REMATCH[1]} != _cargo_deny_models_of_cargo ]]; then
        _cargo_deny_models_next=${BASH_REMATCH[1]}
    fi
    complete -o bashdefault -o default -F _cargo_deny_models_of_cargo cargo
}
_cargo_deny_models_after_cargo
