# Installs the command: the program of a release, after its checksum and its provenance are verified. Where a release has no
# program for this machine, cargo builds it.
#
# Reads INPUT_VERSION and GH_TOKEN, and of the runner RUNNER_OS, RUNNER_ARCH, RUNNER_TEMP, GITHUB_PATH and GITHUB_SERVER_URL.
set -euo pipefail

repository=cargo-deny-models/cargo-deny-models

stop() {
  echo "::error title=cargo-deny-models::$1"
  exit 2
}

sum() {
  if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# The target of this machine, where a release has a program for it.
target() {
  case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
    Linux-X64) echo x86_64-unknown-linux-gnu ;;
    Linux-ARM64) echo aarch64-unknown-linux-gnu ;;
    macOS-X64) echo x86_64-apple-darwin ;;
    macOS-ARM64) echo aarch64-apple-darwin ;;
    Windows-X64) echo x86_64-pc-windows-msvc ;;
  esac
}

# Puts the program of a release on the PATH. Fails where there is none that runs here; what was tampered with stops the job.
from_release() { # TARGET
  local kind=tar.gz archive scratch expected found base="https://github.com/$repository/releases/download/v$INPUT_VERSION"
  case "$1" in *windows*) kind=zip ;; esac
  archive="cargo-deny-models-v$INPUT_VERSION-$1.$kind"
  scratch=$(mktemp -d "${RUNNER_TEMP:-/tmp}/cargo-deny-models.XXXXXX")
  for file in "$archive" SHA256SUMS; do
    curl --proto =https --tlsv1.2 --fail --silent --show-error --location --retry 3 --output "$scratch/$file" "$base/$file" || return 1
  done
  expected=$(awk -v name="$archive" '$2 == name { print $1 }' "$scratch/SHA256SUMS")
  found=$(sum "$scratch/$archive")
  [ -n "$expected" ] && [ "$expected" = "$found" ] || stop "the checksum of $archive is $found, and SHA256SUMS has '$expected'"
  # The checksum lies beside the archive; that our workflow built it, only its provenance shows.
  if [ -n "${GH_TOKEN:-}" ] && [ "${GITHUB_SERVER_URL:-}" = https://github.com ] && command -v gh > /dev/null; then
    gh attestation verify "$scratch/$archive" --repo "$repository" --signer-workflow "$repository/.github/workflows/release.yml" \
      || stop "the provenance of $archive is not that of $repository"
  else
    echo "::notice title=cargo-deny-models::the provenance of $archive was not verified: that needs gh and a token for github.com"
  fi
  mkdir "$scratch/bin"
  case "$kind" in
    zip) unzip -q "$scratch/$archive" -d "$scratch/bin" ;;
    *) tar xzf "$scratch/$archive" -C "$scratch/bin" ;;
  esac
  # An older C library does not run it.
  "$scratch/bin/cargo-deny-models" --version || return 1
  if command -v cygpath > /dev/null; then cygpath -w "$scratch/bin"; else echo "$scratch/bin"; fi >> "$GITHUB_PATH"
}

case "$INPUT_VERSION" in
  none)
    command -v cargo-deny-models > /dev/null || stop '`version` is `none`, and there is no cargo-deny-models on the PATH'
    ;;
  local) cargo install --locked --path "$GITHUB_ACTION_PATH" ;;
  *[!0-9A-Za-z.+-]* | '') stop '`version` is neither a version, `local` nor `none`' ;;
  *)
    here=$(target)
    if [ -z "$here" ] || ! from_release "$here"; then
      echo "::notice title=cargo-deny-models::there is no program of $INPUT_VERSION that runs here; cargo builds it"
      cargo install --locked --version "=$INPUT_VERSION" cargo-deny-models
    fi
    ;;
esac
