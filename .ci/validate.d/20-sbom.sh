# The bills of materials, judged by validators of others.
step 'bills of materials'
here=.ci/validate.d/sbom
out="$OUT/sbom"
mkdir -p "$out"
python_packages 'cyclonedx-python-lib[validation]==11.12.0' ntia-conformance-checker==6.0.0 \
  spdx-python-model==0.0.6 spdx3-validate==0.0.7
node_packages @cyclonedx/cyclonedx-library@10.3.0 ajv@8.20.0 ajv-formats@3.0.1 ajv-formats-draft2019@1.6.1 \
  spdx-expression-parse@5.0.0

# What the examples do not have: choices, exceptions, licences of one's own, adapters, odd addresses, unknown models.
odd="$out/odd"
mkdir -p "$odd/src"
: >"$odd/src/lib.rs"
cat >"$odd/Cargo.toml" <<'TOML'
[package]
name = "odd"
version = "1.0.0+build.1"
edition = "2021"
license = "(MIT OR Apache-2.0) AND Unicode-3.0"

[workspace]

[[package.metadata.deny-models.model]]
id = "acme/adapter"
revision = "refs/pr/3"
license = "GPL-2.0-or-later WITH Classpath-exception-2.0"
base = ["acme/base"]
relation = "adapter"

[[package.metadata.deny-models.model]]
id = "acme/base"
license = "LicenseRef-acme_terms OR gemma"
base = ["meta-llama/Llama-3.1-8B"]
relation = "merge"

[[package.metadata.deny-models.model]]
id = "nobody/knows"

[[package.metadata.deny-models.model]]
id = "acme/other"
license = "other"

[[package.metadata.deny-models.model]]
id = "datasets/acme/weights"
license = "MIT AND CC-BY-4.0"

[[package.metadata.deny-models.model]]
url = "https://files.example:8443/a/b<c>\"[1].onnx?x=%zz&y=1#a#b"
license = "BSD-3-Clause-OpenWebUI"
sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

[[package.metadata.deny-models.model]]
url = "https://höst.example/模型.gguf"
license = "openrail++"
TOML

sbom() { "$TOOL" sbom --manifest-path "$1/Cargo.toml" --output "$out/$2" "${@:3}"; }
documents=()
spdx=()
for directory in examples/hidream examples/workspace examples/search-app "$odd"; do
  name="${directory##*/}"
  for version in 1.6 1.7; do
    sbom "$directory" "$name-cyclonedx-$version.json" --format cyclonedx --spec-version "$version" --offered
    documents+=("$out/$name-cyclonedx-$version.json")
  done
  sbom "$directory" "$name-spdx.json" --format spdx --offered
  spdx+=("$out/$name-spdx.json")
done

"$PY" "$here/judge_cyclonedx.py" "${documents[@]}"
node "$here/judge_cyclonedx.mjs" "$NODE" "${documents[@]}"
node "$here/judge_expressions.mjs" "$NODE" "${documents[@]}" "${spdx[@]}"
"$PY" "$here/judge_spdx.py" "${spdx[@]}"

# Versions and suppliers of what is not locked, or is no account of the hub, are not known: these two rows may be False.
for document in "${spdx[@]}"; do
  table=$("$PYBIN/sbomcheck" -s spdx3 "$document" 2>/dev/null || true)
  for row in 'component names' 'component identifiers' 'SBOM author name' 'creation timestamp' 'ependency relationships'; do
    if ! grep -q "$row provided? *| True" <<<"$table"; then
      # A model that has an address which no URI can hold has no identifier.
      if test "$document $row" = "$out/odd-spdx.json component identifiers"; then continue; fi
      printf '%s: %s\n%s\n' "$document" "$row" "$table" >&2
      exit 1
    fi
  done
  echo "$document: minimum elements of the NTIA, but for versions and suppliers"
done
