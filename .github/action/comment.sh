# Writes what a pull request changes as a comment on it, and updates the comment that it wrote before.
#
# Reads INPUT_COMMENT, OUTCOME (of the check), INPUT_MANIFEST_PATH, INPUT_POLICY, INPUT_STRICT, INPUT_CATEGORY and GH_TOKEN, and of the runner GITHUB_EVENT_PATH
# and GITHUB_REPOSITORY. Other events than pull requests have no comment.
set -euo pipefail

if [ "$INPUT_COMMENT" != true ] || [ "$OUTCOME" = could-not-check ]; then
  exit 0
fi

event() { jq -r "$1 // empty" "$GITHUB_EVENT_PATH"; }
number=$(event .pull_request.number)
base=$(event .pull_request.base.sha)
if [ -z "$number" ] || [ -z "$base" ]; then
  echo 'no comment: this is no pull request'
  exit 0
fi

scratch=$(mktemp -d "${RUNNER_TEMP:-/tmp}/deny-models.XXXXXX")
arguments=(diff "$base" --format markdown --manifest-path "$INPUT_MANIFEST_PATH")
[ -z "$INPUT_POLICY" ] || arguments+=(--policy "$INPUT_POLICY")
[ "$INPUT_STRICT" != true ] || arguments+=(--strict)

# By this line the comment is found again, apart from those of other workspaces. A category may hold anything: its sum does not.
mark="<!-- cargo-deny-models $(printf '%s' "$INPUT_CATEGORY" | cksum | cut -d ' ' -f 1) -->"
code=0
cargo-deny-models "${arguments[@]}" > "$scratch/body" || code=$?
# A new finding is no error of this step: the verdict is given by the last one.
[ "$code" -le 1 ] || exit "$code"
{ printf '%s\n' "$mark"; cat "$scratch/body"; } > "$scratch/comment"

comments="repos/$GITHUB_REPOSITORY/issues/$number/comments"
gh api --paginate "$comments" > "$scratch/comments"
# Whoever writes the line by hand does not own the comment of the action.
known=$(jq -r --arg mark "$mark" '.[] | select(.user.type == "Bot" and (.body | startswith($mark))) | .id' "$scratch/comments" | head -n 1)
if [ -n "$known" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" -F "body=@$scratch/comment" > /dev/null
else
  gh api --method POST "$comments" -F "body=@$scratch/comment" > /dev/null
fi
