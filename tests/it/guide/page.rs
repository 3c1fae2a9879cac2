//! The fenced blocks of a page with the remarks before them.
//!
//! Remarks are comments of HTML, so that readers do not see them:
//!
//! - `<!-- in: NAME -->` from here on commands run in the directory NAME of a scratch place; `examples/NAME` starts from
//!   that example, `repository` is the repository itself.
//! - `<!-- file: PATH -->` and `<!-- append: PATH -->`: the next block is written to the file.
//! - `<!-- lock: NAME -->`: the Cargo.lock of that example is used, so that versions and counts stay as they are.
//! - `<!-- copy: FROM to PATH -->`: a file of the repository is put there.
//! - `<!-- hidden: PATH`, lines, `-->`: a file that readers need not see.
//! - `<!-- not run: WHY -->`: the next block is not run.

use crate::guide::read;

/// What stands in a page, in its order.
pub(crate) enum Part {
    /// Commands run here from now on.
    In(String),
    /// The Cargo.lock of an example is taken over.
    Lock(String),
    /// A file of the repository is copied.
    Copy { from: String, to: String },
    /// A file that readers do not see.
    Hidden { path: String, text: String },
    /// A fenced block.
    Block(Block),
}

pub(crate) struct Block {
    /// What stands behind the fence.
    pub(crate) info: String,
    /// The first word of it.
    pub(crate) language: String,
    /// Of the first line inside, from 1.
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) remark: Remark,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Remark {
    None,
    File(String),
    Append(String),
    NotRun,
}

/// The blocks alone.
pub(crate) fn parse(page: &str) -> Vec<Block> {
    let blocks = parts(page).into_iter().filter_map(|part| match part {
        Part::Block(block) => Some(block),
        _ => None,
    });
    blocks.collect()
}

pub(crate) fn parts(page: &str) -> Vec<Part> {
    let text = read(page);
    let mut lines = text.lines().enumerate();
    let mut parts = Vec::new();
    let mut remark = Remark::None;
    while let Some((at, line)) = lines.next() {
        let here = format!("{page}:{}", at + 1);
        if let Some(info) = line.strip_prefix("```") {
            let body: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```")
                .collect();
            let language = info.split([',', ' ']).next().unwrap_or_default();
            assert!(!language.is_empty(), "{here}: a block without a language");
            parts.push(Part::Block(Block {
                info: info.to_owned(),
                language: language.to_owned(),
                line: at + 2,
                text: body.join("\n"),
                remark: std::mem::replace(&mut remark, Remark::None),
            }));
        } else if let Some(words) = line.strip_prefix("<!-- hidden: ") {
            let body: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "-->")
                .collect();
            parts.push(Part::Hidden {
                path: words.to_owned(),
                text: body.join("\n") + "\n",
            });
        } else if let Some(words) = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        {
            let (key, value) = words.split_once(": ").unwrap_or((words, ""));
            match key {
                "in" => parts.push(Part::In(value.to_owned())),
                "copy" => {
                    let (from, to) = value.split_once(" to ").expect("FROM to PATH");
                    parts.push(Part::Copy {
                        from: from.to_owned(),
                        to: to.to_owned(),
                    });
                }
                "lock" => parts.push(Part::Lock(value.to_owned())),
                "file" => remark = Remark::File(value.to_owned()),
                "append" => remark = Remark::Append(value.to_owned()),
                "not run" if !value.is_empty() => remark = Remark::NotRun,
                _ if words.starts_with("Made by") => {}
                _ => panic!("{here}: no such remark: {words}"),
            }
        } else if !line.trim().is_empty() {
            assert!(
                remark == Remark::None,
                "{here}: a remark that is of no block"
            );
        }
    }
    parts
}
