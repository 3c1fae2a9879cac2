//! Licence expressions, names of licences and names of models.
#![no_main]

use deny_models::license::{LicenseRules, Terms, titled};
use deny_models::model::Artifact;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(terms) = Terms::parse(text) {
        let _ = LicenseRules::osi().judge_expr(terms.expr());
    }
    let _ = titled(text);
    if let Ok(model) = Artifact::parse(text) {
        // What is shown of a model names the same one.
        assert_eq!(Artifact::parse(&model.to_string()), Ok(model));
    }
});
