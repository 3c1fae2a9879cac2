//! One statement in the many spellings that Markdown has for it.

use super::read;

const BASE: &str = "https://huggingface.co/meta-llama/Llama-3.1-8B";
const NAME: &str = "meta-llama/Llama-3.1-8B";

/// Texts that name the base, where `B` stands for its address.
const NAMING: [(&str, &str); 42] = [
    ("inline link", "Fine-tuned from [Llama 3.1 8B](B)."),
    (
        "full reference",
        "Fine-tuned from [Llama 3.1 8B][base].\n\n[base]: B",
    ),
    (
        "collapsed reference",
        "Fine-tuned from [Llama 3.1][].\n\n[llama 3.1]: B",
    ),
    ("shortcut reference", "Fine-tuned from [base].\n\n[base]: B"),
    (
        "definition in brackets, with a title",
        "Fine-tuned from [x][BASE].\n\n[base]: <B> 'Llama'",
    ),
    (
        "definition on two lines",
        "Fine-tuned from [x][base].\n\n[base]:\n  B",
    ),
    ("autolink", "Fine-tuned from <B>."),
    ("bare address", "Fine-tuned from B."),
    (
        "link in strong emphasis",
        "Fine-tuned from **[Llama 3.1 8B](B)**.",
    ),
    (
        "link in underscores",
        "Fine-tuned from __[Llama 3.1 8B](B)__.",
    ),
    (
        "emphasis in a link",
        "Fine-tuned from [*Llama* **3.1**](B).",
    ),
    (
        "emphasis before a link",
        "*Fine-tuned from* [Llama 3.1 8B](B).",
    ),
    (
        "link with a title",
        "Fine-tuned from [Llama](B \"The (base) model\").",
    ),
    ("address in angle brackets", "Fine-tuned from [Llama](<B>)."),
    ("brackets in a link", "Fine-tuned from [Llama [8B]](B)."),
    (
        "escaped brackets in a link",
        "Fine-tuned from [Llama \\[8B](B).",
    ),
    ("code in a link", "Fine-tuned from [`Llama]`](B)."),
    ("link over two lines", "Fine-tuned from [Llama\n3.1 8B](B)."),
    (
        "image in a link",
        "Fine-tuned from [![Llama](https://x.org/a.png)](B).",
    ),
    (
        "entity in an address",
        "Fine-tuned from [x](https://huggingface.co/meta&#45;llama/Llama-3.1-8B).",
    ),
    ("entities between words", "Fine-tuned&nbsp;from [Llama](B)."),
    ("entity as the colon", "Base model&#58; [Llama](B)"),
    ("id in code", "Fine-tuned from `meta-llama/Llama-3.1-8B`."),
    ("id with escapes", "Base model: meta\\-llama/Llama\\-3.1-8B"),
    (
        "row of a table",
        "| Base model | [Llama](B) |\n|---|---|\n| Epochs | 3 |",
    ),
    (
        "row without outer bars",
        "Epochs | 3\n--- | ---\nBase model | [Llama](B)",
    ),
    (
        "link in a row by reference",
        "| Key | Value |\n|---|---|\n| Base model | [Llama] |\n\n[llama]: B",
    ),
    (
        "item of a list",
        "- **Base model:** [Llama](B)\n- **Epochs:** 3",
    ),
    (
        "item of a numbered list",
        "1. Epochs: 3\n2. Base model: [Llama](B)",
    ),
    (
        "item of a nested list",
        "* Training\n    * Epochs: 3\n    * Base model: [Llama](B)",
    ),
    ("item over two lines", "- Fine-tuned\n  from [Llama](B)"),
    (
        "quotation over two lines",
        "> Fine-tuned\n> from [Llama](B)",
    ),
    (
        "emphasis at the start of a line",
        "Fine-tuned from\n**[Llama](B)**.",
    ),
    ("hard break before", "Epochs: 3  \nBase model: [Llama](B)"),
    ("hard break within", "Fine-tuned from\\\n[Llama](B)"),
    (
        "line under a paragraph",
        "Base model: [Llama](B)\n---\nEpochs: 3",
    ),
    (
        "footnote",
        "It was fine-tuned from the base model[^1].\n\n[^1]: B",
    ),
    (
        "comment within",
        "Fine-tuned from <!-- which? --> [Llama](B).",
    ),
    (
        "HTML block",
        "<div>\n<p>Fine-tuned\n  from <A class=x HREF='B'><b>Llama</b></A></p>\n</div>",
    ),
    (
        "HTML tag over two lines",
        "Fine-tuned from <a\nhref=\"B\">Llama</a>.",
    ),
    (
        "HTML table",
        "<table>\n<tr><th>Base model</th>\n<td><a href=B>Llama</a></td></tr>\n</table>",
    ),
    (
        "two links in one word",
        "Fine-tuned from [Zephyr](https://huggingface.co/a/zephyr)/[Llama](B).",
    ),
];

/// Texts that name no base.
const SILENT: [(&str, &str); 14] = [
    ("code span", "`Fine-tuned from [Llama](B)`"),
    ("label in a code span", "`Base model: B`"),
    (
        "code span of two backticks",
        "``Fine-tuned from ` [Llama](B)``",
    ),
    ("fenced code", "```\nFine-tuned from [Llama](B).\n```"),
    (
        "tildes in fenced code",
        "```\n~~~\n```\n\nText.\n\n~~~md\n```\nFine-tuned from [Llama](B).\n~~~",
    ),
    (
        "a longer fence",
        "````md\n```\nFine-tuned from [Llama](B).\n```\nBase model: B\n````",
    ),
    (
        "fenced code in a list",
        "- Run:\n  ```\n  Base model: B\n  ```",
    ),
    ("indented code", "Run:\n\n    Base model: B\n"),
    ("comment", "<!-- Fine-tuned from [Llama](B). -->"),
    ("comment with blank lines", "<!--\n\nBase model: B\n\n-->"),
    ("comment within a line", "Chat <!-- Base model: B --> model"),
    ("preformatted HTML", "<pre>\nBase model: B\n</pre>"),
    ("unused definition", "Chat model.\n\n[base]: B"),
    ("unfinished link", "Fine-tuned from [llama"),
];

/// Texts, and whether they state MIT where only a licence belongs.
const LICENSED: [(&str, &str, bool); 32] = [
    ("heading", "# License\n\nMIT", true),
    ("heading underlined with =", "License\n=======\n\nMIT", true),
    ("heading underlined with -", "License\n---\nMIT", true),
    ("closed heading", "## License ##\n\nMIT", true),
    ("indented heading", "   ## License\nMIT", true),
    ("tab in a heading", "##\tLicense\n\nMIT", true),
    ("emphasis in a heading", "## **License**\n\nMIT", true),
    ("link in a heading", "## [License](LICENSE)\n\nMIT", true),
    ("code in a heading", "## `License`\n\nMIT", true),
    ("HTML heading", "<h2 align=center>License</h2>\n\nMIT", true),
    ("item", "## License\n\n- MIT", true),
    ("emphasis", "## License\n\n***MIT***", true),
    (
        "reference",
        "## License\n\nSee [the text][l].\n\n[l]: https://opensource.org/licenses/MIT",
        true,
    ),
    ("paragraph of HTML", "## License\n\n<p>MIT</p>", true),
    ("table", "| License | MIT |\n|---|---|", true),
    ("bare table", "Key | Value\n--- | ---\nLicense | MIT", true),
    ("code", "License: `MIT`", true),
    ("title in code", "License: `MIT License`", true),
    ("underscores", "* __License:__ MIT", true),
    ("emphasis that does not close", "**License:**MIT", true),
    (
        "hard break",
        "Language: English  \nLicense: MIT  \nSize: 7B",
        true,
    ),
    (
        "break in HTML",
        "Language: English<br>License: MIT<br/>Size: 7B",
        true,
    ),
    (
        "deeper heading between",
        "# License\n\n## Weights\n\nMIT",
        true,
    ),
    ("next heading", "# License\n\n# Use\n\nMIT", false),
    (
        "next heading, underlined",
        "# License\n\nUse\n===\n\nMIT",
        false,
    ),
    ("heading in code", "```\n# License\n```\nMIT", false),
    (
        "heading in indented code",
        "Text\n\n    # License\n\nMIT",
        false,
    ),
    ("heading in a comment", "<!--\n# License\n-->\n\nMIT", false),
    ("escaped heading", "\\# License\n\nMIT", false),
    ("heading without a blank", "#License\n\nMIT", false),
    ("heading of a quotation", "> ## License\n\nMIT", false),
    ("label in code", "`License: MIT`", false),
];

#[test]
fn a_base_is_found_in_every_spelling() {
    let missed: Vec<&str> = NAMING
        .iter()
        .filter(|(_, text)| {
            let bases = read(&with_base(text)).bases;
            !bases.iter().any(|base| base.to_string() == NAME)
        })
        .map(|(spelling, _)| *spelling)
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn code_and_comments_name_no_base() {
    let matched: Vec<&str> = SILENT
        .iter()
        .filter(|(_, text)| !read(&with_base(text)).bases.is_empty())
        .map(|(spelling, _)| *spelling)
        .collect();
    assert!(matched.is_empty(), "{matched:#?}");
}

#[test]
fn a_licence_is_found_in_every_spelling() {
    let wrong: Vec<&str> = LICENSED
        .iter()
        .filter(|(_, text, stated)| {
            let licenses = read(text).licenses;
            let is_mit = licenses
                .iter()
                .any(|found| found.license == "mit" && found.firm);
            is_mit != *stated
        })
        .map(|(spelling, ..)| *spelling)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The text with the address in the places marked for it.
fn with_base(text: &str) -> String {
    text.split_inclusive(|char: char| !char.is_alphanumeric())
        .map(|word| match word.strip_prefix('B') {
            Some(rest) if !rest.starts_with(char::is_alphanumeric) => format!("{BASE}{rest}"),
            _ => word.to_owned(),
        })
        .collect()
}
