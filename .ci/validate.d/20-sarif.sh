# SARIF: the multitool with its own and GitHub's rules, and the schema.
node_packages @microsoft/sarif-multitool@5.7.0 @microsoft/sarif-multitool-linux@5.7.0
python_packages check-jsonschema==0.39.0

multitool="$NODE/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
chmod u+x "$multitool"

# The exit code of the multitool is 0 whatever it finds, so its results are counted.
validate_sarif() {
  local file="$1" least="$2"
  "$multitool" validate "$file" --rule-kind 'Sarif;Ghas' --level 'Error;Warning' --log ForceOverwrite \
    --output "$file.validated" > "$file.log" || { cat "$file.log"; return 1; }
  "$PY" - "$file" "$least" <<'PYTHON' || return 1
import json, sys
file, least = sys.argv[1], int(sys.argv[2])
checked = json.load(open(file, encoding="utf-8-sig"))["runs"][0]
verdict = json.load(open(file + ".validated", encoding="utf-8-sig"))["runs"][0]
if "1 files scanned" not in open(file + ".log").read():
    sys.exit(f"{file}: the multitool did not read it")
for invocation in verdict["invocations"]:
    if not invocation["executionSuccessful"]:
        sys.exit(f"{file}: the multitool failed: {invocation}")
faults = [r for r in verdict["results"] if r.get("level", "warning") in ("error", "warning")]
for fault in faults:
    print(fault["ruleId"], fault["message"], file=sys.stderr)
results = checked["results"]
if faults or len(results) < least:
    sys.exit(f"{file}: {len(faults)} faults, {len(results)} results of at least {least}")
for result in results:
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    if not place.startswith("examples/"):
        sys.exit(f"{file}: {place} is not in the example")
print(f"{file}: {len(results)} results, 0 faults")
PYTHON
  "$PYBIN/check-jsonschema" --schemafile "$NODE/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json" "$file"
}

step 'SARIF of the founding example'
run 1 "$TOOL" check --manifest-path examples/hidream/Cargo.toml --format sarif > "$OUT/hidream.sarif"
validate_sarif "$OUT/hidream.sarif" 1

step 'SARIF of several hundred packages, with findings and an exception'
half_a_year_ahead=$("$PY" -c 'import datetime as d; print(d.datetime.now(d.UTC).date() + d.timedelta(180))')
cat > "$OUT/strict-policy.toml" <<TOML
[[exception]]
model = "robertknight/ocrs"
reason = "the weights are downloaded by the user, [see](https://example.com)"
until = $half_a_year_ahead
TOML
run 1 "$TOOL" check --manifest-path examples/search-app/Cargo.toml --policy "$OUT/strict-policy.toml" \
  --strict -D unpinned-model --format sarif > "$OUT/search-app.sarif"
validate_sarif "$OUT/search-app.sarif" 3
grep -q '"suppressions"' "$OUT/search-app.sarif"

# An empty file has to be valid too.
run 0 "$TOOL" check --manifest-path examples/hidream-free/Cargo.toml --format sarif > "$OUT/hidream-free.sarif"
validate_sarif "$OUT/hidream-free.sarif" 0

step 'a broken file is reported'
"$PY" - "$OUT" <<'PYTHON'
import json, sys
log = json.load(open(f"{sys.argv[1]}/hidream.sarif"))
del log["runs"][0]["results"][0]["locations"]
json.dump(log, open(f"{sys.argv[1]}/broken.sarif", "w"))
PYTHON
if output=$(validate_sarif "$OUT/broken.sarif" 1 2>&1) || [[ "$output" != *' 3 faults'* ]]; then
  echo "the multitool takes a result without a place: $output" >&2
  exit 1
fi
