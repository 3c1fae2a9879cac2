//! What is known while calls are taken together. What an expression is depends on others, and may lead back to itself: it is
//! followed in rounds. Who read what became something else later in a round is followed again in the next one, and who
//! read that in turn, until nothing changes any more.

use std::hash::Hash;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::frames::{Env, Evaluation, Known, Val, pointer};
use super::ir::FnRef;
use super::text::Text;
use super::type_vars::{TypeVar, Types};

/// Expressions inside expressions that are followed at once; what is deeper is followed later.
pub(super) const MAX_DEPTH: usize = 300;

/// How often something becomes something else before it only grows.
const MAX_CHANGES: u32 = 3;

/// A type parameter of a function, and the frame it is read under.
type TypeKey = (FnRef, TypeVar, usize);

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asked {
    /// The values of an expression, or of a field of it.
    Values(Evaluation),
    /// The texts of an expression.
    Texts(Evaluation),
    /// The types that a type parameter stands for.
    Types(FnRef, TypeVar, usize),
}

/// What is known of one thing.
#[derive(Debug)]
struct Seen<T> {
    known: Rc<T>,
    /// Whether it was followed to the end, and nothing that it read has changed since.
    is_fresh: bool,
    /// Whether it is being followed.
    is_open: bool,
    /// How often it became something else.
    changes: u32,
    readers: HashSet<Asked>,
    /// Those that read it before it was known, in this round.
    early: Vec<Asked>,
}

/// What is known of things of one kind.
#[derive(Debug)]
struct Table<K, T>(HashMap<K, Seen<T>>);

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<K: Hash + Eq + Copy, T: Default> Table<K, T> {
    fn get(&mut self, key: K) -> &mut Seen<T> {
        self.0.entry(key).or_insert_with(|| Seen {
            known: Rc::default(),
            is_fresh: false,
            is_open: false,
            changes: 0,
            readers: HashSet::default(),
            early: Vec::new(),
        })
    }

    fn is_fresh(&self, key: &K) -> bool {
        self.0.get(key).is_some_and(|seen| seen.is_fresh)
    }

    /// What is known by now, for who reads it.
    fn read(&mut self, key: K, reader: Option<Asked>) -> Rc<T> {
        let seen = self.get(key);
        seen.readers.extend(reader);
        if seen.is_open || !seen.is_fresh {
            seen.early.extend(reader);
        }
        Rc::clone(&seen.known)
    }

    /// What is known; nothing where it is to be followed now.
    fn answer(&mut self, key: K, reader: Option<Asked>) -> Option<Rc<T>> {
        let seen = self.get(key);
        if seen.is_fresh {
            return Some(self.read(key, reader));
        }
        seen.readers.extend(reader);
        seen.is_open = true;
        seen.is_fresh = true;
        None
    }

    /// Keeps what was found; what changes again and again only grows. Those that read something else before.
    fn keep(
        &mut self,
        key: K,
        mut found: T,
        joined: impl Fn(&T, &mut T, bool) -> bool,
    ) -> Vec<Asked> {
        let seen = self.get(key);
        seen.is_open = false;
        let early = std::mem::take(&mut seen.early);
        if joined(&seen.known, &mut found, seen.changes >= MAX_CHANGES) {
            return Vec::new();
        }
        seen.changes += 1;
        seen.known = Rc::new(found);
        early
    }

    /// Marks that something that it depends on has changed. Who read it, where that is new.
    fn outdate(&mut self, key: &K) -> Vec<Asked> {
        let seen = self.0.get_mut(key).filter(|seen| seen.is_fresh);
        let readers = seen.map(|seen| {
            seen.is_fresh = false;
            seen.readers.iter().copied().collect()
        });
        readers.unwrap_or_default()
    }
}

/// What is known, and what the calls are that were met.
#[derive(Debug, Default)]
pub(super) struct Merged {
    values: Table<Evaluation, Known>,
    texts: Table<Evaluation, Vec<Text>>,
    types: Table<TypeKey, Types>,
    /// What is being followed, one in the other.
    open: Vec<Asked>,
    /// What read something that has changed since.
    outdated: Vec<Asked>,
    /// What was too deep to be followed.
    deep: Vec<(Evaluation, Env)>,
    /// What calls give to functions.
    calls: HashMap<FnRef, Vec<Env>>,
    met: HashSet<usize>,
    /// Who read which calls there are.
    readers_of_calls: HashMap<FnRef, HashSet<Asked>>,
}

impl Merged {
    /// Begins a round: who read what has changed since is followed again, and who read that.
    pub(super) fn begin(&mut self) {
        while let Some(asked) = self.outdated.pop() {
            let readers = match asked {
                Asked::Values(what) => self.values.outdate(&what),
                Asked::Texts(what) => self.texts.outdate(&what),
                Asked::Types(func, var, env) => self.types.outdate(&(func, var, env)),
            };
            self.outdated.extend(readers);
        }
    }

    /// The next of what was too deep in this round.
    pub(super) fn next_deep(&mut self) -> Option<(Evaluation, Env)> {
        self.deep.pop()
    }

    /// Whether another round would find the same.
    pub(super) fn is_settled(&self) -> bool {
        self.outdated.is_empty() && self.deep.is_empty()
    }

    fn opened<T>(&mut self, known: Option<Rc<T>>, asked: Asked) -> Option<Rc<T>> {
        if known.is_none() {
            self.open.push(asked);
        }
        known
    }

    fn kept(&mut self, readers: Vec<Asked>) {
        self.open.pop();
        self.outdated.extend(readers);
    }

    /// What something is known to be; nothing where it is to be followed now.
    pub(super) fn values(
        &mut self,
        what: Evaluation,
        env: &Env,
        depth: usize,
    ) -> Option<Rc<Known>> {
        let reader = self.open.last().copied();
        if depth > MAX_DEPTH && !self.values.is_fresh(&what) {
            self.deep.push((what, env.clone()));
            return Some(self.values.read(what, reader));
        }
        let known = self.values.answer(what, reader);
        self.opened(known, Asked::Values(what))
    }

    /// Keeps what something is.
    pub(super) fn set_values(&mut self, what: Evaluation, found: Known) {
        let joined = |known: &Known, found: &mut Known, grows: bool| {
            if grows {
                found.picked |= known.picked;
                found.absent |= known.absent;
            }
            let flags = (known.picked, known.absent) == (found.picked, found.absent);
            join(&known.values, &mut found.values, Val::key, grows) && flags
        };
        let readers = self.values.keep(what, found, joined);
        self.kept(readers);
    }

    /// The texts of an expression; nothing where they are to be followed now.
    pub(super) fn texts(&mut self, what: Evaluation) -> Option<Rc<Vec<Text>>> {
        let known = self.texts.answer(what, self.open.last().copied());
        self.opened(known, Asked::Texts(what))
    }

    /// Keeps texts.
    pub(super) fn set_texts(&mut self, what: Evaluation, found: Vec<Text>) {
        let joined = |known: &Vec<Text>, found: &mut Vec<Text>, grows: bool| {
            join(known, found, Text::clone, grows)
        };
        let readers = self.texts.keep(what, found, joined);
        self.kept(readers);
    }

    /// The types that a type parameter stands for; nothing where they are to be followed now.
    pub(super) fn types(&mut self, func: FnRef, var: TypeVar, env: &Env) -> Option<Rc<Types>> {
        let key = (func, var, pointer(env));
        let known = self.types.answer(key, self.open.last().copied());
        self.opened(known, Asked::Types(func, var, key.2))
    }

    /// Keeps types.
    pub(super) fn set_types(&mut self, func: FnRef, var: TypeVar, env: &Env, found: Types) {
        let joined = |known: &Types, found: &mut Types, grows: bool| {
            if grows {
                found.open = found.open.or(known.open);
            }
            join(&known.found, &mut found.found, |of| *of, grows) && known.open == found.open
        };
        let readers = self.types.keep((func, var, pointer(env)), found, joined);
        self.kept(readers);
    }

    /// A call of a function is met.
    pub(super) fn meet(&mut self, call: &Env) {
        let Some(frame) = call else { return };
        if self.met.insert(pointer(call)) {
            let calls = self.calls.entry(frame.func).or_default();
            calls.push(call.clone());
            let readers = self.readers_of_calls.get(&frame.func).into_iter().flatten();
            self.outdated.extend(readers);
        }
    }

    /// The calls of a function that were met.
    pub(super) fn calls(&mut self, func: FnRef) -> Vec<Env> {
        let readers = self.readers_of_calls.entry(func).or_default();
        readers.extend(self.open.last());
        self.calls.get(&func).cloned().unwrap_or_default()
    }

    /// Whether a call of a function was met.
    pub(super) fn has_call(&self, func: FnRef) -> bool {
        self.calls.contains_key(&func)
    }

    /// Whether the calls of a function were asked for.
    pub(super) fn asks_for(&self, func: FnRef) -> bool {
        self.readers_of_calls.contains_key(&func)
    }
}

/// Adds what was known to what was found, if it only grows. Whether both hold the same then, in any order.
fn join<T: Clone, K: Hash + Eq>(
    known: &[T],
    found: &mut Vec<T>,
    key: impl Fn(&T) -> K,
    grows: bool,
) -> bool {
    let keys: HashSet<K> = found.iter().map(&key).collect();
    let gone: Vec<T> = known
        .iter()
        .filter(|one| !keys.contains(&key(one)))
        .cloned()
        .collect();
    let lacks = !gone.is_empty();
    if grows {
        found.extend(gone);
    }
    found.len() == known.len() && (grows || !lacks)
}
