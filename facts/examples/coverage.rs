//! `cargo run -p deny-models-facts --example coverage -- [--open] [--listing FILE] [SET…]`: of how many ids of each set, or
//! of those in `facts/sets`, the tables know the terms. A set is a file with one id a line, and after a tab what it weighs.
//! `percent` is the share with a verdict; `answered` is that of the models, without what `open.tsv` has as none, of which
//! the answer is known: a verdict, or that no licence is stated. `--open` prints the ids that stay open, `--listing`
//! measures another listing than the present one, such as that of a former commit.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use deny_models_facts::coverage::{Counted, measure, no_model, set};
use deny_models_facts::lists;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut listing = root.join("facts/models.tsv");
    let (mut print_open, mut sets) = (false, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--open" => print_open = true,
            "--listing" => listing = arguments.next().ok_or("--listing without a file")?.into(),
            _ => sets.push(PathBuf::from(argument)),
        }
    }
    if sets.is_empty() {
        let own = root.join("facts/sets");
        let entries =
            std::fs::read_dir(&own).map_err(|error| format!("{}: {error}", own.display()))?;
        sets.extend(entries.flatten().map(|entry| entry.path()));
        sets.sort();
    }
    let listing = lists::text(&listing)?;
    let renames = lists::renames(&root.join("crates/deny-models/src/model/renames.tsv"))?;
    let no_model = no_model(&root.join("facts/open.tsv"))?;
    println!("set\tof\tall\tyes\tno\tpercent\tunlicensed\tno model\tanswered");
    for path in sets {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let (counted, open) = measure(&listing, &renames, &no_model, &set(&lists::text(&path)?)?);
        for part in counted {
            let of = match part.of {
                Counted::Ids => "ids".to_owned(),
                Counted::Top(top) => format!("top {top}"),
                Counted::Weight => "weight".to_owned(),
            };
            let (all, pass, fail) = (part.all, part.pass, part.fail);
            let (unlicensed, no_model) = (part.unlicensed, part.no_model);
            let (percent, answered) = (part.percent(), part.answered());
            println!(
                "{name}\t{of}\t{all}\t{pass}\t{fail}\t{percent}\t{unlicensed}\t{no_model}\t{answered}"
            );
        }
        if print_open {
            for (id, why) in open {
                println!("  {id}\t{why}");
            }
        }
    }
    Ok(())
}
