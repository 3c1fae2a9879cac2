//! Follows the lineage of models to its roots.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::HubError;
use deny_models::lock::LockedModel;
use deny_models::model::Artifact;

/// Longest lineage that is followed, in steps.
const MAX_DEPTH: usize = 16;

/// Most models that are fetched in one run. Those that need no request do not count.
const MAX_MODELS: usize = 4096;

/// Requests at a time: fast enough, and no burden for the hub.
const WORKERS: usize = 4;

/// A source of facts about a model.
pub trait Source: Sync {
    /// Fetches the facts about a model. A missing model or one without access is a result, not an error.
    ///
    /// # Errors
    ///
    /// When the source itself fails: earlier results may be incomplete then.
    fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError>;

    /// Whether it is the one that answers for a model.
    fn answers_for(&self, model: &Artifact) -> bool {
        model.is_in_registry()
    }
}

/// Result of a walk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// The models with all that they were made from, in the order of the walk.
    pub models: Vec<LockedModel>,
    /// Notes on models that were left out.
    pub notes: Vec<String>,
}

/// Fetches models and everything that they are derived from or load, breadth first, each once.
///
/// `known` returns models that need no request, `more` returns parents that other sources than the block state; `progress` gets the
/// number of fetched models and of models found so far.
///
/// # Errors
///
/// The first failure of the source.
pub fn walk(
    source: &dyn Source,
    start: impl IntoIterator<Item = Artifact>,
    known: &(dyn Fn(&Artifact) -> Option<LockedModel> + Sync),
    more: &dyn Fn(&LockedModel) -> Vec<Artifact>,
    progress: &(dyn Fn(usize, usize, &Artifact) + Sync),
) -> Result<Walked, HubError> {
    let mut walked = Walked::default();
    let mut seen = BTreeSet::new();
    let mut fresh = |model: &Artifact| {
        model.is_in_registry() && seen.insert((model.key(), model.revision().map(str::to_owned)))
    };
    let mut level: Vec<Artifact> = start.into_iter().filter(&mut fresh).collect();
    let mut depth = 0;
    let mut room = MAX_MODELS;
    let mut left_out = Vec::new();
    while !level.is_empty() {
        if depth > MAX_DEPTH {
            walked.notes.push(format!(
                "more than {MAX_DEPTH} steps: {} models are left out and stay unknown, the first is {}",
                level.len(),
                level[0]
            ));
            break;
        }
        // Those that are not left out: the next run begins with what this one has locked.
        let mut asked = Vec::new();
        for model in std::mem::take(&mut level) {
            let answer = known(&model);
            if answer.is_some() || room > 0 {
                room -= usize::from(answer.is_none());
                asked.push((model, answer));
            } else {
                left_out.push(model);
            }
        }
        let found = fetch_all(source, asked, walked.models.len(), progress)?;
        let parents = found.iter().flat_map(|model| {
            let own = model.parents().cloned();
            own.chain(more(model)).collect::<Vec<_>>()
        });
        level = parents.filter(&mut fresh).collect();
        walked.models.extend(found);
        depth += 1;
    }
    if let Some(first) = left_out.first() {
        walked.notes.push(format!(
            "more than {MAX_MODELS} models were not locked yet: {} are left out and stay unknown, the first is {first}; run \
             `cargo deny-models lock` again for more of them",
            left_out.len()
        ));
    }
    Ok(walked)
}

/// Some at a time; the answers are in the order of the questions. What is known already is not asked.
fn fetch_all(
    source: &dyn Source,
    models: Vec<(Artifact, Option<LockedModel>)>,
    before: usize,
    progress: &(dyn Fn(usize, usize, &Artifact) + Sync),
) -> Result<Vec<LockedModel>, HubError> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let mut found = Vec::with_capacity(models.len());
    let mut open = Vec::new();
    let of = before + models.len();
    for (at, (model, known)) in models.into_iter().enumerate() {
        match known {
            Some(known) => found.push((at, known)),
            None => open.push((at, model)),
        }
    }
    let before = before + found.len();
    let found = Mutex::new(found);
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some((at, model)) = open.get(number) else {
                return;
            };
            match source.fetch(model) {
                Ok(answer) => {
                    let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                    progress(before + count, of, model);
                    hold(&found).push((*at, answer));
                }
                Err(error) => {
                    // The other workers stop.
                    next.store(open.len(), Ordering::Relaxed);
                    hold(&failed).get_or_insert((*at, error));
                    return;
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..WORKERS.min(open.len()) {
            scope.spawn(work);
        }
        work();
    });
    if let Some((_, error)) = hold(&failed).take() {
        return Err(error);
    }
    let mut found = std::mem::take(&mut *hold(&found));
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().map(|(_, model)| model).collect())
}

/// A worker that panicked has left nothing half done: what is locked here is only ever pushed to.
fn hold<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::Site;

    fn id(text: &str) -> Artifact {
        Artifact::parse(text).expect("an id")
    }

    /// Names its parents after the dot: `a/x.y` was made from `a/y`.
    struct Recorded {
        requests: AtomicUsize,
        of: fn(&str) -> Vec<String>,
    }

    impl Source for Recorded {
        fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
            self.requests.fetch_add(1, Ordering::Relaxed);
            if model.name() == "a/down" {
                return Err(HubError::Failing {
                    site: Site::Hub,
                    what: model.to_string(),
                    status: 500,
                });
            }
            Ok(LockedModel {
                base: Some(
                    (self.of)(model.name())
                        .iter()
                        .map(|name| id(name))
                        .collect(),
                ),
                ..LockedModel::new(model)
            })
        }
    }

    fn run(of: fn(&str) -> Vec<String>, start: &[&str]) -> (Result<Walked, HubError>, usize) {
        let source = Recorded {
            requests: AtomicUsize::new(0),
            of,
        };
        let start = start.iter().map(|name| id(name));
        let walked = walk(&source, start, &|_| None, &|_| Vec::new(), &|_, _, _| ());
        (walked, source.requests.into_inner())
    }

    fn names(walked: &Walked) -> Vec<String> {
        walked
            .models
            .iter()
            .map(|model| model.artifact().to_string())
            .collect()
    }

    #[test]
    fn a_cycle_ends() {
        let (walked, requests) = run(
            |name| vec![if name == "a/x" { "a/y" } else { "A/X" }.to_owned()],
            &["a/x", "a/x"],
        );
        assert_eq!(
            (names(&walked.expect("walked")), requests),
            (vec!["a/x".to_owned(), "a/y".to_owned()], 2)
        );
    }

    #[test]
    fn an_endless_lineage_is_broken_off() {
        let (walked, requests) = run(|name| vec![format!("{name}0")], &["a/x"]);
        let walked = walked.expect("walked");
        assert_eq!(
            (walked.models.len(), requests),
            (MAX_DEPTH + 1, MAX_DEPTH + 1)
        );
        assert!(walked.notes[0].contains("left out"), "{:?}", walked.notes);
        let (walked, requests) = run(
            |name| (0..9).map(|n| format!("{name}{n}")).collect(),
            &["a/x"],
        );
        assert!(requests <= MAX_MODELS && !walked.expect("walked").notes.is_empty());
    }

    #[test]
    fn of_too_many_models_a_run_takes_as_many_as_it_may_and_the_next_one_more() {
        let all: Vec<Artifact> = (0..=MAX_MODELS * 2)
            .map(|number| id(&format!("a/m{number}")))
            .collect();
        let source = Recorded {
            requests: AtomicUsize::new(0),
            of: |_| Vec::new(),
        };
        let mut locked: BTreeSet<String> = BTreeSet::new();
        for expected in [MAX_MODELS, 2 * MAX_MODELS, 2 * MAX_MODELS + 1] {
            let known = |model: &Artifact| {
                let is_known = locked.contains(model.name());
                is_known.then(|| LockedModel::new(model))
            };
            let none = |_: &LockedModel| Vec::new();
            let walked = walk(&source, all.iter().cloned(), &known, &none, &|_, _, _| ());
            let walked = walked.expect("walked");
            assert_eq!(walked.models.len(), expected);
            assert_eq!(walked.notes.is_empty(), expected == all.len());
            assert!(walked.notes.iter().all(|note| note.contains("again")));
            locked = names(&walked).into_iter().collect();
        }
        assert_eq!(source.requests.into_inner(), all.len());
    }

    #[test]
    fn a_failing_source_ends_it_all() {
        let (walked, requests) = run(|_| vec!["a/down".to_owned()], &["a/x", "a/y"]);
        assert!(matches!(walked, Err(HubError::Failing { .. })));
        assert_eq!(requests, 3);
    }

    #[test]
    fn order_does_not_depend_on_the_workers() {
        let start: Vec<String> = (0..50).map(|n| format!("a/m{n}")).collect();
        let start: Vec<&str> = start.iter().map(String::as_str).collect();
        let of: fn(&str) -> Vec<String> = |name| {
            if name.starts_with("a/m") {
                vec![name.replace("a/m", "b/")]
            } else {
                Vec::new()
            }
        };
        let first = run(of, &start).0.expect("walked");
        assert_eq!(first.models.len(), 100);
        assert_eq!(first, run(of, &start).0.expect("walked"));
    }

    #[test]
    fn known_models_need_no_request_and_other_sources_name_parents() {
        let source = Recorded {
            requests: AtomicUsize::new(0),
            of: |_| Vec::new(),
        };
        let known = |model: &Artifact| (model.name() == "a/x").then(|| LockedModel::new(model));
        let more = |model: &LockedModel| {
            if model.id.name() == "a/x" {
                vec![id("b/y")]
            } else {
                Vec::new()
            }
        };
        let walked = walk(
            &source,
            [id("a/x"), id("https://example.org/f.gguf")],
            &known,
            &more,
            &|_, _, _| (),
        );
        assert_eq!(names(&walked.expect("walked")), ["a/x", "b/y"]);
        assert_eq!(source.requests.into_inner(), 1);
    }
}
