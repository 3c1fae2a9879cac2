
# `cargo deny-models ...`: the same, beside cargo's own completions.
function __cargo_deny_models_of_cargo
    set -l words (commandline -opc)
    set -l at (contains -i -- deny-models $words)
    or return
    set -l rest (string escape -- $words[$at..-1])
    complete -C "cargo-$rest "(string escape -- (commandline -ct) | string replace -r "^''\$" "")
end
complete -c cargo -n "__fish_seen_subcommand_from deny-models" -f -a "(__cargo_deny_models_of_cargo)"
complete -c cargo -n "not __fish_seen_subcommand_from deny-models; and test (count (commandline -opc)) -eq 1" -f -a deny-models -d "Gate for AI model licences"
