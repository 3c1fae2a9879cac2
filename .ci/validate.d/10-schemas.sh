# Our JSON Schemas: sound, and kept by real files and outputs, as other programs read them.
python_packages check-jsonschema==0.39.0 taplo==0.9.3
schemas="$PWD/schemas"
check_json() { "$PYBIN/check-jsonschema" "$@"; }

step 'the schemas are schemas'
check_json --check-metaschema schemas/*.json

step 'policies and manifests'
mapfile -t policies < <(find examples tests/policies/good deny-models.toml -name '*.toml' -not -name '*manifest*' \
  -not -name 'Cargo.toml' -not -path '*/target/*')
check_json --schemafile "$schemas/deny-models.schema.json" "${policies[@]}"
mapfile -t manifests < <(git ls-files 'examples/*Cargo.toml' Cargo.toml 'tests/policies/good/manifest*')
check_json --schemafile "$schemas/cargo-manifest.schema.json" "${manifests[@]}"
# Taplo is what editors use.
lint() { RUST_LOG=error "$PYBIN/taplo" lint --no-auto-config --schema "file://$schemas/$1" "${@:2}"; }
lint deny-models.schema.json "${policies[@]}"
lint cargo-manifest.schema.json "${manifests[@]}"

# The file of `init` names the schema of a release; an editor that follows the line reports errors.
mkdir -p "$OUT/named/src"
printf '[package]\nname = "named"\nversion = "0.1.0"\nlicense = "MIT"\n[workspace]\n' > "$OUT/named/Cargo.toml"
: > "$OUT/named/src/lib.rs"
rm -f "$OUT/named/deny-models.toml"
"$TOOL" init --manifest-path "$OUT/named/Cargo.toml" 2> /dev/null
sed -i "1s|#:schema .*/schemas/|#:schema file://$schemas/|" "$OUT/named/deny-models.toml"
RUST_LOG=error "$PYBIN/taplo" lint --no-auto-config "$OUT/named/deny-models.toml"
sed -i 's/^require = "osi"/require = "osl"/' "$OUT/named/deny-models.toml"
if RUST_LOG=error "$PYBIN/taplo" lint --no-auto-config "$OUT/named/deny-models.toml" > /dev/null 2>&1; then
  echo 'taplo does not follow the schema line' >&2
  exit 1
fi

# One mistake a block; each has to be refused by both.
for file in tests/policies/bad/*.toml; do
  schema=deny-models
  [[ "$file" != *manifest* ]] || schema=cargo-manifest
  rm -rf "$OUT/bad"
  mkdir -p "$OUT/bad"
  awk -v out="$OUT/bad" 'BEGIN { n = 1 } /^#---$/ { n++; next } { print > (out "/" n ".toml") }' "$file"
  for block in "$OUT"/bad/*.toml; do
    if lint "$schema.schema.json" "$block" > /dev/null 2>&1; then
      echo "taplo takes a bad policy of $file:" >&2
      cat "$block" >&2
      exit 1
    fi
  done
  # One start for all of a file; the output names every one of them.
  output=$(check_json --schemafile "$schemas/$schema.schema.json" "$OUT"/bad/*.toml 2>&1) && { echo "$output"; exit 1; }
  for block in "$OUT"/bad/*.toml; do
    [[ "$output" == *"${block##*/}::"* ]] || { echo "check-jsonschema takes $block of $file" >&2; exit 1; }
  done
done

step 'outputs'
run 1 "$TOOL" check --manifest-path examples/hidream/Cargo.toml --format json > "$OUT/hidream.json"
run 1 "$TOOL" check --manifest-path examples/search-app/Cargo.toml --no-policy --strict --format json > "$OUT/search-app.json"
check_json --schemafile "$schemas/check.schema.json" "$OUT/hidream.json" "$OUT/search-app.json"
"$TOOL" list --manifest-path examples/search-app/Cargo.toml --format json > "$OUT/list.json"
check_json --schemafile "$schemas/list.schema.json" "$OUT/list.json"
"$TOOL" resolve --format json HiDream-ai/HiDream-I1-Full OpenSciLM/Llama-3.1_OpenScholar-8B acme/unknown > "$OUT/resolve.json"
check_json --schemafile "$schemas/resolve.schema.json" "$OUT/resolve.json"
find tests/fixtures -type f -print0 | xargs -0 "$TOOL" inspect --format json > "$OUT/inspect.json"
check_json --schemafile "$schemas/inspect.schema.json" "$OUT/inspect.json"
mkdir -p "$OUT/crate/src"
printf '[package]\nname = "loader"\nversion = "0.1.0"\n[workspace]\n' > "$OUT/crate/Cargo.toml"
cat > "$OUT/crate/src/lib.rs" <<'RUST'
pub static WEIGHTS: &[u8] = include_bytes!("../w.safetensors");
#[cfg(feature = "llm")]
pub fn load() {
    hf_hub::api::sync::Api::new().unwrap().model("acme/encoder".to_owned());
}
RUST
cp tests/fixtures/safetensors/empty-tensors.safetensors "$OUT/crate/w.safetensors"
"$TOOL" scan --format jsonl --crate-dir "$OUT/crate" > "$OUT/scan.jsonl"
test "$(wc -l < "$OUT/scan.jsonl")" -ge 2
rm -f "$OUT"/scan-*.json
split -l 1 -d -a 4 --additional-suffix=.json "$OUT/scan.jsonl" "$OUT/scan-"
check_json --schemafile "$schemas/scan-line.schema.json" "$OUT"/scan-*.json
