//! What a licence text is, seen from outside: the two licences of this crate, dressed and changed.

use std::time::Instant;

use deny_models::license::{Duty, Part, identify, identify_all, lookup, obligations, recognise};

const MIT: &str = include_str!("../../LICENSE-MIT");
const APACHE: &str = include_str!("../../LICENSE-APACHE");

#[test]
fn a_licence_text_names_its_licence_and_the_licence_its_duties() {
    let found = identify(APACHE).expect("Apache-2.0");
    assert_eq!(
        (found.id, found.part, found.exact, found.extra),
        ("apache-2.0", Part::Licence, true, false)
    );
    assert_eq!(found.license(), lookup("Apache-2.0"));
    let duties: Vec<Duty> = obligations(&found.license())
        .iter()
        .map(|obligation| obligation.duty)
        .collect();
    assert_eq!(duties, [Duty::LicenceCopy, Duty::Notice]);
}

#[test]
fn a_modified_mit_is_not_mit() {
    let clause = "If the Software is used in a product with more than a million users, its name shall be displayed.";
    let sentences = [
        "subject to the following conditions:",
        "substantial portions of the Software.",
        "SOFTWARE.\n",
    ];
    for sentence in sentences {
        let modified = MIT.replace(sentence, &format!("{sentence}\n\n{clause}\n"));
        assert_ne!(modified, MIT);
        assert_eq!(identify(&modified), None, "{modified}");
    }
    assert_eq!(identify(&MIT.replace("and/or sell", "but not sell")), None);
}

#[test]
fn both_licences_in_one_file_are_both_told() {
    let ids: Vec<&str> = identify_all(&format!("{APACHE}\n\n{MIT}"))
        .iter()
        .map(|found| found.id)
        .collect();
    assert_eq!(ids, ["apache-2.0", "mit"]);
    assert_eq!(recognise(&format!("{APACHE}\n\n{MIT}")), None);
}

#[test]
fn any_bytes_are_read_in_bounded_time() {
    let start = Instant::now();
    for unit in ["<", "]", "&#", "(a) ", "copyright 2020 ", "as is and ", MIT] {
        let found = identify(&unit.repeat(500_000 / unit.len()));
        assert!(found.is_none_or(|found| found.extra), "{unit}");
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
