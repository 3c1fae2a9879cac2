//! Looks up the licences that apply to models: `cargo run --example resolve -- ID...`.

use deny_models::{InvalidInput, Resolver, Verdict};

fn main() -> Result<(), InvalidInput> {
    let mut ids: Vec<String> = std::env::args().skip(1).collect();
    if ids.is_empty() {
        ids.push("OpenSciLM/Llama-3.1_OpenScholar-8B".to_owned());
    }
    let resolver = Resolver::built_in();
    for id in ids {
        let resolution = resolver.resolve(&id)?;
        let declared = resolution.declared().unwrap_or("no licence");
        println!("{id} declares {declared}");
        match (resolution.verdict(), resolution.governing()) {
            (Verdict::Pass, _) => println!("  passes an OSI gate"),
            (_, Some(governing)) => {
                println!("  fails: {} of {}", governing.id(), governing.from());
            }
            (_, None) => {
                let reasons: Vec<String> = resolution.unknown_reasons().collect();
                println!("  is unknown, so it fails: {}", reasons.join("; "));
            }
        }
    }
    Ok(())
}
