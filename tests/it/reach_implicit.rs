//! What the standard library calls without a word of it in the code: operators, conversions, formatting, loops, drops, and
//! what is handed to it. Each program fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Row, judge, of_rows};

/// What a trait, a callback or a form of the language calls.
const IMPLICIT: &[Row] = &[
    (
        "drop",
        "impl Drop for T { fn drop(&mut self) { @L } }",
        "let _t = T;",
    ),
    (
        "drop-fn",
        "impl Drop for T { fn drop(&mut self) { @L } }",
        "drop(T);",
    ),
    (
        "drop-box",
        "impl Drop for T { fn drop(&mut self) { @L } }",
        "let v: Vec<Box<T>> = vec![Box::new(T)]; let _ = v;",
    ),
    (
        "drop-field",
        "impl Drop for T { fn drop(&mut self) { @L } } struct H { _t: T }",
        "let _h = H { _t: T };",
    ),
    (
        "clone-derive",
        "impl Clone for T { fn clone(&self) -> Self { @L T } } #[derive(Clone)] struct H(T);",
        "let h = H(T); let _ = h.clone();",
    ),
    (
        "clone-vec",
        "impl Clone for T { fn clone(&self) -> Self { @L T } }",
        "let _ = vec![T; 2];",
    ),
    (
        "clone-cloned",
        "impl Clone for T { fn clone(&self) -> Self { @L T } }",
        "let v = [T]; let _: Vec<T> = v.iter().cloned().collect();",
    ),
    (
        "clone-toowned",
        "impl Clone for T { fn clone(&self) -> Self { @L T } }",
        "let v = [T]; let _ = v.to_vec();",
    ),
    (
        "default",
        "impl Default for T { fn default() -> Self { @L T } }",
        "let _: T = Default::default();",
    ),
    (
        "default-derive",
        "impl Default for T { fn default() -> Self { @L T } } #[derive(Default)] struct H { _t: T }",
        "let _ = H::default();",
    ),
    (
        "default-take",
        "impl Default for T { fn default() -> Self { @L T } }",
        "let mut t = T; let _ = std::mem::take(&mut t);",
    ),
    (
        "default-orDefault",
        "impl Default for T { fn default() -> Self { @L T } }",
        "let o: Option<T> = None; let _ = o.unwrap_or_default();",
    ),
    (
        "default-entry",
        "impl Default for T { fn default() -> Self { @L T } }",
        "let mut m = std::collections::HashMap::<u8, T>::new(); m.entry(1).or_default();",
    ),
    (
        "default-update",
        "impl Default for H { fn default() -> Self { @L H { a: 1, b: 2 } } } struct H { a: u8, b: u8 }",
        "let h = H { a: 3, ..Default::default() }; let _ = h.a + h.b;",
    ),
    (
        "display-println",
        "impl std::fmt::Display for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }",
        r#"println!("{}", T);"#,
    ),
    (
        "display-inline",
        "impl std::fmt::Display for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }",
        r#"let t = T; println!("{t}");"#,
    ),
    (
        "display-tostring",
        "impl std::fmt::Display for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }",
        "let _ = T.to_string();",
    ),
    (
        "debug-derive",
        "impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } } #[derive(Debug)] struct H(T);",
        r#"println!("{:?}", H(T));"#,
    ),
    (
        "debug-dbg",
        "impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }",
        "dbg!(T);",
    ),
    (
        "debug-unwrap",
        "impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }",
        "let r: Result<(), T> = Err(T); r.unwrap();",
    ),
    (
        "debug-assert",
        "impl std::fmt::Debug for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } } impl PartialEq for T { fn eq(&self, _: &T) -> bool { false } }",
        "assert_eq!(T, T);",
    ),
    (
        "lowerhex",
        "impl std::fmt::LowerHex for T { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } }",
        r#"println!("{:x}", T);"#,
    ),
    (
        "eq-op",
        "impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }",
        "if T == T {}",
    ),
    (
        "eq-ne",
        "impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }",
        "if T != T {}",
    ),
    (
        "eq-contains",
        "impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }",
        "let v = [T]; let _ = v.contains(&T);",
    ),
    (
        "eq-option",
        "impl PartialEq for T { fn eq(&self, _: &T) -> bool { @L true } }",
        "let _ = Some(T) == Some(T);",
    ),
    (
        "ord-sort",
        "#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }",
        "let mut v = vec![O, O]; v.sort();",
    ),
    (
        "ord-btree",
        "#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }",
        "let mut v = std::collections::BTreeSet::new(); v.insert(O); v.insert(O);",
    ),
    (
        "ord-max",
        "#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }",
        "let _ = O.max(O);",
    ),
    (
        "ord-heap",
        "#[derive(PartialEq, Eq, PartialOrd)] struct O; impl Ord for O { fn cmp(&self, _: &O) -> std::cmp::Ordering { @L std::cmp::Ordering::Equal } }",
        "let mut v = std::collections::BinaryHeap::new(); v.push(O); v.push(O);",
    ),
    (
        "partialord-lt",
        "#[derive(PartialEq)] struct O; impl PartialOrd for O { fn partial_cmp(&self, _: &O) -> Option<std::cmp::Ordering> { @L None } }",
        "if O < O {}",
    ),
    (
        "hash-map",
        "#[derive(PartialEq, Eq)] struct O; impl std::hash::Hash for O { fn hash<H: std::hash::Hasher>(&self, _: &mut H) { @L } }",
        "let mut v = std::collections::HashSet::new(); v.insert(O);",
    ),
    (
        "hasher",
        "#[derive(Default)] struct O; impl std::hash::Hasher for O { fn finish(&self) -> u64 { @L 0 } fn write(&mut self, _: &[u8]) {} }",
        "let mut m = std::collections::HashMap::<u8, u8, std::hash::BuildHasherDefault<O>>::default(); m.insert(1, 1);",
    ),
    (
        "add",
        "impl std::ops::Add for T { type Output = (); fn add(self, _: T) { @L } }",
        "T + T;",
    ),
    (
        "addassign",
        "impl std::ops::AddAssign for T { fn add_assign(&mut self, _: T) { @L } }",
        "let mut t = T; t += T;",
    ),
    (
        "neg",
        "impl std::ops::Neg for T { type Output = (); fn neg(self) { @L } }",
        "-T;",
    ),
    (
        "not",
        "impl std::ops::Not for T { type Output = (); fn not(self) { @L } }",
        "!T;",
    ),
    (
        "index",
        "impl std::ops::Index<u8> for T { type Output = u8; fn index(&self, _: u8) -> &u8 { @L &1 } }",
        "let _ = T[0u8];",
    ),
    (
        "indexmut",
        "impl std::ops::Index<u8> for M { type Output = u8; fn index(&self, _: u8) -> &u8 { &self.0 } } struct M(u8); impl std::ops::IndexMut<u8> for M { fn index_mut(&mut self, _: u8) -> &mut u8 { @L &mut self.0 } }",
        "let mut m = M(1); m[0u8] = 2;",
    ),
    (
        "shl",
        "impl std::ops::Shl<u8> for T { type Output = (); fn shl(self, _: u8) { @L } }",
        "T << 1u8;",
    ),
    (
        "bitor",
        "impl std::ops::BitOr for T { type Output = T; fn bitor(self, _: T) -> T { @L T } }",
        "let _ = T | T;",
    ),
    (
        "deref",
        r#"impl std::ops::Deref for T { type Target = str; fn deref(&self) -> &str { @L "" } }"#,
        "let _ = T.len();",
    ),
    (
        "deref-star",
        "impl std::ops::Deref for T { type Target = u8; fn deref(&self) -> &u8 { @L &1 } }",
        "let _ = *T;",
    ),
    (
        "deref-coerce",
        r#"impl std::ops::Deref for T { type Target = str; fn deref(&self) -> &str { @L "" } } fn take(_: &str) {}"#,
        "take(&T);",
    ),
    (
        "iter-for",
        "impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }",
        "for _ in T {}",
    ),
    (
        "iter-count",
        "impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }",
        "T.count();",
    ),
    (
        "iter-collect",
        "impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }",
        "let _: Vec<u8> = T.collect();",
    ),
    (
        "iter-chain",
        "impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }",
        "for _ in [1u8].into_iter().chain(T) {}",
    ),
    (
        "iter-extend",
        "impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { @L None } }",
        "let mut v = vec![1u8]; v.extend(T);",
    ),
    (
        "iter-back",
        "impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { None } } impl DoubleEndedIterator for T { fn next_back(&mut self) -> Option<u8> { @L None } }",
        "for _ in T.rev() {}",
    ),
    (
        "iter-sizehint",
        "impl Iterator for T { type Item = u8; fn next(&mut self) -> Option<u8> { None } fn size_hint(&self) -> (usize, Option<usize>) { @L (0, None) } }",
        "let _: Vec<u8> = T.collect();",
    ),
    (
        "intoiter-for",
        "impl IntoIterator for T { type Item = u8; type IntoIter = std::vec::IntoIter<u8>; fn into_iter(self) -> Self::IntoIter { @L vec![].into_iter() } }",
        "for _ in T {}",
    ),
    (
        "intoiter-ref",
        "impl<'a> IntoIterator for &'a T { type Item = u8; type IntoIter = std::vec::IntoIter<u8>; fn into_iter(self) -> Self::IntoIter { @L vec![].into_iter() } }",
        "for _ in &T {}",
    ),
    (
        "intoiter-extend",
        "impl IntoIterator for T { type Item = u8; type IntoIter = std::vec::IntoIter<u8>; fn into_iter(self) -> Self::IntoIter { @L vec![].into_iter() } }",
        "let mut v = vec![1u8]; v.extend(T);",
    ),
    (
        "fromiter",
        "impl FromIterator<u8> for T { fn from_iter<I: IntoIterator<Item = u8>>(_: I) -> Self { @L T } }",
        "let _: T = [1u8].into_iter().collect();",
    ),
    (
        "extend",
        "impl Extend<u8> for T { fn extend<I: IntoIterator<Item = u8>>(&mut self, _: I) { @L } }",
        "T.extend([1u8]);",
    ),
    (
        "sum",
        "impl std::iter::Sum<u8> for T { fn sum<I: Iterator<Item = u8>>(_: I) -> T { @L T } }",
        "let _: T = [1u8].into_iter().sum();",
    ),
    (
        "product",
        "impl std::iter::Product<u8> for T { fn product<I: Iterator<Item = u8>>(_: I) -> T { @L T } }",
        "let _: T = [1u8].into_iter().product();",
    ),
    (
        "from-into",
        "impl From<u8> for T { fn from(_: u8) -> T { @L T } }",
        "let _: T = 1u8.into();",
    ),
    (
        "from-question",
        r#"impl From<std::num::ParseIntError> for T { fn from(_: std::num::ParseIntError) -> T { @L T } } fn go() -> Result<u8, T> { Ok("x".parse::<u8>()?) }"#,
        "let _ = go();",
    ),
    (
        "from-mapinto",
        "impl From<u8> for T { fn from(_: u8) -> T { @L T } }",
        "let _: Vec<T> = [1u8].into_iter().map(Into::into).collect();",
    ),
    (
        "from-generic",
        "impl From<u8> for T { fn from(_: u8) -> T { @L T } } fn take(_: impl Into<T>) {} fn take2(t: impl Into<T>) { let _ = t.into(); }",
        "take(1u8); take2(2u8);",
    ),
    (
        "tryfrom",
        "impl TryFrom<u8> for T { type Error = (); fn try_from(_: u8) -> Result<T, ()> { @L Ok(T) } }",
        "let _: Result<T, ()> = 1u8.try_into();",
    ),
    (
        "fromstr",
        "impl std::str::FromStr for T { type Err = (); fn from_str(_: &str) -> Result<T, ()> { @L Ok(T) } }",
        r#"let _ = "x".parse::<T>();"#,
    ),
    (
        "fromstr-typed",
        "impl std::str::FromStr for T { type Err = (); fn from_str(_: &str) -> Result<T, ()> { @L Ok(T) } }",
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
        "let _ = std::fs::read(T);",
    ),
    (
        "borrow",
        r#"#[derive(PartialEq, Eq, Hash)] struct O; impl std::borrow::Borrow<str> for O { fn borrow(&self) -> &str { @L "" } }"#,
        r#"let m = std::collections::HashMap::from([(O, 1)]); let _ = m.get("x");"#,
    ),
    (
        "read",
        "impl std::io::Read for T { fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> { @L Ok(0) } }",
        "let _ = std::io::copy(&mut T, &mut std::io::sink());",
    ),
    (
        "read-tostring",
        "impl std::io::Read for T { fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> { @L Ok(0) } }",
        "use std::io::Read; let mut s = String::new(); let _ = T.read_to_string(&mut s);",
    ),
    (
        "read-bufreader",
        "impl std::io::Read for T { fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> { @L Ok(0) } }",
        "use std::io::BufRead; for _ in std::io::BufReader::new(T).lines() {}",
    ),
    (
        "write-macro",
        "impl std::io::Write for T { fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { @L Ok(b.len()) } fn flush(&mut self) -> std::io::Result<()> { Ok(()) } }",
        r#"use std::io::Write; let _ = writeln!(T, "x");"#,
    ),
    (
        "write-all",
        "impl std::io::Write for T { fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { @L Ok(b.len()) } fn flush(&mut self) -> std::io::Result<()> { Ok(()) } }",
        r#"use std::io::Write; let _ = T.write_all(b"x");"#,
    ),
    (
        "write-bufwriter",
        "impl std::io::Write for T { fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { @L Ok(b.len()) } fn flush(&mut self) -> std::io::Result<()> { Ok(()) } }",
        r#"use std::io::Write; let _ = std::io::BufWriter::new(T).write_all(b"x");"#,
    ),
    (
        "fmtwrite",
        "impl std::fmt::Write for T { fn write_str(&mut self, _: &str) -> std::fmt::Result { @L Ok(()) } }",
        r#"use std::fmt::Write; let _ = write!(T, "x");"#,
    ),
    (
        "seek",
        "impl std::io::Seek for T { fn seek(&mut self, _: std::io::SeekFrom) -> std::io::Result<u64> { @L Ok(0) } }",
        "use std::io::Seek; let _ = T.rewind();",
    ),
    (
        "error-source",
        "#[derive(Debug)] struct E; impl std::fmt::Display for E { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { Ok(()) } } impl std::error::Error for E { fn source(&self) -> Option<&(dyn std::error::Error + 'static)> { @L None } }",
        "let e: Box<dyn std::error::Error> = Box::new(E); let _ = e.source();",
    ),
    (
        "error-main",
        "struct E; impl std::fmt::Debug for E { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { @L Ok(()) } } fn go() -> Result<(), E> { Err(E) }",
        r#"if let Err(e) = go() { eprintln!("{e:?}"); }"#,
    ),
    (
        "future-await",
        "impl std::future::Future for T { type Output = (); fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context) -> std::task::Poll<()> { @L std::task::Poll::Ready(()) } } async fn go() { T.await } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }",
        "block(go());",
    ),
    (
        "intofuture",
        "impl std::future::IntoFuture for T { type Output = (); type IntoFuture = std::future::Ready<()>; fn into_future(self) -> Self::IntoFuture { @L std::future::ready(()) } } async fn go() { T.await } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }",
        "block(go());",
    ),
    (
        "wake",
        "impl std::task::Wake for T { fn wake(self: std::sync::Arc<Self>) { @L } }",
        "let w: std::task::Waker = std::sync::Arc::new(T).into(); w.wake();",
    ),
    (
        "rangebounds",
        "impl std::ops::RangeBounds<usize> for T { fn start_bound(&self) -> std::ops::Bound<&usize> { @L std::ops::Bound::Unbounded } fn end_bound(&self) -> std::ops::Bound<&usize> { std::ops::Bound::Unbounded } }",
        "let mut v = vec![1]; v.drain(T);",
    ),
    (
        "termination",
        "impl std::process::Termination for T { fn report(self) -> std::process::ExitCode { @L std::process::ExitCode::SUCCESS } }",
        "use std::process::Termination; let _ = T.report();",
    ),
    (
        "any-typeid",
        "trait Go { fn go(&self); } impl Go for T { fn go(&self) { @L } }",
        "let b: Box<dyn std::any::Any> = Box::new(T); if let Ok(t) = b.downcast::<T>() { t.go(); }",
    ),
    (
        "fn-once",
        "fn go() { @L }",
        "std::sync::Once::new().call_once(go);",
    ),
    (
        "fn-thread",
        "fn go() { @L }",
        "std::thread::spawn(go).join().unwrap();",
    ),
    (
        "fn-builder",
        "fn go() { @L }",
        "std::thread::Builder::new().spawn(go).unwrap().join().unwrap();",
    ),
    (
        "fn-scope",
        "fn go() { @L }",
        "std::thread::scope(|s| { s.spawn(go); });",
    ),
    (
        "fn-catch",
        "fn go() { @L }",
        "let _ = std::panic::catch_unwind(go);",
    ),
    (
        "fn-hook",
        "fn go() { @L }",
        "std::panic::set_hook(Box::new(|_| go()));",
    ),
    (
        "fn-lazylock",
        "fn go() -> u8 { @L 1 } static L: std::sync::LazyLock<u8> = std::sync::LazyLock::new(go);",
        "let _ = *L;",
    ),
    (
        "fn-threadlocal",
        "fn go() -> u8 { @L 1 } thread_local! { static L: u8 = go(); }",
        "L.with(|_| ());",
    ),
    (
        "fn-sortby",
        "fn go(_: &u8) -> u8 { @L 1 }",
        "[1u8, 2].sort_by_key(go);",
    ),
    (
        "fn-map",
        "fn go(_: u8) -> u8 { @L 1 }",
        "let _ = Some(1u8).map(go);",
    ),
    (
        "fn-mapor",
        "fn go() -> u8 { @L 1 }",
        "let _ = None.unwrap_or_else(go);",
    ),
    (
        "fn-then",
        "fn go() -> u8 { @L 1 }",
        "let _ = true.then(go);",
    ),
    (
        "fn-ptr-array",
        "fn go() { @L } static T2: [fn(); 1] = [go];",
        "T2[0]();",
    ),
    (
        "fn-ptr-struct",
        "fn go() { @L } struct V { f: fn() }",
        "let v = V { f: go }; (v.f)();",
    ),
    ("fn-const", "fn go() { @L } const F: fn() = go;", "F();"),
    (
        "fn-transmute",
        "fn go() { @L }",
        "let f: fn() = unsafe { std::mem::transmute(go as *const ()) }; f();",
    ),
    ("fn-dyn", "fn go() { @L }", "let f: &dyn Fn() = &go; f();"),
    (
        "fn-extern",
        r#"#[no_mangle] pub extern "C" fn go_fn_extern() { @L }"#,
        r#"unsafe extern "C" { safe fn go_fn_extern(); } go_fn_extern();"#,
    ),
    (
        "fn-retain",
        "fn go(_: &u8) -> bool { @L true }",
        "vec![1u8].retain(go);",
    ),
    (
        "fn-dedup",
        "fn go(_: &mut u8) -> u8 { @L 1 }",
        "vec![1u8].dedup_by_key(go);",
    ),
    (
        "fn-fromfn",
        "fn go() -> Option<u8> { @L None }",
        "for _ in std::iter::from_fn(go) {}",
    ),
    (
        "fn-arrayfrom",
        "fn go(_: usize) -> u8 { @L 1 }",
        "let _: [u8; 2] = std::array::from_fn(go);",
    ),
    (
        "fn-update",
        "fn go(_: usize) -> Option<usize> { @L None }",
        "let _ = std::sync::atomic::AtomicUsize::new(0).fetch_update(std::sync::atomic::Ordering::SeqCst, std::sync::atomic::Ordering::SeqCst, go);",
    ),
    (
        "fn-condvar",
        "fn go(_: &mut u8) -> bool { @L false }",
        "let m = std::sync::Mutex::new(1u8); let c = std::sync::Condvar::new(); let _ = c.wait_while(m.lock().unwrap(), go);",
    ),
    (
        "fn-refmap",
        "fn go(x: &u8) -> &u8 { @L x }",
        "let c = std::cell::RefCell::new(1u8); let _ = std::cell::Ref::map(c.borrow(), go);",
    ),
    (
        "fn-localkey",
        "fn go(_: &u8) { @L } thread_local! { static L: u8 = 1; }",
        "L.with(go);",
    ),
    (
        "const-assoc",
        "impl T { const X: fn() = T::go; fn go() { @L } }",
        "(T::X)();",
    ),
    (
        "dyn-upcast",
        "trait A { fn a(&self); } trait B: A {} impl A for T { fn a(&self) { @L } } impl B for T {}",
        "let b: Box<dyn B> = Box::new(T); let a: Box<dyn A> = b; a.a();",
    ),
    (
        "dyn-supertrait",
        "trait A { fn a(&self); } trait B: A {} impl A for T { fn a(&self) { @L } } impl B for T {} fn f(b: &dyn B) { b.a() }",
        "f(&T);",
    ),
    (
        "trait-default-method",
        "trait A { fn a(&self) { @L } } impl A for T {}",
        "T.a();",
    ),
    (
        "trait-static",
        "trait A { fn a(); } impl A for T { fn a() { @L } } fn f<X: A>() { X::a() }",
        "f::<T>();",
    ),
    (
        "trait-blanket",
        "trait A { fn a(&self) { @L } } impl<X: Copy> A for X {}",
        "1u8.a();",
    ),
    (
        "trait-ext-str",
        "trait A { fn a(&self); } impl A for str { fn a(&self) { @L } }",
        r#""x".a();"#,
    ),
    (
        "trait-ext-opt",
        "trait A { fn a(&self); } impl<X> A for Option<X> { fn a(&self) { @L } }",
        "Some(1).a();",
    ),
    (
        "trait-fn-impl",
        "trait A { fn a(&self); } impl<F: Fn()> A for F { fn a(&self) { @L } }",
        "(|| ()).a();",
    ),
    (
        "trait-tuple",
        "trait A { fn a(&self); } impl A for (u8, u8) { fn a(&self) { @L } }",
        "(1u8, 2u8).a();",
    ),
    (
        "trait-array",
        "trait A { fn a(&self); } impl<const N: usize> A for [u8; N] { fn a(&self) { @L } }",
        "[1u8].a();",
    ),
    (
        "trait-unit",
        "trait A { fn a(&self); } impl A for () { fn a(&self) { @L } }",
        "().a();",
    ),
    (
        "trait-fnptr",
        "trait A { fn a(&self); } impl A for fn() { fn a(&self) { @L } } fn x() {}",
        "(x as fn()).a();",
    ),
    (
        "trait-ref",
        "trait A { fn a(self); } impl<'x> A for &'x T { fn a(self) { @L } }",
        "(&T).a();",
    ),
    (
        "trait-box",
        "trait A { fn a(&self); } impl A for Box<dyn Send> { fn a(&self) { @L } }",
        "let b: Box<dyn Send> = Box::new(1); b.a();",
    ),
    (
        "trait-qualified",
        "trait A { fn a(&self); } impl A for T { fn a(&self) { @L } }",
        "<T as A>::a(&T);",
    ),
    (
        "trait-as-alias",
        "trait A { fn a(&self); } impl A for T { fn a(&self) { @L } } type U = T;",
        "U::a(&T);",
    ),
    (
        "trait-assoc-type",
        "trait A { type N: B; } trait B { fn b(); } impl B for T { fn b() { @L } } struct Z; impl A for Z { type N = T; } fn f<X: A>() { X::N::b() }",
        "f::<Z>();",
    ),
    (
        "trait-phantom",
        "trait A { fn a(); } impl A for T { fn a() { @L } } struct P<X>(std::marker::PhantomData<X>); impl<X: A> P<X> { fn go(&self) { X::a() } }",
        "P::<T>(std::marker::PhantomData).go();",
    ),
    (
        "trait-iter-dyn",
        "trait A { fn a(&self); } impl A for T { fn a(&self) { @L } }",
        "let v: Vec<Box<dyn A>> = vec![Box::new(T)]; v.iter().for_each(|x| x.a());",
    ),
    (
        "trait-foreach-path",
        "trait A { fn a(&self); } impl A for T { fn a(&self) { @L } }",
        "[T].iter().for_each(A::a);",
    ),
    (
        "trait-impl-ret",
        "trait A { fn a(&self); } impl A for T { fn a(&self) { @L } } fn mk() -> impl A { T }",
        "mk().a();",
    ),
    (
        "trait-generic-default",
        "trait A<X = u8> { fn a(&self); } impl A for T { fn a(&self) { @L } }",
        "T.a();",
    ),
    (
        "closure-ret",
        "fn mk() -> impl Fn() { || { @L } }",
        "mk()();",
    ),
    (
        "closure-boxed",
        "fn mk() -> Box<dyn Fn()> { Box::new(|| { @L }) }",
        "mk()();",
    ),
    (
        "closure-curried",
        "fn mk() -> impl Fn(u8) -> Box<dyn Fn(u8)> { |_| Box::new(|_| { @L }) }",
        "mk()(1)(2);",
    ),
    ("closure-static", "static F: fn() = || { @L };", "F();"),
    (
        "closure-map",
        "",
        r#"let m: std::collections::HashMap<&str, Box<dyn Fn()>> = std::collections::HashMap::from([("a", Box::new(|| { @L }) as Box<dyn Fn()>)]); m["a"]();"#,
    ),
    (
        "closure-opt",
        "",
        "let f: Option<Box<dyn FnOnce()>> = Some(Box::new(|| { @L })); if let Some(f) = f { f(); }",
    ),
    (
        "closure-vecdrain",
        "",
        "let mut v: Vec<Box<dyn FnOnce()>> = vec![Box::new(|| { @L })]; for f in v.drain(..) { f(); }",
    ),
    (
        "closure-channel",
        "",
        "let (tx, rx) = std::sync::mpsc::channel::<Box<dyn FnOnce() + Send>>(); tx.send(Box::new(|| { @L })).unwrap(); rx.recv().unwrap()();",
    ),
    (
        "async-block",
        "fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }",
        "block(async { @L });",
    ),
    (
        "async-fn-var",
        "async fn go() { @L } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }",
        "let f = go(); block(f);",
    ),
    (
        "async-boxed",
        "fn go() -> std::pin::Pin<Box<dyn std::future::Future<Output = ()>>> { Box::pin(async { @L }) } fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }",
        "block(go());",
    ),
    (
        "async-closure",
        "fn block<F: std::future::Future>(f: F) { let mut f = Box::pin(f); let w = std::task::Waker::noop(); let _ = f.as_mut().poll(&mut std::task::Context::from_waker(&w)); }",
        "let f = async || { @L }; block(f());",
    ),
    (
        "const-eval",
        "const fn n() -> usize { 1 } const N: usize = n(); fn go() { @L }",
        "if N == 1 { go(); }",
    ),
    (
        "static-init",
        "fn go() { @L } struct S(fn()); static S1: S = S(go);",
        "(S1.0)();",
    ),
    (
        "macro-items",
        "macro_rules! mk { ($n:ident) => { fn $n() { @L } } } mk!(go);",
        "go();",
    ),
    (
        "macro-call",
        "fn go() { @L } macro_rules! call { ($n:ident) => { $n() } }",
        "call!(go);",
    ),
    (
        "macro-tt",
        "fn go() { @L } macro_rules! call { ($($t:tt)*) => { $($t)*(); } }",
        "call!(go);",
    ),
    (
        "macro-block",
        "macro_rules! call { ($b:block) => { $b } }",
        "call!({ @L });",
    ),
    (
        "macro-expr-rep",
        "macro_rules! call { ($($e:expr),*) => { $( $e; )* } }",
        "call!(1, { @L });",
    ),
    (
        "mod-inline",
        "mod a { pub mod b { pub fn go() { @L } } pub use b::go as run; }",
        "a::run();",
    ),
    (
        "label-break",
        "",
        "let _ = 'a: { if std::env::args().count() > 9 { break 'a 1; } @L 2 };",
    ),
    (
        "let-else",
        "",
        "let Some(_) = std::env::args().nth(9) else { @L return; };",
    ),
    (
        "match-never",
        "",
        "match std::env::args().nth(9) { Some(_) => unreachable!(), None => { @L } }",
    ),
    (
        "while-let",
        "",
        "let mut n = Some(1); while let Some(_) = n.take() { @L }",
    ),
    ("loop-break", "", "let _ = loop { @L break 1; };"),
    (
        "if-chain",
        "",
        "if let Some(a) = Some(1) { if let Some(b) = Some(a) { if b == 1 { @L } } }",
    ),
    ("shadow-fn", "fn go() {}", "fn go() { @L } go();"),
    (
        "shadow-const",
        "const ON: bool = false;",
        "const ON: bool = true; if ON { @L }",
    ),
    (
        "question-fn",
        "fn go() -> Option<()> { Some(())?; @L None }",
        "go();",
    ),
    (
        "generic-const",
        "struct C<const N: usize>; impl C<1> { fn go(&self) { @L } }",
        "C::<1>.go();",
    ),
    (
        "self-type",
        "impl T { fn new() -> Self { Self::init(); Self } fn init() { @L } }",
        "T::new();",
    ),
    (
        "enum-method",
        "enum E { A, B } impl E { fn go(&self) { match self { Self::A => {} Self::B => { @L } } } }",
        "E::B.go(); let _ = E::A;",
    ),
    (
        "union",
        "union U { f: fn(), _n: usize } fn go() { @L }",
        "let u = U { f: go }; unsafe { (u.f)() };",
    ),
];

#[test]
fn what_the_standard_library_calls_is_reached() {
    judge(&of_rows(IMPLICIT), "base");
}
