//! What data files and front ends state of the models that they name, as claims: they tighten, and clear nothing.

use super::join::Texts;
use deny_models::evidence::header::{Base, Confidence, Format, Header, Stated};
use deny_models::model::{Artifact, Claim, ClaimSource};
use deny_models_scan::{FoundKind, StatedModel};

/// The claims of statements, read as a card is read.
pub(super) fn claims<'a>(
    stated: impl Iterator<Item = &'a StatedModel>,
    texts: &mut Texts<'_>,
) -> Vec<(Artifact, Claim)> {
    let claim = |stated: &StatedModel| {
        let model = match stated.kind {
            FoundKind::HfRepoId => Artifact::parse_hub(&stated.artifact),
            _ => Artifact::parse(&stated.artifact),
        };
        let mut claim = claim(stated);
        claim.place = Some(texts.place(&stated.file, stated.line, stated.column));
        Some((model.ok()?, claim)).filter(|(_, claim)| claim.states_anything())
    };
    stated.filter_map(claim).collect()
}

fn claim(stated: &StatedModel) -> Claim {
    let mut header = Header::new(Format::Card);
    for license in &stated.license {
        header.add_license(Stated::new(license.clone(), "license", Confidence::Own));
    }
    let names = stated.license_name.iter();
    let names = names.map(|name| Stated::new(name.clone(), "license_name", Confidence::Own));
    header.license_name.extend(names);
    for base in &stated.base {
        header.add_base(Base::read(base, "base_model", Confidence::Own));
    }
    let parts = header.finish().to_claim_parts();
    parts.into_claim(ClaimSource::DataFile, "the object that names it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use deny_models::model::Bases;

    #[test]
    fn a_statement_is_read_as_that_of_a_card() {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        for (license, name, base, expected) in [
            (&["cc-by-nc-4.0"][..], &[][..], &[][..], "cc-by-nc-4.0"),
            (&["mit", "cc-by-nc-4.0"], &[], &[], "mit, cc-by-nc-4.0"),
            (&["other"], &["llama3.1"], &[], "llama3.1"),
            (&[], &["llama3.1"], &[], "llama3.1"),
            (&["Acme Terms"], &[], &[], "Acme Terms"),
            (
                &[],
                &[],
                &["meta-llama/Llama-3.1-8B"],
                "no licence stated of meta-llama/Llama-3.1-8B",
            ),
        ] {
            let claim = claim(&StatedModel {
                artifact: "a/b".to_owned(),
                kind: FoundKind::HfRepoId,
                license: texts(license),
                license_name: texts(name),
                base: texts(base),
                file: "x.json".to_owned(),
                line: 1,
                column: 1,
            });
            let mut shown = claim.terms_in_words();
            if let Bases::Named(bases) = &claim.bases {
                let bases: Vec<&str> = bases.iter().map(Artifact::name).collect();
                shown = format!("{shown} of {}", bases.join(", "));
            }
            assert_eq!(shown, expected);
        }
    }
}
