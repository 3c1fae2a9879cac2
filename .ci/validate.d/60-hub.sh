# The official client of the hub, against the hub that the tests play: for each block of a lock it gives the same facts,
# digests and refusals. Then a mirror of another project in front of that hub.
step 'the official client of the hub'
here=.ci/validate.d/hub
out="$OUT/hub"
mkdir -p "$out"
python_packages huggingface_hub==2.4.0 olah==0.5.4

cargo test --locked --quiet -p cargo-deny-models --test it --no-run
HUB_DIRECTORY="$out" cargo test --locked --quiet -p cargo-deny-models --test it -- \
  --ignored --exact hub_recorded::serve > "$out/serve.txt" 2>&1 &
serving=$!
mirror=
trap 'touch "$out/stop"; [ -z "$mirror" ] || kill "$mirror"; wait || true' EXIT
for _ in $(seq 600); do
  [ ! -e "$out/addresses" ] || break
  sleep 0.1
done
mapfile -t hubs < "$out/addresses"

lock() { # ENDPOINT TOKEN FILE
  (
    unset HF_TOKEN HF_HOME HUGGING_FACE_HUB_TOKEN HF_HUB_OFFLINE
    export HF_ENDPOINT="$1" HF_TOKEN_PATH=/nowhere NO_PROXY=127.0.0.1 CARGO_DENY_MODELS_CACHE="$out/cache"
    [ -z "$2" ] || export HF_TOKEN="$2"
    rm -f "$out/crate/deny-models.lock"
    run 0 "$TOOL" lock --manifest-path "$out/crate/Cargo.toml" 2> "$3.txt" || { cat "$3.txt" >&2; exit 1; }
    mv "$out/crate/deny-models.lock" "$3"
  )
}
for number in 0 1; do
  for token in '' hf_member; do
    file="$out/hub-$number${token:+-member}.lock"
    lock "${hubs[$number]}" "$token" "$file"
    "$PY" "$here/judge.py" "$file" "${hubs[$number]}" ${token:+"$token"}
  done
done

step 'a mirror in front of the hub: olah'
host="${hubs[0]#http://}"
port=$("$PY" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
NO_PROXY=127.0.0.1,localhost "$PYBIN/olah-cli" --host 127.0.0.1 --port "$port" --hf-scheme http --hf-netloc "$host" \
  --hf-lfs-netloc "${host/127.0.0.1/localhost}" --mirror-netloc "127.0.0.1:$port" --mirror-lfs-netloc "127.0.0.1:$port" \
  --repos-path "$out/olah" --log-path "$out/olah-logs" > "$out/olah.txt" 2>&1 &
mirror=$!
for _ in $(seq 300); do
  "$PY" -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2> /dev/null && break
  sleep 0.2
done
lock "http://127.0.0.1:$port" '' "$out/mirrored.lock"
"$PY" "$here/mirror.py" "$out/hub-0.lock" "$out/mirrored.lock"
