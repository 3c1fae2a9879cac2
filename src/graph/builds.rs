//! The single builds that a check of several targets is made of: each is judged on its own.

use cargo_platform::Platform;

use super::built_in;
use super::target::{TargetCfg, Targets};
use super::workspace::Workspace;

/// A build for one target, or for any of several that differ in nothing that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The triple; in a check of every target one of those that it stands for.
    pub triple: String,
    /// As a selection takes it.
    pub targets: Targets,
}

impl Build {
    /// Whether a condition on the target holds in it.
    #[must_use]
    pub fn is(&self, platform: &Platform) -> bool {
        match &self.targets {
            Targets::All => true,
            Targets::AnyHost(target) => target.is(platform),
            Targets::Triples { targets, .. } => targets.iter().any(|target| target.is(platform)),
        }
    }

    /// Whether its target was named, and not merely one of all.
    #[must_use]
    pub fn is_named(&self) -> bool {
        matches!(self.targets, Targets::Triples { .. })
    }
}

impl Workspace {
    /// The builds for these targets. `platforms` are further conditions that distinguish targets.
    ///
    /// Of every target, those are left out to which no more applies than to another one: whatever one of them builds, a
    /// build here has too.
    #[must_use]
    pub fn builds(&self, targets: &Targets, platforms: &[Platform]) -> Vec<Build> {
        match targets {
            Targets::All => self.builds_of_all(platforms),
            Targets::AnyHost(target) => vec![Build {
                triple: target.triple().to_owned(),
                targets: targets.clone(),
            }],
            Targets::Triples { host, targets } => {
                let build = |target: &TargetCfg| Build {
                    triple: target.triple().to_owned(),
                    targets: Targets::Triples {
                        host: host.clone(),
                        targets: vec![target.clone()],
                    },
                };
                targets.iter().map(build).collect()
            }
        }
    }

    fn builds_of_all(&self, platforms: &[Platform]) -> Vec<Build> {
        let mut conditions: Vec<&Platform> = Vec::new();
        for platform in self.index.platforms.iter().chain(platforms) {
            if !conditions.contains(&platform) {
                conditions.push(platform);
            }
        }
        let built_in = built_in::targets().iter();
        let built_in = built_in
            .map(|row| TargetCfg::of_triple(row.triple, row.cfgs.iter().map(String::as_str)));
        let mut all: Vec<TargetCfg> = built_in.collect();
        let named = conditions.iter().filter_map(|platform| match platform {
            Platform::Name(triple) => Some(triple),
            Platform::Cfg(_) => None,
        });
        for triple in named {
            if all.iter().all(|target| target.triple() != triple) {
                all.push(TargetCfg::unknown(triple));
            }
        }
        let mut classes: Vec<(Vec<bool>, TargetCfg)> = Vec::new();
        for target in all {
            let holds: Vec<bool> = conditions.iter().map(|it| target.is(it)).collect();
            if classes.iter().any(|(known, _)| is_within(&holds, known)) {
                continue;
            }
            classes.retain(|(known, _)| !is_within(known, &holds));
            classes.push((holds, target));
        }
        classes
            .into_iter()
            .map(|(_, target)| Build {
                triple: target.triple().to_owned(),
                targets: Targets::AnyHost(target),
            })
            .collect()
    }
}

/// Whether all that holds in one holds in the other.
fn is_within(one: &[bool], other: &[bool]) -> bool {
    one.iter().zip(other).all(|(one, other)| !one || *other)
}
