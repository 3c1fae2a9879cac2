# The command as it is installed: by cargo, by the action, by pre-commit. All build with the release profile into one
# target directory, so that the dependencies are compiled once.
python_packages pre-commit==4.7.0 PyYAML==6.0.3
export CARGO_TARGET_DIR="$TARGET"
# That it builds and runs is what counts here, not how fast it is.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16

step 'cargo install --path .'
prefix="$OUT/prefix"
cargo install --path . --locked --quiet --root "$prefix"
(
  # As a user has it, with nothing of this checkout on the PATH.
  export PATH="$prefix/bin:$PATH"
  run 1 cargo deny-models check --manifest-path examples/hidream/Cargo.toml 2> "$OUT/installed.txt"
  run 0 cargo deny-models resolve Qwen/Qwen2.5-7B-Instruct > /dev/null
)
grep -q 'error\[non-osi-model\]' "$OUT/installed.txt"

step 'the action, as .github/workflows/deny-models.yml runs it'
act() { # CODE INPUT=VALUE...
  local code="$1"
  shift
  (
    export CARGO_INSTALL_ROOT="$OUT/action-root" PATH="$OUT/action-root/bin:$PATH"
    run "$code" "$PY" .ci/act.py . version=local annotations=false "$@" > "$OUT/act.txt" 2>&1
  ) || { cat "$OUT/act.txt" >&2; return 1; }
}
act 0 strict=true
grep -qx 'output outcome=pass' "$OUT/act.txt"
act 1 manifest-path=examples/hidream/Cargo.toml
grep -q 'error\[non-osi-model\]' "$OUT/act.txt"

step 'the hook that pre-commit builds'
user="$OUT/rust-hook-user"
rm -rf "$user"
mkdir -p "$user/src"
git init --quiet "$user"
cp examples/hidream/Cargo.toml examples/hidream/Cargo.lock "$user/"
cp examples/hidream/src/main.rs "$user/src/"
git -C "$user" add -A
git -C "$user" -c user.name=ci -c user.email=ci@example.com commit --quiet -m guilty
checkout=$PWD
hook() { (cd "$user" && PRE_COMMIT_HOME="$OUT/pre-commit-rust" "$PYBIN/pre-commit" try-repo "$checkout" cargo-deny-models --all-files --verbose); }
run 1 hook > "$OUT/rust-hook.txt" || { cat "$OUT/rust-hook.txt" >&2; exit 1; }
# A hook that could not be built fails too, with 3.
grep -q 'error\[non-osi-model\]' "$OUT/rust-hook.txt" || { cat "$OUT/rust-hook.txt" >&2; exit 1; }
