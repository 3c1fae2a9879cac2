//! Prints the public items of a library, one a line, from its rustdoc JSON: `public-api-listing FILE`.
//!
//! Items marked `#[doc(hidden)]` are not in the JSON. Blanket, automatic and derived implementations are left out.

#![forbid(unsafe_code)]

use std::error::Error;

use public_api::Builder;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os()
        .nth(1)
        .ok_or("usage: public-api-listing FILE")?;
    let api = Builder::from_rustdoc_json(file)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    for item in api.items() {
        println!("{item}");
    }
    Ok(())
}
