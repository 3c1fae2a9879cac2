# What a release does, as far as it can be done without a code host: every step of .ci/release.py with the program that was
# built here, and the action with a host that hands out what was made.
python_packages PyYAML==6.0.3
release="$OUT/release" dist="$OUT/release/dist" host="$OUT/release/host"
rm -rf "$release"
mkdir -p "$dist" "$host"
step_py() { "$PY" .ci/release.py "$@"; }

step 'one version everywhere'
version=$(step_py check)
run 1 step_py check v999.0.0 2> "$release/log"
grep -q 'the tag is v999.0.0' "$release/log"

step 'the order of the crates, with a registry that has the first of them'
cat > "$host/cargo" <<'SH'
#!/usr/bin/env bash
case "$1" in
  metadata) exec "$CARGO_OF_MACHINE" "$@" ;;
  info) case "$*" in *\ deny-models@*) exit 0 ;; *) echo 'error: could not find it in registry' >&2; exit 101 ;; esac ;;
  *) echo "cargo $*" ;;
esac
SH
chmod +x "$host/cargo"
CARGO_OF_MACHINE=$(command -v cargo)
export CARGO_OF_MACHINE
PATH="$host:$PATH" "$PY" .ci/release.py publish > "$release/order"
rm "$host/cargo"
printf '%s\n' "deny-models $version is published" 'cargo publish --locked --package deny-models-scan' \
  'cargo publish --locked --package cargo-deny-models' | diff - "$release/order"

step 'archives: the same bytes each time, a program that runs'
here=x86_64-unknown-linux-gnu
# Most of a debug build is lines for backtraces, and to pack them takes a minute.
program="$release/cargo-deny-models"
strip -o "$program" "$TOOL"
for target in $here x86_64-pc-windows-msvc; do step_py archive "$target" "$program" "$dist" > /dev/null; done
for target in aarch64-unknown-linux-gnu x86_64-apple-darwin aarch64-apple-darwin; do
  echo "$target" > "$dist/cargo-deny-models-v$version-$target.tar.gz"
done
step_py archive "$here" "$program" "$release/again" > /dev/null
archive="cargo-deny-models-v$version-$here.tar.gz"
cmp "$dist/$archive" "$release/again/$archive"
step_py try "$dist/$archive"
step_py try "$dist/cargo-deny-models-v$version-x86_64-pc-windows-msvc.zip"
run 1 step_py archive m68k-unknown-linux-gnu "$program" "$dist" 2> /dev/null

step 'checksums of a release that is complete, and of no other'
run 1 step_py checksums "$dist" 2> "$release/log"
grep -q 'cdx.json' "$release/log"
echo '{}' > "$dist/cargo-deny-models-v$version.cdx.json"
step_py checksums "$dist"
(cd "$dist" && sha256sum --check --quiet SHA256SUMS && test "$(wc -l < SHA256SUMS)" = 6)

step 'the action takes that release, and nothing that was changed'
# A host that hands out the files of a directory, and a gh that writes down what it is called with.
cat > "$host/curl" <<'SH'
#!/usr/bin/env bash
while [ "$#" -gt 1 ]; do case "$1" in --output) out=$2 ;; esac; shift; done
echo "$1" >> "$HOST/requests"
cp "$FILES/${1##*/}" "$out"
SH
cat > "$host/gh" <<'SH'
#!/usr/bin/env bash
echo "$*" >> "$HOST/verified"
exit "${PROVENANCE:-0}"
SH
cat > "$host/cargo" <<'SH'
#!/usr/bin/env bash
[ "$1" = install ] || exec "$CARGO_OF_MACHINE" "$@"
echo "$*" >> "$HOST/cargo-calls"
SH
chmod +x "$host"/*
install() { # FILES
  : > "$release/path"
  rm -f "$host/requests" "$host/verified" "$host/cargo-calls"
  HOST="$host" FILES="$1" GH_TOKEN=none GITHUB_SERVER_URL=https://github.com INPUT_VERSION="$version" RUNNER_OS="${OS:-Linux}" \
    RUNNER_ARCH=X64 RUNNER_TEMP="$release" GITHUB_PATH="$release/path" PATH="$host:$PATH" bash .github/action/install.sh > "$release/log" 2>&1
}
install "$dist"
"$(cat "$release/path")/cargo-deny-models" --version | grep -qF "$version"
grep -q "/releases/download/v$version/$archive\$" "$host/requests"
grep -q 'signer-workflow' "$host/verified"
test ! -e "$host/cargo-calls"
# The whole action, with that program and no other on the PATH.
run 1 env HOST="$host" FILES="$dist" GITHUB_SERVER_URL=https://github.com RUNNER_OS=Linux RUNNER_ARCH=X64 PATH="$host:$PATH" \
  "$PY" .ci/act.py . version="$version" annotations=false manifest-path=examples/hidream/Cargo.toml > "$release/log" 2>&1
grep -q 'error\[non-osi-model\]' "$release/log"
# Another archive than the one of the checksum, and one whose provenance is of others.
cp -r "$dist" "$release/changed"
echo more >> "$release/changed/$archive"
run 2 install "$release/changed"
test ! -s "$release/path"
PROVENANCE=1 run 2 install "$dist"
test ! -s "$release/path" && test ! -e "$host/cargo-calls"
# A line of the checksums that is not there is no reason to go on.
sed -i "/$here/d" "$release/changed/SHA256SUMS"
run 2 install "$release/changed"
# No release, or none for this machine: cargo builds it.
install "$release/again"
grep -q "^install --locked --version =$version cargo-deny-models" "$host/cargo-calls"
OS=Haiku install "$dist"
grep -q '^install' "$host/cargo-calls"
test ! -e "$host/requests"
rm -rf "$host"
