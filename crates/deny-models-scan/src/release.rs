//! Assets of GitHub releases that are looked up by tag and file name at run time.
//!
//! Such a crate requests the releases of one repository from the API of GitHub, and its presets only name files:
//! `tag/file`, or a file beside a preset's name, which is the tag.

use std::collections::BTreeSet;

use super::classify;
use super::eval::Eval;
use super::hit::Hit;
use super::ir::{Expr, NodeRef};
use super::text::Text;

/// Repositories whose releases are requested, `owner/name`, as far as addresses show.
pub(super) fn repository(text: &Text) -> Option<String> {
    let whole = text.whole()?;
    let rest = whole.strip_prefix("https://api.github.com/repos/")?;
    let mut parts = rest.split('/');
    let (owner, name, what) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char))
    };
    let fits = plain(owner) && plain(name) && what.starts_with("releases");
    fits.then(|| format!("{owner}/{name}"))
}

/// Every weight file that a method is given, as the address of the asset.
pub(super) fn assets(eval: &Eval<'_>, repository: &str) -> Vec<Hit> {
    let mut found = BTreeSet::new();
    for (at, node) in eval.crate_ir.nodes() {
        let Expr::Method(receiver, name, args) = &node.ex else {
            continue;
        };
        if node.mention || !requests_a_file(name) {
            continue;
        }
        for arg in args {
            let arg = NodeRef {
                file: at.file,
                ix: *arg,
            };
            // A name that is written right here: what flows on was given to another method before.
            if !matches!(
                eval.crate_ir.node(arg).ex,
                Expr::Lit(_) | Expr::Method(..) | Expr::Format(_)
            ) {
                continue;
            }
            eval.begin();
            let texts = eval.texts(arg, &None, 0);
            eval.end(at);
            for text in texts {
                let Some(file) = text.whole() else { continue };
                let Some(origin) = text.origin() else {
                    continue;
                };
                if !classify::is_weight_name(&file)
                    || file.contains("://")
                    || file.matches('/').count() > 1
                {
                    continue;
                }
                let mut paths = BTreeSet::new();
                if file.contains('/') {
                    paths.insert(file);
                } else {
                    let of = eval.values(
                        NodeRef {
                            file: at.file,
                            ix: *receiver,
                        },
                        &None,
                        0,
                    );
                    for val in eval.fields(of, "name", 0) {
                        let tags = eval.texts(val.at, &val.env, 0);
                        paths.extend(
                            tags.iter()
                                .filter_map(Text::whole)
                                .map(|tag| format!("{tag}/{file}")),
                        );
                    }
                }
                found.extend(paths.into_iter().map(|path| {
                    let artifact =
                        format!("https://github.com/{repository}/releases/download/{path}");
                    Hit {
                        whole: artifact.clone(),
                        artifact,
                        is_repo: false,
                        origin,
                        pieces: Vec::new(),
                        sink: at,
                        tokenizer: false,
                    }
                }));
            }
        }
    }
    found.into_iter().collect()
}

fn requests_a_file(name: &str) -> bool {
    classify::words(name)
        .any(|word| ["file", "fetch", "download", "asset", "model"].contains(&word.as_str()))
}
