//! Writes rows of `src/license/fingerprints.tsv` from licence texts, which are not part of this repository.
//!
//! `cargo run --example fingerprint -- DIR` reads `DIR/manifest.tsv`, a table with the columns `id`, `part`, `titles`,
//! `file`, `from`, `to` and `source`, and prints the table of fingerprints. `crates/deny-models/recognising-texts.md` has the details.

use std::error::Error;
use std::fs;
use std::path::Path;

use deny_models::license;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args().nth(1).ok_or("usage: fingerprint DIR")?;
    let directory = Path::new(&directory);
    println!("id\tpart\ttitles\twords\tfirst\tlast\tdigest\tpieces\tsource");
    for line in fs::read_to_string(directory.join("manifest.tsv"))?
        .lines()
        .skip(1)
    {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, part, titles, file, from, to, source] = cells[..] else {
            return Err(format!("not seven cells: {line}").into());
        };
        let bytes = fs::read(directory.join(file))?;
        let text = String::from_utf8_lossy(&bytes);
        let phrase = |cell: &str| {
            if cell == "-" {
                String::new()
            } else {
                cell.to_owned()
            }
        };
        let row = license::fingerprint(&text, &phrase(from), &phrase(to))
            .ok_or_else(|| format!("{file}: too short, or without `{from}` and `{to}`"))?;
        println!("{id}\t{part}\t{titles}\t{row}\t{source}");
    }
    Ok(())
}
