//! The data for a lock in words, for the rows of the table.

use std::fmt::Write as _;

use crate::gather::{Gathered, LockPackages};
use deny_models::domain::PackageRef;
use deny_models::lock::{LockedCalls, LockedMember, LockedPackage, LockedPull};

/// Each package with a block as `NAME{…}`, the others as `quiet:NAME`, each member with a block as `member:NAME{…}`, and
/// `not-locked` for a note on one that gets none.
pub(super) fn words(gathered: &Gathered) -> String {
    let LockPackages {
        packages,
        quiet,
        members,
    } = &gathered.lock_packages;
    let mut words: Vec<String> = packages.iter().map(package).collect();
    words.extend(quiet.iter().map(|of| format!("quiet:{}", of.name)));
    words.extend(members.iter().map(member));
    let notes = gathered.notes.iter();
    let left_out = notes.filter(|note| note.contains("is not locked"));
    words.extend(left_out.map(|_| "not-locked".to_owned()));
    words.join(" ")
}

fn package(of: &LockedPackage) -> String {
    let mut words: Vec<String> = of.pulls.iter().map(pull).collect();
    let says = of.says.iter();
    words.extend(says.map(|claim| {
        let license = claim.license.as_deref().unwrap_or("?");
        let base = claim.base.iter().flatten();
        let base: Vec<&str> = base.map(deny_models::model::Artifact::name).collect();
        format!("says:{}={license}<{}", claim.model.name(), base.join(","))
    }));
    words.extend(
        of.damaged
            .iter()
            .map(|file| format!("damaged:{}", file.path)),
    );
    words.extend(of.calls.iter().map(calls));
    words.sort();
    format!("{}{{{}}}", of.name, words.join(" "))
}

fn pull(of: &LockedPull) -> String {
    let mut word = format!("{}:{}", of.how.as_str(), of.model.name());
    for feature in &of.features {
        let _ = write!(word, "+{feature}");
    }
    if let Some(target) = &of.target {
        let _ = write!(word, "?{target}");
    }
    let _ = write!(word, "/{}", of.scope.as_str());
    if of.stated {
        word += ":stated";
    }
    if let Some(package) = &of.choice_of {
        let _ = write!(word, ":of-{package}");
    }
    word
}

fn calls(of: &LockedCalls) -> String {
    let features: Vec<String> = of.features.iter().map(|of| format!("+{of}")).collect();
    let features = features.concat();
    format!("call:{}:{}{features}*{}", of.file, of.name, of.count)
}

fn names(of: &[PackageRef]) -> String {
    let names: Vec<&str> = of.iter().map(|of| of.name.as_str()).collect();
    names.join(",")
}

fn member(of: &LockedMember) -> String {
    let sources: Vec<PackageRef> = of.sources.iter().map(|of| of.package.clone()).collect();
    let mut words = vec![
        format!("on={}", of.default_features.join(",")),
        format!("sources={}", names(&sources)),
        format!("followed={}", names(&of.followed)),
    ];
    words.extend(of.front.iter().map(|path| format!("front:{path}")));
    words.extend(of.own.iter().map(|of| format!("own:{}", pull(of))));
    words.extend(of.pulls.iter().map(|reach| {
        let possible = if reach.possible { ":possible" } else { "" };
        format!(
            "{}@{}<{}<{}{possible}:{}",
            pull(&reach.pull),
            reach.by.name,
            reach.literal_in.name,
            reach.taken_in.name,
            reach.build.as_str()
        )
    }));
    words.extend(
        of.calls
            .iter()
            .map(|of| format!("{}@{}:{}", calls(&of.calls), of.by.name, of.build.as_str())),
    );
    words.extend(
        of.stops
            .iter()
            .map(|of| format!("stop:{}@{}:{}", of.file, of.by.name, of.build.as_str())),
    );
    words.extend(of.missing.iter().map(|of| {
        let features: Vec<String> = of.features.iter().map(|of| format!("+{of}")).collect();
        format!(
            "missing:{}{}@{}/{}",
            of.path,
            features.concat(),
            of.by.name,
            of.file
        )
    }));
    format!("member:{}{{{}}}", of.package.name, words.join(" "))
}
