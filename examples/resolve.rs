//! What binds a model, asked of the library: `cargo run --example resolve -- ID...`.

use deny_models::license::{LicenseRules, Verdict};
use deny_models::model::{Artifact, FactStore, resolve};

fn main() -> Result<(), String> {
    let mut ids: Vec<String> = std::env::args().skip(1).collect();
    if ids.is_empty() {
        ids.push("OpenSciLM/Llama-3.1_OpenScholar-8B".to_owned());
    }
    let store = FactStore::built_in();
    for id in ids {
        let resolution = resolve(&Artifact::parse(&id)?, &store, &LicenseRules::osi());
        let declared = resolution
            .declared
            .as_ref()
            .map_or("no licence", |terms| terms.text());
        println!("{id} declares {declared}");
        match (resolution.verdict, resolution.governing()) {
            (Verdict::Pass, _) => println!("  passes an OSI gate"),
            (_, Some(governing)) => {
                println!("  fails: {} of {}", governing.license, governing.from);
            }
            (_, None) => println!(
                "  cannot be told, so it fails: {:?}",
                resolution.unknown_reasons
            ),
        }
    }
    Ok(())
}
