#!/usr/bin/env bash
# What the hook costs: compiled, beside other build-dependencies, and run, beside the `cargo tree` that it calls.
#
#   benches/hook.sh [RUNS]
#
# Needs the registry once. Prints CPU seconds (user and system, the least of RUNS builds from a clean target, debug
# profile, one job) and the crates that are compiled for the build script; then the time of a run of the hook on
# examples/search-app, in milliseconds (the median of 15), and its ratio to `cargo tree`.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
runs=${1:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A crate of a registry is never built incrementally, and the path to this one stands for it.
export CARGO_TERM_COLOR=never CARGO_BUILD_JOBS=1 CARGO_INCREMENTAL=0
unset RUSTFLAGS CARGO_TARGET_DIR

project() { # NAME DEPENDENCY BUILD_RS
  mkdir -p "$work/$1/src"
  printf '[package]\nname = "cost"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n[build-dependencies]\n%s\n[workspace]\n' "$2" > "$work/$1/Cargo.toml"
  printf 'fn main() {}\n' > "$work/$1/src/main.rs"
  printf '%s\n' "$3" > "$work/$1/build.rs"
}

compiled() { # NAME: least CPU seconds, and crates
  cd "$work/$1"
  cargo fetch --quiet
  local least= spent
  for _ in $(seq "$runs"); do
    rm -rf target
    TIMEFORMAT='%U %S'
    spent=$({ time cargo build --offline --quiet > "$work/log" 2>&1 || { cat "$work/log" >&2; false; }; } 2>&1 | tail -1 | awk '{ print $1 + $2 }')
    least=$(awk -v a="${least:-999}" -v b="$spent" 'BEGIN { print (b < a) ? b : a }')
  done
  local crates
  crates=$(cargo tree --offline -e normal,build --prefix none --format '{p}' | sed 's/ (.*//' | grep '^[a-z0-9_-]* v' | sort -u | { grep -vc '^cost ' || true; })
  printf '%-42s %6.1f CPU-s %4d crates\n' "$1" "$least" "$crates"
  cd "$here"
}

project deny-models "deny-models = { path = \"$here/crates/deny-models\" }" 'fn main() { deny_models::hook::check(); }'
project vergen-cargo_metadata 'vergen = { version = "9", features = ["build", "cargo", "rustc", "cargo_metadata"] }' 'fn main() {}'
project built 'built = "0.8"' 'fn main() {}'
project shadow-rs 'shadow-rs = "1"' 'fn main() {}'
for name in deny-models vergen-cargo_metadata built shadow-rs; do compiled "$name"; done

# The build script itself, run as cargo runs it, on a graph of several hundred packages.
script=$(ls "$work"/deny-models/target/debug/build/cost-*/build-script-build | head -1)
target=$(rustc -vV | sed -n 's/^host: //p')
cd examples/search-app
cargo fetch --quiet --locked
mkdir -p "$work/out"
hook() {
  CARGO=$(command -v cargo) CARGO_PKG_NAME=search-app CARGO_PKG_VERSION=0.1.0 CARGO_PKG_LICENSE=MIT CARGO_MANIFEST_DIR=$PWD \
    OUT_DIR="$work/out" TARGET="$target" CARGO_CFG_FEATURE= "$script"
}
tree() {
  cargo tree -p search-app -e normal,build --target "$target" --locked --offline --prefix depth --format ' {p} {f}'
}
times() {
  for _ in $(seq 15); do
    local start=$EPOCHREALTIME
    "$1" > /dev/null 2>&1 || true
    local end=$EPOCHREALTIME
    echo $(((${end/./} - ${start/./}) / 100))
  done | sort -n | awk '{ all[NR] = $1 } END { printf "%.1f", all[int((NR + 1) / 2)] / 10 }'
}
tree > /dev/null
hook > /dev/null 2>&1 || true
tree_ms=$(times tree)
hook_ms=$(times hook)
printf 'cargo tree %s ms, a run of the hook %s ms, ratio %.2f\n' "$tree_ms" "$hook_ms" "$(awk "BEGIN { print $hook_ms / $tree_ms }")"
