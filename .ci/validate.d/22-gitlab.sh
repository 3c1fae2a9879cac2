# The Code Quality report of GitLab. GitLab publishes no validator: the schema is written from what copies of its
# documentation state of the report ("Code Quality report format", in the help of GitLab servers and in issues that quote it,
# November 2026), and an independent library applies it. The library shows first that it rejects what these rule out.
python_packages jsonschema==4.26.0

gitlab="$OUT/gitlab"
mkdir -p "$gitlab"
cat > "$gitlab/schema.json" <<'JSON'
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "What GitLab reads of a Code Quality report",
  "type": "array",
  "items": {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
      "description": { "type": "string", "minLength": 1, "pattern": "^[^\\u0000-\\u0008\\u001b]*$" },
      "check_name": { "type": "string", "minLength": 1 },
      "fingerprint": { "type": "string", "minLength": 1, "maxLength": 255 },
      "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
      "location": {
        "type": "object",
        "required": ["path"],
        "properties": {
          "path": {
            "description": "Relative to the repository, without ./ in front.",
            "type": "string",
            "minLength": 1,
            "not": { "anyOf": [{ "pattern": "^(/|\\./|[A-Za-z]:)" }, { "pattern": "(^|/)\\.\\.(/|$)" }, { "pattern": "\\\\" }] }
          },
          "lines": { "type": "object", "required": ["begin"], "properties": { "begin": { "$ref": "#/$defs/line" } } },
          "positions": {
            "type": "object",
            "required": ["begin"],
            "properties": {
              "begin": { "type": "object", "required": ["line"], "properties": { "line": { "$ref": "#/$defs/line" } } }
            }
          }
        },
        "oneOf": [{ "required": ["lines"] }, { "required": ["positions"] }]
      }
    }
  },
  "$defs": { "line": { "type": "integer", "minimum": 1 } }
}
JSON

# Fails unless a report is valid, names places that are there, and has at least so many findings.
validate_gitlab() { # REPORT ROOT LEAST
  "$PY" - "$gitlab/schema.json" "$@" <<'PYTHON'
import json, pathlib, sys
from jsonschema import Draft202012Validator
schema, report, root, least = sys.argv[1:5]
schema = json.loads(pathlib.Path(schema).read_text())
Draft202012Validator.check_schema(schema)
raw = pathlib.Path(report).read_bytes()
# GitLab takes no byte order mark.
faults = ["a byte order mark"] if raw.startswith(b"\xef\xbb\xbf") else []
issues = json.loads(raw.decode("utf-8"))
for fault in Draft202012Validator(schema).iter_errors(issues):
    faults.append(f"{fault.json_path}: {fault.message}")
if not faults:
    # What has the same fingerprint is shown once.
    if len({issue["fingerprint"] for issue in issues}) != len(issues):
        faults.append("two findings have one fingerprint")
    for issue in issues:
        place = pathlib.Path(root, issue["location"]["path"])
        line = issue["location"]["lines"]["begin"]
        if not place.is_file():
            faults.append(f"{place} is not there")
        elif line > max(1, place.read_bytes().count(b"\n") + 1):
            faults.append(f"{place} has no line {line}")
    if len(issues) < int(least):
        faults.append(f"{len(issues)} findings, not {least}")
if faults:
    sys.exit("\n".join(faults))
print(f"{report}: {len(issues)} findings, 0 faults")
PYTHON
}

step 'Code Quality of the founding example, of several hundred packages, and of nothing'
for example in hidream:1:1 search-app:1:1 hidream-free:0:0; do
  IFS=: read -r name code least <<< "$example"
  run "$code" "$TOOL" check --manifest-path "examples/$name/Cargo.toml" --strict --format gitlab > "$gitlab/$name.json"
  validate_gitlab "$gitlab/$name.json" . "$least"
done

# The workspace of 21-kinds.sh, which is a repository of its own.
if [ -d "$OUT/kinds/.git" ]; then
  step 'Code Quality of findings of nearly every kind'
  # The day on which its exceptions count.
  SOURCE_DATE_EPOCH=1811808000 run 1 "$TOOL" check --offline --manifest-path "$OUT/kinds/Cargo.toml" --strict -W unpinned-model -W gated-model \
    -W dataset-license --format gitlab > "$gitlab/kinds.json"
  validate_gitlab "$gitlab/kinds.json" "$OUT/kinds" 10
fi

step 'a fault is reported'
"$PY" - "$gitlab" <<'PYTHON'
import copy, json, pathlib, sys
out = pathlib.Path(sys.argv[1])
good = json.loads((out / "hidream.json").read_text())
def broken(name, change):
    issues = copy.deepcopy(good)
    change(issues)
    (out / f"broken-{name}.json").write_text(json.dumps(issues))
broken("severity", lambda all: all[0].update(severity="warning"))
broken("line", lambda all: all[0]["location"]["lines"].update(begin=0))
broken("place", lambda all: all[0]["location"].pop("lines"))
broken("path", lambda all: all[0]["location"].update(path="./" + all[0]["location"]["path"]))
broken("absent", lambda all: all[0]["location"].update(path="no/such/file"))
broken("name", lambda all: all[0].pop("check_name"))
broken("twice", lambda all: all.append(all[0]))
(out / "broken-mark.json").write_bytes(b"\xef\xbb\xbf" + (out / "hidream.json").read_bytes())
PYTHON
for broken in "$gitlab"/broken-*.json; do
  if validate_gitlab "$broken" . 1 > "$gitlab/fault.txt" 2>&1; then
    echo "$broken is taken for valid" >&2
    exit 1
  fi
done
