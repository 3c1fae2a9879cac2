//! Licences in the two shapes that CycloneDX has for them.
//!
//! CycloneDX 1.6 takes either a list of licences or exactly one expression; 1.7 takes both in one list.

use super::spec::Spec;
use super::types::{License, LicenseChoice, Naming};
use crate::inventory::{Conclusion, Model, Refs, listed, names_a_text};
use deny_models::license::{self, Expr};

/// Ids of the SPDX list 3.29.0 that the schemas do not have which validators of November 2026 carry.
const NEWER: [&str; 13] = [
    "BSD-2-Clause-pos-unchanged",
    "BSD-3-Clause-OpenWebUI",
    "BSD-Source-Code-no-disclaimer",
    "BSD-Source-alt-GPL",
    "BSD-ask-to-endorse",
    "Brian-Gladman-3-Clause-no-conversion",
    "Bugroff",
    "CC-BY-NC-3.0-IGO",
    "FDK-MPEG-H",
    "Hippocratic-3.0-core",
    "Informatica",
    "MVT-1.1",
    "atc-game",
];

/// The declared licences: a list where all of them apply, else an expression.
pub(super) fn declared(expr: &Expr, refs: &Refs) -> Vec<LicenseChoice> {
    choices(expr, refs, "declared")
}

/// The values of `licenses` and `evidence.licenses` of a model.
pub(super) fn of_model(
    model: &Model,
    refs: &Refs,
    spec: Spec,
) -> (Vec<LicenseChoice>, Vec<LicenseChoice>) {
    let terms = model.resolution.declared.as_ref();
    let declared = terms.map(|terms| declared(terms.expr(), refs));
    let mut licenses = declared.unwrap_or_default();
    let concluded = match &model.conclusion {
        Conclusion::Known(expr) => choices(expr, refs, "concluded"),
        Conclusion::Unknown(_) => Vec::new(),
    };
    let is_list = |choices: &[LicenseChoice]| {
        choices
            .iter()
            .all(|choice| matches!(choice, LicenseChoice::License(_)))
    };
    let fits = licenses.is_empty() || is_list(&licenses) && is_list(&concluded);
    if spec == Spec::V1_6 && !fits {
        return (licenses, concluded);
    }
    licenses.extend(concluded);
    (licenses, Vec::new())
}

fn choices(expr: &Expr, refs: &Refs, acknowledgement: &'static str) -> Vec<LicenseChoice> {
    let Some(licenses) = conjunction(expr) else {
        return vec![LicenseChoice::Expression {
            expression: refs.expression(expr),
            acknowledgement,
        }];
    };
    let mut choices = Vec::new();
    for license in licenses {
        let choice = LicenseChoice::License(named(license, acknowledgement));
        if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    choices
}

/// The licences of an expression that is nothing but a list of them.
fn conjunction(expr: &Expr) -> Option<Vec<&license::License>> {
    match expr {
        Expr::Leaf(license) => license.exception().is_none().then(|| vec![license]),
        Expr::All(parts) => {
            let parts: Option<Vec<_>> = parts.iter().map(conjunction).collect();
            Some(parts?.into_iter().flatten().collect())
        }
        Expr::Any(_) => None,
    }
}

fn named(license: &license::License, acknowledgement: &'static str) -> License {
    let id = listed(license).filter(|id| !NEWER.contains(id));
    License {
        naming: match id {
            Some(id) => Naming::Id(id),
            None => Naming::Name(name(license)),
        },
        url: license.url().map(std::borrow::Cow::into_owned),
        acknowledgement,
    }
}

/// The name people know it by, with the id that distinguishes versions.
fn name(license: &license::License) -> String {
    let id = match license.id() {
        "" => "unnamed",
        id => id,
    };
    match license.full_name().filter(|_| names_a_text(license)) {
        Some(name) => format!("{name} ({id})"),
        None => id.to_owned(),
    }
}
