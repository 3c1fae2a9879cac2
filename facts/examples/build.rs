//! `cargo run -p deny-models-facts --example build`: builds the tables from the lists, prints where the lists contradict each other and
//! what is different from before, and writes the tables. `--check` writes nothing and fails when something would change.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use deny_models_facts::{build, changes};

fn main() -> ExitCode {
    match run(std::env::args().any(|argument| argument == "--check")) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> Result<ExitCode, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let built = build(&root)?;
    let listing = root.join("facts/models.tsv");
    let before = fs::read_to_string(&listing).unwrap_or_default();
    println!("contradictions:");
    for line in &built.contradictions {
        println!("  {line}");
    }
    println!("licences in no table:");
    for (name, count) in &built.unknown_licences {
        println!("  {name}: {count}");
    }
    println!("changes:");
    for line in changes::changes(&before, &built.listing) {
        println!("  {line}");
    }
    let counts = built.counts;
    println!(
        "{} models named, {} rows: {} pass, {} fail, {} without a licence, {} unknown; {} bytes",
        counts.named,
        counts.pass + counts.fail + counts.unlicensed + counts.unknown,
        counts.pass,
        counts.fail,
        counts.unlicensed,
        counts.unknown,
        built.models.len()
    );
    let model = root.join("crates/deny-models/src/model");
    let mut same = true;
    for (path, contents) in [
        (listing, built.listing.as_bytes()),
        (model.join("models.pack"), built.models.as_slice()),
        (model.join("tables.txt"), built.stamp.as_bytes()),
    ] {
        if fs::read(&path).is_ok_and(|known| known == contents) {
            continue;
        }
        same = false;
        if !check {
            fs::write(&path, contents).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    if check && !same {
        return Err(
            "the tables are not those of the lists; `cargo run -p deny-models-facts --example build` writes them"
                .to_owned(),
        );
    }
    Ok(ExitCode::SUCCESS)
}
