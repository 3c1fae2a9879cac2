//! What the standard library calls without a word of it in the code: operators, conversions, formatting, loops, drops, and
//! what is handed to it. Each program fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// Name, items, and the code that runs: `@L` takes the model.
type Row = (&'static str, &'static str, &'static str);

/// What a trait, a callback or a form of the language calls.
const IMPLICIT: &[Row] = &[
    (
        "drop",
        r#"impl Drop for T { fn drop(&mut self) { @L } }"#,
        r#"let _t = T;"#,
    ),
    (
        "drop-fn",
        r#"impl Drop for T { fn drop(&mut self) { @L } }"#,
        r#"drop(T);"#,
    ),
    (
        "drop-box",
        r#"impl Drop for T { fn drop(&mut self) { @L } }"#,
        r#"let v: Vec<Box<T>> = vec![Box::new(T)]; let _ = v;"#,
    ),
    (
        "drop-field",
        r#"impl Drop for T { fn drop(&mut self) { @L } } struct H { _t: T }"#,
        r#"let _h = H { _t: T };"#,
    ),
    (
        "clone-derive",
        r#"impl Clone for T { fn clone(&self) -> Self { @L T } } #[derive(Clone)] struct H(T);"#,
        r#"let h = H(T); let _ = h.clone();"#,
    ),
    (
        "clone-vec",
        r#"impl Clone for T { fn clone(&self) -> Self { @L T } }"#,
        r#"let _ = vec![T; 2];"#,
    ),
    (
        "clone-cloned",
        r#"impl Clone for T { fn clone(&self) -> Self { @L T } }"#,
        r#"let v = [T]; let _: Vec<T> = v.iter().cloned().collect();"#,
    ),
    (
        "clone-toowned",
        r#"impl Clone for T { fn clone(&self) -> Self { @L T } }"#,
        r#"let v = [T]; let _ = v.to_vec();"#,
    ),
    (
        "default",
        r#"impl Default for T { fn default() -> Self { @L T } }"#,
        r#"let _: T = Default::default();"#,
    ),
    (
        "default-derive",
        r#"impl Default for T { fn default() -> Self { @L T } } #[derive(Default)] struct H { _t: T }"#,
        r#"let _ = H::default();"#,
    ),
    (
        "default-take",
        r#"impl Default for T { fn default() -> Self { @L T } }"#,
        r#"let mut t = T; let _ = std::mem::take(&mut t);"#,
    ),
    (
        "default-orDefault",
        r#"impl Default for T { fn default() -> Self { @L T } }"#,
        r#"let o: Option<T> = None; let _ = o.unwrap_or_default();"#,
    ),
    (
        "default-entry",
        r#"impl Default for T { fn default() -> Self { @L T } }"#,
        r#"let mut m = std::collections::HashMap::<u8, T>::new(); m.entry(1).or_default();"#,
    ),
    (
        "default-update",
        r#"impl Default for H { fn default() -> Self { @L H { a: 1, b: 2 } } } struct H { a: u8, b: u8 }"#,
        r#"let h = H { a: 3, ..Default::default() }; let _ = h.a + h.b;"#,
    ),
    (
        "display-println",
        r#"impl std::fmt::Display for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }"#,
        r#"println!("{}", T);"#,
    ),
    (
        "display-inline",
        r#"impl std::fmt::Display for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }"#,
        r#"let t = T; println!("{t}");"#,
    ),
    (
        "display-tostring",
        r#"impl std::fmt::Display for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }"#,
        r#"let _ = T.to_string();"#,
    ),
    (
        "debug-derive",
        r#"impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } } #[derive(Debug)] struct H(T);"#,
        r#"println!("{:?}", H(T));"#,
    ),
    (
        "debug-dbg",
        r#"impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }"#,
        r#"dbg!(T);"#,
    ),
    (
        "debug-unwrap",
        r#"impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }"#,
        r#"let r: Result<(), T> = Err(T); r.unwrap();"#,
    ),
    (
        "debug-assert",
        r#"impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } } impl PartialEq for T { fn eq(&self, _: &T) -> bool { false } }"#,
        r#"assert_eq!(T, T);"#,
    ),
    (
        "lowerhex",
        r#"impl std::fmt::LowerHex for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }"#,
        r#"println!("{:x}", T);"#,
    ),
    (
        "eq-op",
        r#"impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }"#,
        r#"if T == T {}"#,
    ),
    (
        "eq-ne",
        r#"impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }"#,
        r#"if T != T {}"#,
    ),
    (
        "eq-contains",
        r#"impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }"#,
        r#"let v = [T]; let _ = v.contains(&T);"#,
    ),
    (
        "eq-option",
        r#"impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }"#,
        r#"let _ = Some(T) == Some(T);"#,
    ),
    (
        "ord-sort",
        r#"#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }"#,
        r#"let mut v = vec![O, O]; v.sort();"#,
    ),
    (
        "ord-btree",
        r#"#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }"#,
        r#"let mut v = std::collections::BTreeSet::new(); v.insert(O); v.insert(O);"#,
    ),
    (
        "ord-max",
        r#"#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }"#,
        r#"let _ = O.max(O);"#,
    ),
    (
        "ord-heap",
        r#"#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }"#,
        r#"let mut v = std::collections::BinaryHeap::new(); v.push(O); v.push(O);"#,
    ),
    (
        "partialord-lt",
        r#"#[derive(PartialEq)] struct O; impl PartialOrd for O { fn partial_cmp(&self, _: &O) -> Option<std::cmp::Ordering> { @L None } }"#,
        r#"if O < O {}"#,
    ),
    (
        "hash-map",
        r#"#[derive(PartialEq, Eq)] struct O; impl std::hash::Hash for O { fn hash<H: std::hash::Hasher>(&self, _: &mut H) { @L } }"#,
        r#"let mut v = std::collections::HashSet::new(); v.insert(O);"#,
    ),
    (
        "hasher",
        r#"#[derive(Default)] struct O; impl std::hash::Hasher for O { fn finish(&self) -> u64 { @L 0 } fn write(&mut self, _: &[u8]) {} }"#,
        r#"let mut m = std::collections::HashMap::<u8, u8, std::hash::BuildHasherDefault<O>>::default(); m.insert(1, 1);"#,
    ),
    (
        "add",
        r#"impl std::ops::Add for T { type Output = (); fn add(self, _: T) { @L } }"#,
        r#"T + T;"#,
    ),
    (
        "addassign",
        r#"impl std::ops::AddAssign for T { fn add_assign(&mut self, _: T) { @L } }"#,
        r#"let mut t = T; t += T;"#,
    ),
    (
        "neg",
        r#"impl std::ops::Neg for T { type Output = (); fn neg(self) { @L } }"#,
        r#"-T;"#,
    ),
    (
        "not",
        r#"impl std::ops::Not for T { type Output = (); fn not(self) { @L } }"#,
        r#"!T;"#,
    ),
    (
        "index",
        r#"impl std::ops::Index<u8> for T { type Output = u8; fn index(&self, _: u8) -> &u8 { @L &1 } }"#,
        r#"let _ = T[0u8];"#,
    ),
    (
        "indexmut",
        r#"impl std::ops::Index<u8> for M { type Output = u8; fn index(&self, _: u8) -> &u8 { &self.0 } } struct M(u8); impl std::ops::IndexMut<u8> for M { fn index_mut(&mut self, _: u8) -> &mut u8 { @L &mut self.0 } }"#,
        r#"let mut m = M(1); m[0u8] = 2;"#,
    ),
    (
        "shl",
        r#"impl std::ops::Shl<u8> for T { type Output = (); fn shl(self, _: u8) { @L } }"#,
        r#"T << 1u8;"#,
    ),
    (
        "bitor",
        r#"impl std::ops::BitOr for T { type Output = T; fn bitor(self, _: T) -> T { @L T } }"#,
        r#"let _ = T | T;"#,
    ),
    (
        "deref",
        r#"impl std::ops::Deref for T { type Target = str; fn deref(&self) -> &str { @L "" } }"#,
        r#"let _ = T.len();"#,
    ),
    (
        "deref-star",
        r#"impl std::ops::Deref for T { type Target = u8; fn deref(&self) -> &u8 { @L &1 } }"#,
        r#"let _ = *T;"#,
    ),
    (
        "deref-coerce",
        r#"impl std::ops::Deref for T { type Target = str; fn deref(&self) -> &str { @L "" } } fn take(_: &str) {}"#,
        r#"take(&T);"#,
    ),
    (
        "iter-for",
        r#"impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }"#,
        r#"for _ in T {}"#,
    ),
    (
        "iter-count",
        r#"impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }"#,
        r#"T.count();"#,
    ),
    (
        "iter-collect",
        r#"impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }"#,
        r#"let _: Vec<u8> = T.collect();"#,
    ),
    (
        "iter-chain",
        r#"impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }"#,
        r#"for _ in [1u8].into_iter().chain(T) {}"#,
    ),
    (
        "iter-extend",
        r#"impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }"#,
        r#"let mut v = vec![1u8]; v.extend(T);"#,
    ),
    (
        "iter-back",
        r#"impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { None } } impl DoubleEndedIterator for T { fn next_back(&mut self) -> Option<u8> { @L None } }"#,
        r#"for _ in T.rev() {}"#,
    ),
    (
        "iter-sizehint",
        r#"impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { None } fn size_hint(&self) -> (usize, Option<usize>) { @L (0, None) } }"#,
        r#"let _: Vec<u8> = T.collect();"#,
    ),
    (
        "intoiter-for",
        r#"impl IntoIterator for T { type Item = u8; type IntoIter = std::vec::IntoIter<u8>; fn into_iter(self) -> Self::IntoIter { @L vec![].into_iter() } }"#,
        r#"for _ in T {}"#,
    ),
    (
        "intoiter-ref",
        r#"impl<'a> IntoIterator for &'a T { type Item = u8; type IntoIter = std::vec::IntoIter<u8>; fn into_iter(self) -> Self::IntoIter { @L vec![].into_iter() } }"#,
        r#"for _ in &T {}"#,
    ),
    (
        "intoiter-extend",
        r#"impl IntoIterator for T { type Item = u8; type IntoIter = std::vec::IntoIter<u8>; fn into_iter(self) -> Self::IntoIter { @L vec![].into_iter() } }"#,
        r#"let mut v = vec![1u8]; v.extend(T);"#,
    ),
    (
        "fromiter",
        r#"impl FromIterator<u8> for T { fn from_iter<I: IntoIterator<Item = u8>>(_: I) -> Self { @L T } }"#,
        r#"let _: T = [1u8].into_iter().collect();"#,
    ),
    (
        "extend",
        r#"impl Extend<u8> for T { fn extend<I: IntoIterator<Item = u8>>(&mut self, _: I) { @L } }"#,
        r#"T.extend([1u8]);"#,
    ),
    (
        "sum",
        r#"impl std::iter::Sum<u8> for T { fn sum<I: Iterator<Item = u8>>(_: I) -> T { @L T } }"#,
        r#"let _: T = [1u8].into_iter().sum();"#,
    ),
    (
        "product",
        r#"impl std::iter::Product<u8> for T { fn product<I: Iterator<Item = u8>>(_: I) -> T { @L T } }"#,
        r#"let _: T = [1u8].into_iter().product();"#,
    ),
    (
        "from-into",
        r#"impl From<u8> for T { fn from(_: u8) -> T { @L T } }"#,
        r#"let _: T = 1u8.into();"#,
    ),
    (
        "from-question",
        r#"impl From<std::num::ParseIntError> for T { fn from(_: std::num::ParseIntError) -> T { @L T } } fn go() -> Result<u8, T> { Ok("x".parse::<u8>()?) }"#,
        r#"let _ = go();"#,
    ),
    (
        "from-mapinto",
        r#"impl From<u8> for T { fn from(_: u8) -> T { @L T } }"#,
        r#"let _: Vec<T> = [1u8].into_iter().map(Into::into).collect();"#,
    ),
    (
        "from-generic",
        r#"impl From<u8> for T { fn from(_: u8) -> T { @L T } } fn take(_: impl Into<T>) {} fn take2(t: impl Into<T>) { let _ = t.into(); }"#,
        r#"take(1u8); take2(2u8);"#,
    ),
    (
        "tryfrom",
        r#"impl TryFrom<u8> for T { type Error = (); fn try_from(_: u8) -> Result<T, ()> { @L Ok(T) } }"#,
        r#"let _: Result<T, ()> = 1u8.try_into();"#,
    ),
    (
        "fromstr",
        r#"impl std::str::FromStr for T { type Err = (); fn from_str(_: &str) -> Result<T, ()> { @L Ok(T) } }"#,
        r#"let _ = "x".parse::<T>();"#,
    ),
    (
        "fromstr-typed",
        r#"impl std::str::FromStr for T { type Err = (); fn from_str(_: &str) -> Result<T, ()> { @L Ok(T) } }"#,
        r#"let _t: Result<T, ()> = "x".parse();"#,
    ),
    (
        "asref",
        r#"impl AsRef<str> for T { fn as_ref(&self) -> &str { @L "" } }"#,
        r#"let _ = std::path::Path::new("a").exists(); let _: &str = T.as_ref();"#,
    ),
    (
        "asref-generic",
        r#"impl AsRef<std::path::Path> for T { fn as_ref(&self) -> &std::path::Path { @L std::path::Path::new("") } }"#,
        r#"let _ = std::fs::read(T);"#,
    ),
    (
        "borrow",
        r#"#[derive(PartialEq, Eq, Hash)] struct O; impl std::borrow::Borrow<str> for O { fn borrow(&self) -> &str { @L "" } }"#,
        r#"let m = std::collections::HashMap::from([(O, 1)]); let _ = m.get("x");"#,
    ),
    (
        "read",
        r#"impl std::io::Read for T { fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> { @L Ok(0) } }"#,
        r#"let _ = std::io::copy(&mut T, &mut std::io::sink());"#,
    ),
    (
        "read-tostring",
        r#"impl std::io::Read for T { fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> { @L Ok(0) } }"#,
        r#"use std::io::Read; let mut s = String::new(); let _ = T.read_to_string(&mut s);"#,
    ),
    (
        "read-bufreader",
        r#"impl std::io::Read for T { fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> { @L Ok(0) } }"#,
        r#"use std::io::BufRead; for _ in std::io::BufReader::new(T).lines() {}"#,
    ),
    (
        "write-macro",
        r#"impl std::io::Write for T { fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { @L Ok(b.len()) } fn flush(&mut self) -> std::io::Result<()> { Ok(()) } }"#,
        r#"use std::io::Write; let _ = writeln!(T, "x");"#,
    ),
    (
        "write-all",
        r#"impl std::io::Write for T { fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { @L Ok(b.len()) } fn flush(&mut self) -> std::io::Result<()> { Ok(()) } }"#,
        r#"use std::io::Write; let _ = T.write_all(b"x");"#,
    ),
    (
        "write-bufwriter",
        r#"impl std::io::Write for T { fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { @L Ok(b.len()) } fn flush(&mut self) -> std::io::Result<()> { Ok(()) } }"#,
        r#"use std::io::Write; let _ = std::io::BufWriter::new(T).write_all(b"x");"#,
    ),
    (
        "fmtwrite",
        r#"impl std::fmt::Write for T { fn write_str(&mut self, _: &str) -> std::fmt::Result { @L Ok(()) } }"#,
        r#"use std::fmt::Write; let _ = write!(T, "x");"#,
    ),
    (
        "seek",
        r#"impl std::io::Seek for T { fn seek(&mut self, _: std::io::SeekFrom) -> std::io::Result<u64> { @L Ok(0) } }"#,
        r#"use std::io::Seek; let _ = T.rewind();"#,
    ),
    (
        "error-source",
        r#"#[derive(Debug)] struct E; impl std::fmt::Display for E { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { Ok(()) } } impl std::error::Error for E { fn source(&self) -> Option<&(dyn std::error::Error + 'static)> { @L None } }"#,
        r#"let e: Box<dyn std::error::Error> = Box::new(E); let _ = e.source();"#,
    ),
    (
        "error-main",
        r#"struct E; impl std::fmt::Debug for E { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } } fn go() -> Result<(), E> { Err(E) }"#,
        r#"if let Err(e) = go() { eprintln!("{e:?}"); }"#,
    ),
    (
        "future-await",
        r#"impl std::future::Future for T { type Output = (); fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context) -> std::task::Poll<()> { @L std::task::Poll::Ready(()) } } async fn go() { T.await } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }"#,
        r#"block(go());"#,
    ),
    (
        "intofuture",
        r#"impl std::future::IntoFuture for T { type Output = (); type IntoFuture = std::future::Ready<()>; fn into_future(self) -> Self::IntoFuture { @L std::future::ready(()) } } async fn go() { T.await } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }"#,
        r#"block(go());"#,
    ),
    (
        "wake",
        r#"impl std::task::Wake for T { fn wake(self: std::sync::Arc<Self>) { @L } }"#,
        r#"let w: std::task::Waker = std::sync::Arc::new(T).into(); w.wake();"#,
    ),
    (
        "rangebounds",
        r#"impl std::ops::RangeBounds<usize> for T { fn start_bound(&self) -> std::ops::Bound<&usize> { @L std::ops::Bound::Unbounded } fn end_bound(&self) -> std::ops::Bound<&usize> { std::ops::Bound::Unbounded } }"#,
        r#"let mut v = vec![1]; v.drain(T);"#,
    ),
    (
        "termination",
        r#"impl std::process::Termination for T { fn report(self) -> std::process::ExitCode { @L std::process::ExitCode::SUCCESS } }"#,
        r#"use std::process::Termination; let _ = T.report();"#,
    ),
    (
        "any-typeid",
        r#"trait Go { fn go(&self); } impl Go for T { fn go(&self) { @L } }"#,
        r#"let b: Box<dyn std::any::Any> = Box::new(T); if let Ok(t) = b.downcast::<T>() { t.go(); }"#,
    ),
    (
        "fn-once",
        r#"fn go() { @L }"#,
        r#"std::sync::Once::new().call_once(go);"#,
    ),
    (
        "fn-thread",
        r#"fn go() { @L }"#,
        r#"std::thread::spawn(go).join().unwrap();"#,
    ),
    (
        "fn-builder",
        r#"fn go() { @L }"#,
        r#"std::thread::Builder::new().spawn(go).unwrap().join().unwrap();"#,
    ),
    (
        "fn-scope",
        r#"fn go() { @L }"#,
        r#"std::thread::scope(|s| { s.spawn(go); });"#,
    ),
    (
        "fn-catch",
        r#"fn go() { @L }"#,
        r#"let _ = std::panic::catch_unwind(go);"#,
    ),
    (
        "fn-hook",
        r#"fn go() { @L }"#,
        r#"std::panic::set_hook(Box::new(|_| go()));"#,
    ),
    (
        "fn-lazylock",
        r#"fn go() -> u8 { @L 1 } static L: std::sync::LazyLock<u8> = std::sync::LazyLock::new(go);"#,
        r#"let _ = *L;"#,
    ),
    (
        "fn-threadlocal",
        r#"fn go() -> u8 { @L 1 } thread_local! { static L: u8 = go(); }"#,
        r#"L.with(|_| ());"#,
    ),
    (
        "fn-sortby",
        r#"fn go(_: &u8) -> u8 { @L 1 }"#,
        r#"[1u8, 2].sort_by_key(go);"#,
    ),
    (
        "fn-map",
        r#"fn go(_: u8) -> u8 { @L 1 }"#,
        r#"let _ = Some(1u8).map(go);"#,
    ),
    (
        "fn-mapor",
        r#"fn go() -> u8 { @L 1 }"#,
        r#"let _ = None.unwrap_or_else(go);"#,
    ),
    (
        "fn-then",
        r#"fn go() -> u8 { @L 1 }"#,
        r#"let _ = true.then(go);"#,
    ),
    (
        "fn-ptr-array",
        r#"fn go() { @L } static T2: [fn(); 1] = [go];"#,
        r#"T2[0]();"#,
    ),
    (
        "fn-ptr-struct",
        r#"fn go() { @L } struct V { f: fn() }"#,
        r#"let v = V { f: go }; (v.f)();"#,
    ),
    (
        "fn-const",
        r#"fn go() { @L } const F: fn() = go;"#,
        r#"F();"#,
    ),
    (
        "fn-transmute",
        r#"fn go() { @L }"#,
        r#"let f: fn() = unsafe { std::mem::transmute(go as *const ()) }; f();"#,
    ),
    (
        "fn-dyn",
        r#"fn go() { @L }"#,
        r#"let f: &dyn Fn() = &go; f();"#,
    ),
    (
        "fn-extern",
        r#"#[no_mangle] pub extern "C" fn go_fn_extern() { @L }"#,
        r#"unsafe extern "C" { safe fn go_fn_extern(); } go_fn_extern();"#,
    ),
    (
        "fn-retain",
        r#"fn go(_: &u8) -> bool { @L true }"#,
        r#"vec![1u8].retain(go);"#,
    ),
    (
        "fn-dedup",
        r#"fn go(_: &mut u8) -> u8 { @L 1 }"#,
        r#"vec![1u8].dedup_by_key(go);"#,
    ),
    (
        "fn-fromfn",
        r#"fn go() -> Option<u8> { @L None }"#,
        r#"for _ in std::iter::from_fn(go) {}"#,
    ),
    (
        "fn-arrayfrom",
        r#"fn go(_: usize) -> u8 { @L 1 }"#,
        r#"let _: [u8; 2] = std::array::from_fn(go);"#,
    ),
    (
        "fn-update",
        r#"fn go(_: usize) -> Option<usize> { @L None }"#,
        r#"let _ = std::sync::atomic::AtomicUsize::new(0).fetch_update(std::sync::atomic::Ordering::SeqCst, std::sync::atomic::Ordering::SeqCst, go);"#,
    ),
    (
        "fn-condvar",
        r#"fn go(_: &mut u8) -> bool { @L false }"#,
        r#"let m = std::sync::Mutex::new(1u8); let c = std::sync::Condvar::new(); let _ = c.wait_while(m.lock().unwrap(), go);"#,
    ),
    (
        "fn-refmap",
        r#"fn go(x: &u8) -> &u8 { @L x }"#,
        r#"let c = std::cell::RefCell::new(1u8); let _ = std::cell::Ref::map(c.borrow(), go);"#,
    ),
    (
        "fn-localkey",
        r#"fn go(_: &u8) { @L } thread_local! { static L: u8 = 1; }"#,
        r#"L.with(go);"#,
    ),
    (
        "const-assoc",
        r#"impl T { const X: fn() = T::go; fn go() { @L } }"#,
        r#"(T::X)();"#,
    ),
    (
        "dyn-upcast",
        r#"trait A { fn a(&self); } trait B: A {} impl A for T { fn a(&self) { @L } } impl B for T {}"#,
        r#"let b: Box<dyn B> = Box::new(T); let a: Box<dyn A> = b; a.a();"#,
    ),
    (
        "dyn-supertrait",
        r#"trait A { fn a(&self); } trait B: A {} impl A for T { fn a(&self) { @L } } impl B for T {} fn f(b: &dyn B) { b.a() }"#,
        r#"f(&T);"#,
    ),
    (
        "trait-default-method",
        r#"trait A { fn a(&self) { @L } } impl A for T {}"#,
        r#"T.a();"#,
    ),
    (
        "trait-static",
        r#"trait A { fn a(); } impl A for T { fn a() { @L } } fn f<X: A>() { X::a() }"#,
        r#"f::<T>();"#,
    ),
    (
        "trait-blanket",
        r#"trait A { fn a(&self) { @L } } impl<X: Copy> A for X {}"#,
        r#"1u8.a();"#,
    ),
    (
        "trait-ext-str",
        r#"trait A { fn a(&self); } impl A for str { fn a(&self) { @L } }"#,
        r#""x".a();"#,
    ),
    (
        "trait-ext-opt",
        r#"trait A { fn a(&self); } impl<X> A for Option<X> { fn a(&self) { @L } }"#,
        r#"Some(1).a();"#,
    ),
    (
        "trait-fn-impl",
        r#"trait A { fn a(&self); } impl<F: Fn()> A for F { fn a(&self) { @L } }"#,
        r#"(|| ()).a();"#,
    ),
    (
        "trait-tuple",
        r#"trait A { fn a(&self); } impl A for (u8, u8) { fn a(&self) { @L } }"#,
        r#"(1u8, 2u8).a();"#,
    ),
    (
        "trait-array",
        r#"trait A { fn a(&self); } impl<const N: usize> A for [u8; N] { fn a(&self) { @L } }"#,
        r#"[1u8].a();"#,
    ),
    (
        "trait-unit",
        r#"trait A { fn a(&self); } impl A for () { fn a(&self) { @L } }"#,
        r#"().a();"#,
    ),
    (
        "trait-fnptr",
        r#"trait A { fn a(&self); } impl A for fn() { fn a(&self) { @L } } fn x() {}"#,
        r#"(x as fn()).a();"#,
    ),
    (
        "trait-ref",
        r#"trait A { fn a(self); } impl<'x> A for &'x T { fn a(self) { @L } }"#,
        r#"(&T).a();"#,
    ),
    (
        "trait-box",
        r#"trait A { fn a(&self); } impl A for Box<dyn Send> { fn a(&self) { @L } }"#,
        r#"let b: Box<dyn Send> = Box::new(1); b.a();"#,
    ),
    (
        "trait-qualified",
        r#"trait A { fn a(&self); } impl A for T { fn a(&self) { @L } }"#,
        r#"<T as A>::a(&T);"#,
    ),
    (
        "trait-as-alias",
        r#"trait A { fn a(&self); } impl A for T { fn a(&self) { @L } } type U = T;"#,
        r#"U::a(&T);"#,
    ),
    (
        "trait-assoc-type",
        r#"trait A { type N: B; } trait B { fn b(); } impl B for T { fn b() { @L } } struct Z; impl A for Z { type N = T; } fn f<X: A>() { X::N::b() }"#,
        r#"f::<Z>();"#,
    ),
    (
        "trait-phantom",
        r#"trait A { fn a(); } impl A for T { fn a() { @L } } struct P<X>(std::marker::PhantomData<X>); impl<X: A> P<X> { fn go(&self) { X::a() } }"#,
        r#"P::<T>(std::marker::PhantomData).go();"#,
    ),
    (
        "trait-iter-dyn",
        r#"trait A { fn a(&self); } impl A for T { fn a(&self) { @L } }"#,
        r#"let v: Vec<Box<dyn A>> = vec![Box::new(T)]; v.iter().for_each(|x| x.a());"#,
    ),
    (
        "trait-foreach-path",
        r#"trait A { fn a(&self); } impl A for T { fn a(&self) { @L } }"#,
        r#"[T].iter().for_each(A::a);"#,
    ),
    (
        "trait-impl-ret",
        r#"trait A { fn a(&self); } impl A for T { fn a(&self) { @L } } fn mk() -> impl A { T }"#,
        r#"mk().a();"#,
    ),
    (
        "trait-generic-default",
        r#"trait A<X = u8> { fn a(&self); } impl A for T { fn a(&self) { @L } }"#,
        r#"T.a();"#,
    ),
    (
        "closure-ret",
        r#"fn mk() -> impl Fn() { || { @L } }"#,
        r#"mk()();"#,
    ),
    (
        "closure-boxed",
        r#"fn mk() -> Box<dyn Fn()> { Box::new(|| { @L }) }"#,
        r#"mk()();"#,
    ),
    (
        "closure-curried",
        r#"fn mk() -> impl Fn(u8) -> Box<dyn Fn(u8)> { |_| Box::new(|_| { @L }) }"#,
        r#"mk()(1)(2);"#,
    ),
    (
        "closure-static",
        r#"static F: fn() = || { @L };"#,
        r#"F();"#,
    ),
    (
        "closure-map",
        r#""#,
        r#"let m: std::collections::HashMap<&str, Box<dyn Fn()>> = std::collections::HashMap::from([("a", Box::new(|| { @L }) as Box<dyn Fn()>)]); m["a"]();"#,
    ),
    (
        "closure-opt",
        r#""#,
        r#"let f: Option<Box<dyn FnOnce()>> = Some(Box::new(|| { @L })); if let Some(f) = f { f(); }"#,
    ),
    (
        "closure-vecdrain",
        r#""#,
        r#"let mut v: Vec<Box<dyn FnOnce()>> = vec![Box::new(|| { @L })]; for f in v.drain(..) { f(); }"#,
    ),
    (
        "closure-channel",
        r#""#,
        r#"let (tx, rx) = std::sync::mpsc::channel::<Box<dyn FnOnce() + Send>>(); tx.send(Box::new(|| { @L })).unwrap(); rx.recv().unwrap()();"#,
    ),
    (
        "async-block",
        r#"fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }"#,
        r#"block(async { @L });"#,
    ),
    (
        "async-fn-var",
        r#"async fn go() { @L } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }"#,
        r#"let f = go(); block(f);"#,
    ),
    (
        "async-boxed",
        r#"fn go() -> std::pin::Pin<Box<dyn std::future::Future<Output = ()>>> { Box::pin(async { @L }) } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }"#,
        r#"block(go());"#,
    ),
    (
        "async-closure",
        r#"fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }"#,
        r#"let f = async || { @L }; block(f());"#,
    ),
    (
        "const-eval",
        r#"const fn n() -> usize { 1 } const N: usize = n(); fn go() { @L }"#,
        r#"if N == 1 { go(); }"#,
    ),
    (
        "static-init",
        r#"fn go() { @L } struct S(fn()); static S1: S = S(go);"#,
        r#"(S1.0)();"#,
    ),
    (
        "macro-items",
        r#"macro_rules! mk { ($n:ident) => { fn $n() { @L } } } mk!(go);"#,
        r#"go();"#,
    ),
    (
        "macro-call",
        r#"fn go() { @L } macro_rules! call { ($n:ident) => { $n() } }"#,
        r#"call!(go);"#,
    ),
    (
        "macro-tt",
        r#"fn go() { @L } macro_rules! call { ($($t:tt)*) => { $($t)*(); } }"#,
        r#"call!(go);"#,
    ),
    (
        "macro-block",
        r#"macro_rules! call { ($b:block) => { $b } }"#,
        r#"call!({ @L });"#,
    ),
    (
        "macro-expr-rep",
        r#"macro_rules! call { ($($e:expr),*) => { $( $e; )* } }"#,
        r#"call!(1, { @L });"#,
    ),
    (
        "mod-inline",
        r#"mod a { pub mod b { pub fn go() { @L } } pub use b::go as run; }"#,
        r#"a::run();"#,
    ),
    (
        "label-break",
        r#""#,
        r#"let _ = 'a: { if std::env::args().count() > 9 { break 'a 1; } @L 2 };"#,
    ),
    (
        "let-else",
        r#""#,
        r#"let Some(_) = std::env::args().nth(9) else { @L return; };"#,
    ),
    (
        "match-never",
        r#""#,
        r#"match std::env::args().nth(9) { Some(_) => unreachable!(), None => { @L } }"#,
    ),
    (
        "while-let",
        r#""#,
        r#"let mut n = Some(1); while let Some(_) = n.take() { @L }"#,
    ),
    ("loop-break", r#""#, r#"let _ = loop { @L break 1; };"#),
    (
        "if-chain",
        r#""#,
        r#"if let Some(a) = Some(1) { if let Some(b) = Some(a) { if b == 1 { @L } } }"#,
    ),
    ("shadow-fn", r#"fn go() {}"#, r#"fn go() { @L } go();"#),
    (
        "shadow-const",
        r#"const ON: bool = false;"#,
        r#"const ON: bool = true; if ON { @L }"#,
    ),
    (
        "question-fn",
        r#"fn go() -> Option<()> { Some(())?; @L None }"#,
        r#"go();"#,
    ),
    (
        "generic-const",
        r#"struct C<const N: usize>; impl C<1> { fn go(&self) { @L } }"#,
        r#"C::<1>.go();"#,
    ),
    (
        "self-type",
        r#"impl T { fn new() -> Self { Self::init(); Self } fn init() { @L } }"#,
        r#"T::new();"#,
    ),
    (
        "enum-method",
        r#"enum E { A, B } impl E { fn go(&self) { match self { Self::A => {} Self::B => { @L } } } }"#,
        r#"E::B.go(); let _ = E::A;"#,
    ),
    (
        "union",
        r#"union U { f: fn(), _n: usize } fn go() { @L }"#,
        r#"let u = U { f: go }; unsafe { (u.f)() };"#,
    ),
];

/// Each row as the code of a library that the program calls.
fn ways(rows: &[Row]) -> Vec<Way> {
    let way = |&(name, items, code): &Row| {
        let depot = format!("struct T;\n{items}\npub fn run() {{ {code} }}");
        let depot = depot.replace("@L", "base::load(\"⟦@B¦@G⟧\");");
        Way {
            name,
            feature: "",
            depot: depot.leak(),
            shop: "fn main() { depot::run(); }",
        }
    };
    rows.iter().map(way).collect()
}

#[test]
fn what_the_standard_library_calls_is_reached() {
    judge(&ways(IMPLICIT), "base");
}
