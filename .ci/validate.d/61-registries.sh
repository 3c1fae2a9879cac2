# The client of ModelScope and a client of OCI registries, against the registries that the tests play: each block of a lock
# has the files, digests and licences that they get.
step 'clients of ModelScope and of OCI registries'
out="$OUT/registries"
rm -rf "$out"
mkdir -p "$out"
python_packages modelscope==1.40.2 modelscope-hub==0.4.6 oras==0.2.43

cargo test --locked --quiet -p cargo-deny-models --test it --no-run
HUB_DIRECTORY="$out" cargo test --locked --quiet -p cargo-deny-models --test it -- \
  --ignored --exact lock_registries::serve > "$out/serve.txt" 2>&1 &
trap 'touch "$out/stop"; wait || true' EXIT
for _ in $(seq 600); do
  [ ! -e "$out/address" ] || break
  sleep 0.1
done
address=$(cat "$out/address")

(
  unset HF_TOKEN HF_HOME HUGGING_FACE_HUB_TOKEN HF_HUB_OFFLINE
  export HF_ENDPOINT="$address" MODELSCOPE_ENDPOINT="$address" CARGO_DENY_MODELS_OLLAMA="$address"
  export HF_TOKEN_PATH=/nowhere NO_PROXY=127.0.0.1 CARGO_DENY_MODELS_CACHE="$out/cache"
  run 0 "$TOOL" lock --manifest-path "$out/crate/Cargo.toml" 2> "$out/lock.txt" || { cat "$out/lock.txt" >&2; exit 1; }
)
"$PY" .ci/validate.d/hub/registries.py "$out/crate/deny-models.lock" "$address"
