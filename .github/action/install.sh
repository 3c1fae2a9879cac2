# Installs the command. Reads INPUT_VERSION.
set -euo pipefail

case "$INPUT_VERSION" in
  none)
    command -v cargo-deny-models > /dev/null || {
      echo '::error title=cargo-deny-models::`version` is `none`, and there is no cargo-deny-models on the PATH'
      exit 2
    }
    ;;
  local) cargo install --locked --path "$GITHUB_ACTION_PATH" ;;
  *[!0-9A-Za-z.+-]* | '')
    echo '::error title=cargo-deny-models::`version` is neither a version, `local` nor `none`'
    exit 2
    ;;
  *) cargo install --locked --version "=$INPUT_VERSION" cargo-deny-models ;;
esac
