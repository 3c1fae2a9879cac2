//! Which sources this crate was built from: what it finds is kept from run to run, and must not outlive a change of
//! them. A digest cannot be forgotten, as a version number can.

/// A digest of the contents of files, computed at compile time, and their names for the test that the list is complete.
/// The paths are relative to the file that calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! digest_of_sources {
    ($($name:literal)*) => {
        #[cfg(test)]
        const NAMES: &[&str] = &[$($name),*];

        /// Differs whenever the sources of this crate differ.
        pub const SOURCES: u64 = {
            let mut all = 0;
            // A constant for each file: the compiler warns of one that takes long.
            $(all = $crate::version::mixed(all, const { $crate::version::digest(include_bytes!($name)) });)*
            all
        };
    };
}

digest_of_sources! {
    "cargo_lock.rs" "cargo_toml/document.rs" "cargo_toml/mod.rs" "cargo_toml/places.rs" "check/answers.rs" "check/named.rs" "check/advice.rs"
    "check/context.rs" "check/disagreement.rs" "check/ending.rs" "check/exceptions.rs" "check/hygiene.rs" "check/input.rs"
    "check/join.rs" "check/judge/mod.rs" "check/judge/properties.rs" "check/judge/rules.txt" "check/judge/world.rs" "check/label.rs" "check/left_over.rs" "check/member.rs" "check/mod.rs"
    "check/overrides.rs" "check/permission.rs" "check/state.rs" "check/tables.rs" "config/cargo_fields.rs" "config/entry.rs" "config/fields.rs"
    "config/keys.rs" "config/mod.rs" "config/reader.rs" "config/shared.rs" "counted.rs" "date.rs" "digest.rs" "domain.rs"
    "evidence/beside.rs" "evidence/compiled.rs" "evidence/containers.rs" "evidence/front.rs" "evidence/glob.rs" "evidence/header/archive.rs" "evidence/header/classify.rs" "evidence/header/coreml.rs"
    "evidence/header/detect.rs" "evidence/header/flat.rs" "evidence/header/gguf.rs" "evidence/header/graph_only.rs" "evidence/header/input.rs"
    "evidence/header/json.rs" "evidence/header/mod.rs" "evidence/header/onnx.rs" "evidence/header/parts.rs"
    "evidence/header/pointer.rs" "evidence/header/prose.rs" "evidence/header/proto.rs" "evidence/header/safetensors.rs"
    "evidence/header/short.rs" "evidence/header/tflite.rs" "evidence/header/types.rs" "evidence/header/zip.rs"
    "evidence/mod.rs" "evidence/modelfile.rs" "evidence/names.rs" "evidence/notice.rs" "evidence/package.rs" "evidence/package_files.rs" "evidence/path.rs" "evidence/python.rs" "evidence/recipes.rs" "evidence/reuse.rs" "evidence/shipped.rs" "evidence/started.rs" "evidence/text.rs"
    "evidence/weights/detect.rs" "evidence/weights/mod.rs" "evidence/weights/walk.rs"
    "finding.rs" "hook/cfg.rs" "hook/diagnostics.rs" "hook/env.rs" "hook/facts.rs" "hook/index.rs" "hook/input.rs" "hook/member_block.rs" "hook/mod.rs"
    "hook/own.rs" "hook/pulls.rs" "hook/reached.rs" "hook/readers.rs" "hook/root.rs" "hook/script.rs" "hook/tree.rs" "hook/tree_package.rs" "hook/tree_packages.rs" "hook/unread.rs" "hook/watch.rs"
    "hook/world.rs" "lib.rs" "license/class.rs" "license/fingerprints.tsv" "license/gate.rs" "license/id.rs"
    "license/licences.tsv" "license/links.rs" "license/links.tsv" "license/mod.rs" "license/obligations.rs"
    "license/obligations.tsv" "license/table.rs" "license/terms.rs" "license/text/fingerprint.rs"
    "license/text/found.rs" "license/text/markup.rs" "license/text/matching.rs" "license/text/mod.rs"
    "license/text/tests.rs" "license/text/words.rs" "lint.rs" "lock/block.rs" "lock/changes.rs"
    "lock/compare.rs" "lock/file.rs" "lock/find.rs" "lock/insert.rs" "lock/member.rs" "lock/mod.rs" "lock/parse.rs" "lock/parse_member.rs" "lock/pulls.rs"
    "lock/render.rs" "lock/stale.rs" "lock/tests.rs" "lock/tests/compare.rs" "lock/tests/insert.rs" "lock/tests/stale.rs"
    "lock/values.rs"
    "lock/whole.lock"
    "manifest/keys.rs" "manifest/mod.rs" "model/alternatives.rs" "model/alternatives.tsv" "model/claim.rs"
    "model/digests.rs" "model/digests.tsv"
    "model/id.rs" "model/lineage.rs" "model/links.rs" "model/merged.rs" "model/mod.rs" "model/registry.rs"
    "model/order.rs" "model/packed.rs" "model/renames.tsv" "model/resolution.rs" "model/scope.rs" "model/scopes.tsv"
    "model/slot.rs" "model/slots.tsv"
    "model/store.rs" "model/table.rs" "model/tables.rs" "model/tables.txt"
    "opaque.rs" "policy/facts.rs" "policy/find.rs" "policy/keys.rs" "policy/mod.rs" "policy/preset.rs"
    "policy/presets.tsv" "policy/types.rs" "policy/validate.rs" "policy/values.rs" "pull.rs" "resolver.rs"
    "severity.rs" "source.rs" "text.rs" "tsv.rs" "version.rs" "weight_name.rs"
}

/// FNV-1a over words of eight bytes: enough to distinguish versions of one program, and quick for the compiler.
#[must_use]
pub const fn digest(bytes: &[u8]) -> u64 {
    let mut hash = mixed(0xcbf2_9ce4_8422_2325, bytes.len() as u64);
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        hash = mixed(hash, u64::from_le_bytes(*word));
        rest = after;
    }
    while let Some((byte, after)) = rest.split_first() {
        hash = mixed(hash, *byte as u64);
        rest = after;
    }
    hash
}

/// A hash with a word added.
#[must_use]
pub const fn mixed(hash: u64, word: u64) -> u64 {
    let hash = (hash ^ word).wrapping_mul(0x0100_0000_01b3);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_counts() {
        let root = camino::Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
        let mut open = vec![root.to_owned()];
        while let Some(directory) = open.pop() {
            for entry in directory.read_dir_utf8().expect("the sources") {
                let path = entry.expect("an entry").into_path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let name = path.strip_prefix(root).expect("inside").as_str();
                let name = name.replace('\\', "/");
                // `model/tables.txt` has the SHA-256 of the table of models, and the compiler would not finish with a
                // file of its size.
                if name == "model/models.pack" {
                    continue;
                }
                assert!(
                    NAMES.contains(&name.as_str()),
                    "add {name} to the list in version.rs, so that a change of it is scanned anew"
                );
            }
        }
    }

    #[test]
    fn any_change_makes_another_digest() {
        let base = digest(b"fn a() {}");
        for other in ["fn a() { }", "fn b() {}", "fn a() {}\n", ""] {
            assert_ne!(base, digest(other.as_bytes()));
        }
        assert_ne!(mixed(mixed(0, 1), 2), mixed(mixed(0, 2), 1));
    }
}
