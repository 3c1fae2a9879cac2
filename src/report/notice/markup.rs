//! Text made safe for Markdown: it reads as it was written, and is neither markup nor HTML.

/// Characters that mean something wherever they stand.
const ANYWHERE: &str = "\\`*_[]<>&|~$!";

/// Characters that mean something at the start of a line.
const AT_START: &str = "#+-=:";

/// One line of plain text.
pub(super) fn escape(line: &str) -> String {
    let line = line.trim();
    let mut out = String::with_capacity(line.len() + 8);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, char) in line.char_indices() {
        // `1.` and `1)` start a list.
        let numbered = digits > 0
            && at == digits
            && (char == '.' || char == ')')
            && !line[at + 1..].starts_with(|next: char| !next.is_whitespace());
        let start = at == 0 && AT_START.contains(char);
        if ANYWHERE.contains(char) || start || numbered {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

/// Lines as a block of code, which no line in it can end.
pub(super) fn fenced(lines: &[String]) -> String {
    let ticks = |line: &String| line.split(|char| char != '`').map(str::len).max();
    let longest = lines.iter().filter_map(ticks).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        for (raw, made) in [
            ("org/name-1.5", "org/name-1.5"),
            ("a_b*c`d`", "a\\_b\\*c\\`d\\`"),
            (
                "<script>alert(1)</script>",
                "\\<script\\>alert(1)\\</script\\>",
            ),
            (
                "[x](javascript:y) ![z](q)",
                "\\[x\\](javascript:y) \\!\\[z\\](q)",
            ),
            ("# head", "\\# head"),
            ("- item", "\\- item"),
            ("12. item", "12\\. item"),
            ("1.5", "1.5"),
            ("12)", "12\\)"),
            ("&lt;|~~x~~$y$", "\\&lt;\\|\\~\\~x\\~\\~\\$y\\$"),
            ("  indented", "indented"),
        ] {
            assert_eq!(escape(raw), made);
        }
    }
}
