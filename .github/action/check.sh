# Runs the check, and tells the runner of its outcome. The step itself fails on an error of its own only: the verdict
# is given by the last step, after the findings are uploaded.
#
# Reads INPUT_CACHE, INPUT_MANIFEST_PATH, INPUT_POLICY, INPUT_STRICT, INPUT_ARGS, INPUT_ANNOTATIONS, INPUT_SUMMARY and INPUT_SARIF.
set -euo pipefail

scratch=$(mktemp -d "${RUNNER_TEMP:-/tmp}/deny-models.XXXXXX")
arguments=(check --manifest-path "$INPUT_MANIFEST_PATH")
[ -z "$INPUT_POLICY" ] || arguments+=(--policy "$INPUT_POLICY")
[ "$INPUT_STRICT" != true ] || arguments+=(--strict)
# Split at blanks, and nothing more: no pattern, quote or variable in it means anything.
read -r -d '' -a more <<< "$INPUT_ARGS" || true
arguments+=("${more[@]}")

# The directory that action.yml keeps from run to run.
if [ "${INPUT_CACHE:-}" = true ] && [ -n "${RUNNER_TEMP:-}" ]; then
  export CARGO_DENY_MODELS_CACHE="$RUNNER_TEMP/cargo-deny-models-scans"
fi

code=0
cargo-deny-models "${arguments[@]}" --color never > "$scratch/report.txt" 2>&1 || code=$?
# What the report quotes of others opens no command of the runner: the tool sees to it.
cat "$scratch/report.txt"

case "$code" in
  0) outcome=pass ;;
  1) outcome=fail ;;
  *) outcome=could-not-check code=2 ;;
esac

# The packages are scanned by now, so that another run costs little more than `cargo metadata`.
if [ "$INPUT_ANNOTATIONS" = true ]; then
  cargo-deny-models "${arguments[@]}" --format github 2> /dev/null || true
fi

sarif=
if [ "$INPUT_SARIF" = true ] && [ "$outcome" != could-not-check ]; then
  sarif="$scratch/deny-models.sarif"
  cargo-deny-models "${arguments[@]}" --format sarif > "$sarif" || [ "$?" = 1 ]
  # Code scanning knows no suppressions: what an exception accepts would be an open alert.
  if command -v jq > /dev/null; then
    jq 'del(.runs[].results[] | select(.suppressions))' "$sarif" > "$sarif.open"
    mv "$sarif.open" "$sarif"
  fi
fi

if [ "$INPUT_SUMMARY" = true ]; then
  {
    echo "### cargo deny-models: $outcome"
    echo
    # Nothing in a `pre` is Markdown; a summary takes 1 MiB.
    echo '<pre>'
    head -c 200000 "$scratch/report.txt" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g'
    echo '</pre>'
  } >> "$GITHUB_STEP_SUMMARY"
fi

{
  echo "outcome=$outcome"
  echo "exit-code=$code"
  echo "sarif=$sarif"
} >> "$GITHUB_OUTPUT"
