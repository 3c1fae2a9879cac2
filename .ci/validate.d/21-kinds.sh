# A workspace with findings of nearly every kind, in every format that programs read, and what the other commands print of it.
python_packages check-jsonschema==0.39.0
node_packages @microsoft/sarif-multitool@5.7.0 @microsoft/sarif-multitool-linux@5.7.0
schemas="$PWD/schemas"
kinds="$OUT/kinds"
mkdir -p "$kinds/app/src" "$kinds/app/models" "$kinds/dep/src" "$kinds/offers/src" "$kinds/bare/src"
cp tests/fixtures/onnx/no-metadata.onnx "$kinds/app/models/x.onnx"
cp tests/fixtures/onnx/no-metadata.onnx "$kinds/app/models/y.onnx"
printf 'GGUF and nothing else' > "$kinds/app/models/bad.gguf"
printf '[workspace]\nresolver = "2"\nmembers = ["app", "bare"]\nexclude = ["dep", "offers"]\n' > "$kinds/Cargo.toml"
printf '[package]\nname = "bare"\nversion = "0.1.0"\nedition = "2021"\n' > "$kinds/bare/Cargo.toml"
: > "$kinds/bare/src/lib.rs"
printf '[package]\nname = "dep"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n' > "$kinds/dep/Cargo.toml"
cat > "$kinds/dep/src/lib.rs" <<'RUST'
pub enum Size { Small, Large }
impl Size {
    fn id(&self) -> &'static str {
        match self { Size::Small => "BAAI/bge-small-en-v1.5", Size::Large => "jinaai/jina-embeddings-v3" }
    }
}
pub fn load(name: &str) { hf_hub::api::sync::Api::new().unwrap().model(name.to_owned()).get("x").unwrap(); }
pub fn sized(size: Size) { load(size.id()); }
RUST
sed 's/"dep"/"offers"/' "$kinds/dep/Cargo.toml" > "$kinds/offers/Cargo.toml"
cp "$kinds/dep/src/lib.rs" "$kinds/offers/src/lib.rs"
cat > "$kinds/app/Cargo.toml" <<'TOML'
[package]
name = "app"
version = "0.1.0"
edition = "2021"
license = "MIT"

[features]
big = []

[dependencies]
dep = { path = "../dep" }
offers = { path = "../offers" }

[[package.metadata.deny-models.model]]
id = "OpenSciLM/Llama-3.1_OpenScholar-8B"
[[package.metadata.deny-models.model]]
id = "acme/unknown"
[[package.metadata.deny-models.model]]
id = "datasets/acme/weights"
[[package.metadata.deny-models.model]]
id = "meta-llama/Llama-3.1-8B-Instruct"
feature = "big"
[[package.metadata.deny-models.model]]
id = "Qwen/Qwen2.5-7B-Instruct"
license = "GPL-3.0-only"
[[package.metadata.deny-models.model]]
path = "models/y.onnx"
license = "AGPL-3.0-only"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
TOML
cat > "$kinds/app/src/lib.rs" <<'RUST'
mod broken;
pub static X: &[u8] = include_bytes!("../models/x.onnx");
pub static BAD: &[u8] = include_bytes!("../models/bad.gguf");
pub const SHOWN: &str = "google/gemma-2-9b";
pub fn go(size: offers::Size) {
    let api = hf_hub::api::sync::Api::new().unwrap();
    api.model("dslim/bert-base-NER".to_owned()).get("x").unwrap();
    api.model(std::env::var("MODEL").unwrap()).get("x").unwrap();
    dep::load("google/gemma-2-2b-it");
    offers::sized(size);
}
RUST
echo 'fn ( {' > "$kinds/app/src/broken.rs"
cat > "$kinds/deny-models.toml" <<'TOML'
[[exception]]
model = "acme/unknown"
reason = "until the review"
until = 2026-12-01
[[exception]]
model = "acme/nobody"
reason = "left over"
until = 2028-01-31
[[model]]
id = "acme/not-pulled"
license = "MIT"
[[crate]]
name = "dep"
uses = ["BAAI/bge-m3"]
TOML
# A day on which one exception is over and the facts are old.
export SOURCE_DATE_EPOCH=1811808000
tool() { # CODE NAME COMMAND...
  local code="$1" name="$2"
  shift 2
  run "$code" "$TOOL" "$@" --offline --manifest-path "$kinds/Cargo.toml" > "$OUT/kinds-$name.json" 2> "$OUT/kinds-$name.txt"
}
loud=(--strict -W unpinned-model -W gated-model -W dataset-license)

step 'findings of nearly every kind'
# The lock is from before the last model was stated.
"$TOOL" lock --offline --manifest-path "$kinds/Cargo.toml" 2> /dev/null
printf '[[package.metadata.deny-models.model]]\nid = "BAAI/bge-m3"\n' >> "$kinds/app/Cargo.toml"
tool 1 check check "${loud[@]}" --format json
"$PYBIN/check-jsonschema" --schemafile "$schemas/check.schema.json" "$OUT/kinds-check.json"
# Drift needs a hub, and a suspect header a file that no example may ship.
"$PY" - "$OUT/kinds-check.json" src/explain <<'PYTHON'
import json, pathlib, sys
found = {finding["code"] for finding in json.load(open(sys.argv[1]))["findings"]}
left = {page.stem for page in pathlib.Path(sys.argv[2]).glob("*.md")} - found
print(len(found), "codes")
if left - {"license-drift", "suspect-lineage"}:
    sys.exit(f"no finding of {sorted(left)}")
PYTHON
tool 1 sarif check "${loud[@]}" --format sarif
"$PYBIN/check-jsonschema" --schemafile "$NODE/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json" "$OUT/kinds-sarif.json"

step 'what the other commands print of it'
git init --quiet "$kinds"
(cd "$kinds" && cargo generate-lockfile --offline --quiet && git add -A && git -c user.name=ci -c user.email=ci@example.com commit --quiet -m kinds)
printf '[[package.metadata.deny-models.model]]\nid = "mistralai/Codestral-22B-v0.1"\n' >> "$kinds/app/Cargo.toml"
tool 0 fix fix --strict --dry-run --format json
tool 0 why why google/gemma-2-2b-it --format json
tool 0 except-list except --list --format json
tool 0 notice notice --format json
tool 0 list list --format json
tool 1 diff diff HEAD --format json
tool 1 verify verify "$kinds/app/models" --format json
tool 1 except except --all --reason 'until the review' --until 2027-09-30 --format json
for name in fix why except-list notice list diff verify except; do
  "$PYBIN/check-jsonschema" --schemafile "$schemas/$name.schema.json" "$OUT/kinds-$name.json"
done
