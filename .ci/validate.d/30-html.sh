# The HTML report in headless Chromium, and the diagrams of `list` with the programs that draw them.
missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v dot > /dev/null || missing+=(graphviz)
command -v pdftotext > /dev/null || missing+=(poppler-utils)
if [ "${#missing[@]}" != 0 ]; then
  sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" fonts-dejavu-core > /dev/null
fi
# Apart from the others: npm takes away what the last call did not name.
NODE="$NODE/html"
mkdir -p "$NODE"
[ -e "$NODE/package.json" ] || echo '{"private": true}' > "$NODE/package.json"
node_packages playwright-core@1.65.1 mermaid@12.3.0 axe-core@4.14.1

step 'the pages that are looked at'
export NODE PAGES="$OUT/html"
rm -rf "$PAGES"
mkdir -p "$PAGES"
for example in hidream hidream-free workspace search-app; do
  "$TOOL" report --manifest-path "examples/$example/Cargo.toml" --output "$PAGES/$example.html"
done
"$TOOL" report --manifest-path examples/search-app/Cargo.toml --no-policy --strict -D unpinned-model --output "$PAGES/strict.html"
node --input-type=module - "$PAGES" <<'JS'
import { hostile, large, nothing } from "./tests/browser/workspace.mjs";
const [, , pages] = process.argv;
large(`${pages}/large`, 2000);
hostile(`${pages}/hostile`);
nothing(`${pages}/nothing`);
JS
for workspace in large hostile nothing; do
  # Exceptions end; the hostile one is from this day.
  SOURCE_DATE_EPOCH=1790000000 "$TOOL" report --offline --manifest-path "$PAGES/$workspace/Cargo.toml" --output "$PAGES/$workspace.html"
done

step 'lists for Graphviz and Mermaid'
for workspace in examples/hidream examples/workspace examples/search-app "$PAGES/hostile" "$PAGES/large"; do
  name="$PAGES/$(basename "$workspace")"
  "$TOOL" list --manifest-path "$workspace/Cargo.toml" --format dot > "$name.dot"
  "$TOOL" list --manifest-path "$workspace/Cargo.toml" --format mermaid > "$name.mmd"
  # Only what is small is drawn; `-Tcanon` reads all of it, and complains of nothing.
  warnings=$(dot -Tcanon "$name.dot" 2>&1 > /dev/null) && test -z "$warnings" || { echo "$warnings" >&2; exit 1; }
done
for name in hidream workspace hostile; do
  dot -Tsvg "$PAGES/$name.dot" > "$PAGES/$name.svg"
  python3 -c 'import sys, xml.dom.minidom as m; d = m.parse(sys.argv[1]); sys.exit(bool(d.getElementsByTagName("script") or d.getElementsByTagName("image")))' "$PAGES/$name.svg"
done

step 'the report in Chromium'
node --test --test-reporter=spec tests/browser/report.test.mjs

step 'the report on paper'
pdftotext -layout "$PAGES/workspace.pdf" "$PAGES/workspace.txt"
# What is folded on the screen, and a text of the diagram.
for text in 'feature-gated-model' 'users who turn the feature on' 'To fix it, use a model' 'Base models and components' 'Built with Llama'; do
  grep -q "$text" "$PAGES/workspace.txt" || { echo "not on paper: $text" >&2; exit 1; }
done
