#!/bin/sh
# Compares a cold scan of crates with ripgrep searching the same files for a like set of words.
#
#   benches/scan.sh BINARY DIR...     each DIR is the directory of a crate
#
# Prints the seconds of both, the best of three runs each, and their ratio.
set -eu
binary=$1
shift
words='huggingface|hf_hub|hf-hub|from_pretrained|/resolve/|\.onnx|\.gguf|\.safetensors|\.tflite|\.rten|ggml-|include_bytes|model_id|pretrained|Model::'

set_args=$(mktemp)
trap 'rm -f "$set_args"' EXIT
for dir; do printf -- '--crate-dir\n%s\n' "$dir"; done > "$set_args"

best() {
    least=
    for _ in 1 2 3; do
        start=$(date +%s%N)
        "$@" > /dev/null 2>&1 || true
        spent=$((($(date +%s%N) - start) / 1000000))
        if [ -z "$least" ] || [ "$spent" -lt "$least" ]; then least=$spent; fi
    done
    echo "$least"
}

scan=$(best xargs -n 100000 -a "$set_args" "$binary" scan --format jsonl)
search=$(best rg --no-ignore --hidden -j2 -n -e "$words" "$@")
echo "crates $#  scan ${scan} ms  ripgrep ${search} ms  ratio $(awk "BEGIN { printf \"%.2f\", $scan / $search }")"
