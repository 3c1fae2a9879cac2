//! Containers, cells, options and texts of the standard library: what goes in comes out again, after what was there before
//! was another one. Each program fails for the model or says that it is open, and its twin, one token away, does not fail.

use crate::reach_ways::{Way, judge, never_silent, of_library};

/// Name, and the code that runs, with the model as `id`.
type Code = (&'static str, &'static str);

/// What is followed.
const FOLLOWED: &[Code] = &[
    (
        "vec-set",
        r#"let mut v = vec!["@G"]; v[0] = id; base::load(v[0]);"#,
    ),
    (
        "vec-insert0",
        r#"let mut v = vec!["@G"]; v.insert(0, id); base::load(v[0]);"#,
    ),
    (
        "vec-swap",
        r#"let mut v = vec!["@G", id]; v.swap(0, 1); base::load(v[0]);"#,
    ),
    (
        "vec-reverse",
        r#"let mut v = vec!["@G", id]; v.reverse(); base::load(v[0]);"#,
    ),
    (
        "vec-rotate",
        r#"let mut v = vec!["@G", id]; v.rotate_left(1); base::load(v[0]);"#,
    ),
    (
        "vec-sort",
        r#"let mut v = vec!["@G", id]; v.sort(); base::load(v[0]);"#,
    ),
    (
        "vec-sortby",
        r#"let mut v = vec!["@G", id]; v.sort_by(|a, b| b.len().cmp(&a.len())); base::load(v[0]);"#,
    ),
    (
        "vec-sortkey",
        r#"let mut v = vec!["@G", id]; v.sort_by_key(|a| a.len()); base::load(v[1]);"#,
    ),
    (
        "vec-dedup",
        r#"let mut v = vec!["@G", "@G", id]; v.dedup(); base::load(v[1]);"#,
    ),
    (
        "vec-retain",
        r#"let mut v = vec!["@G", id]; v.retain(|it| *it == id); base::load(v[0]);"#,
    ),
    (
        "vec-drain",
        r#"let mut v = vec!["@G", id]; v.drain(..1); base::load(v[0]);"#,
    ),
    (
        "vec-remove",
        r#"let mut v = vec!["@G", id]; v.remove(0); base::load(v[0]);"#,
    ),
    (
        "vec-swapremove",
        r#"let mut v = vec!["@G", "@G", id]; v.swap_remove(0); base::load(v[0]);"#,
    ),
    (
        "vec-splice",
        r#"let mut v = vec!["@G"]; v.splice(0..1, [id]); base::load(v[0]);"#,
    ),
    (
        "vec-fill",
        r#"let mut v = vec!["@G"; 2]; v.fill(id); base::load(v[0]);"#,
    ),
    (
        "vec-fillwith",
        r#"let mut v = vec!["@G"; 2]; v.fill_with(|| id); base::load(v[1]);"#,
    ),
    (
        "vec-resize",
        r#"let mut v = vec!["@G"]; v.resize(2, id); base::load(v[1]);"#,
    ),
    (
        "vec-extend",
        r#"let mut v = vec!["@G"]; v.extend([id]); base::load(v[1]);"#,
    ),
    (
        "vec-extendslice",
        r#"let mut v = vec!["@G"]; v.extend_from_slice(&[id]); base::load(v[1]);"#,
    ),
    (
        "vec-append",
        r#"let mut v = vec!["@G"]; let mut w = vec![id]; v.append(&mut w); base::load(v.last().unwrap());"#,
    ),
    (
        "vec-copyfrom",
        r#"let mut v = ["@G"]; v.copy_from_slice(&[id]); base::load(v[0]);"#,
    ),
    (
        "vec-clonefrom",
        r#"let mut v = vec!["@G"]; v.clone_from(&vec![id]); base::load(v[0]);"#,
    ),
    (
        "vec-firstmut",
        r#"let mut v = vec!["@G"]; *v.first_mut().unwrap() = id; base::load(v[0]);"#,
    ),
    (
        "vec-getmut",
        r#"let mut v = vec!["@G"]; if let Some(it) = v.get_mut(0) { *it = id; } base::load(v[0]);"#,
    ),
    (
        "vec-lastmut",
        r#"let mut v = vec!["@G"]; if let Some(it) = v.last_mut() { *it = id; } base::load(v[0]);"#,
    ),
    (
        "vec-splitat",
        r#"let mut v = vec!["@G", "@G"]; let (a, _) = v.split_at_mut(1); a[0] = id; base::load(v[0]);"#,
    ),
    (
        "vec-splitfirst",
        r#"let mut v = vec!["@G", "@G"]; if let Some((a, _)) = v.split_first_mut() { *a = id; } base::load(v[0]);"#,
    ),
    (
        "vec-chunks",
        r#"let mut v = vec!["@G", "@G"]; for c in v.chunks_mut(1) { c[0] = id; } base::load(v[1]);"#,
    ),
    (
        "vec-itermut",
        r#"let mut v = vec!["@G"]; for it in v.iter_mut() { *it = id; } base::load(v[0]);"#,
    ),
    (
        "vec-refmut",
        r#"let mut v = vec!["@G"]; for it in &mut v { *it = id; } base::load(v[0]);"#,
    ),
    (
        "vec-foreach",
        r#"let mut v = vec!["@G"]; v.iter_mut().for_each(|it| *it = id); base::load(v[0]);"#,
    ),
    (
        "vec-take",
        "let mut v = vec![id]; let w = std::mem::take(&mut v); base::load(w[0]);",
    ),
    (
        "vec-replace",
        r#"let mut v = vec!["@G"]; let _ = std::mem::replace(&mut v, vec![id]); base::load(v[0]);"#,
    ),
    (
        "vec-memswap",
        r#"let mut v = vec!["@G"]; let mut w = vec![id]; std::mem::swap(&mut v, &mut w); base::load(v[0]);"#,
    ),
    (
        "vec-slicepat",
        r#"let mut v = ["@G", "@G"]; let [a, _] = &mut v; *a = id; base::load(v[0]);"#,
    ),
    (
        "vec-last",
        r#"let v = vec!["@G", id]; base::load(v.iter().last().unwrap());"#,
    ),
    (
        "vec-rev",
        r#"let v = vec!["@G", id]; base::load(v.iter().rev().next().unwrap());"#,
    ),
    (
        "vec-max",
        r#"let v = ["@G", id]; base::load(v.iter().max_by_key(|it| it.len()).unwrap());"#,
    ),
    (
        "vec-pos",
        r#"let v = ["@G", id]; let at = v.iter().position(|it| *it != "@G").unwrap_or(0); base::load(v[at]);"#,
    ),
    (
        "vec-windows",
        r#"let v = ["@G", id]; for w in v.windows(2) { base::load(w[1]); }"#,
    ),
    (
        "vec-iterskip",
        r#"let v = ["@G", id]; base::load(v.iter().skip(1).next().unwrap());"#,
    ),
    (
        "vec-nth",
        r#"let v = ["@G", id]; base::load(v.iter().nth(1).unwrap());"#,
    ),
    (
        "vec-peek",
        r#"let v = ["@G", id]; let mut i = v.iter().peekable(); i.next(); base::load(i.peek().unwrap());"#,
    ),
    (
        "vec-zip",
        r#"let v = ["@G", id]; let w = [1, 2]; for (it, n) in v.iter().zip(w) { if n == 2 { base::load(it); } }"#,
    ),
    (
        "vec-enumerate",
        r#"let v = ["@G", id]; for (n, it) in v.iter().enumerate() { if n == 1 { base::load(it); } }"#,
    ),
    (
        "vec-tryfold",
        r#"let v = ["@G", id]; let x: Option<&str> = v.iter().try_fold("", |_, it| Some(*it)); base::load(x.unwrap());"#,
    ),
    (
        "vec-flatmap",
        "let v = [1]; base::load(v.iter().flat_map(|_| [id]).next().unwrap());",
    ),
    (
        "vec-flatten",
        r#"let v = [Some("@G"), None, Some(id)]; base::load(v.into_iter().flatten().last().unwrap());"#,
    ),
    (
        "vec-unzip",
        r#"let v = [("a", "@G"), ("b", id)]; let (_, b): (Vec<&str>, Vec<&str>) = v.into_iter().unzip(); base::load(b[1]);"#,
    ),
    (
        "vec-collect-map",
        r#"let m: std::collections::HashMap<_, _> = [("a", "@G"), ("b", id)].into_iter().collect(); base::load(m["b"]);"#,
    ),
    (
        "vec-from-fn",
        "let mut n = 0; let it = std::iter::from_fn(|| { n += 1; Some(id) }).next().unwrap(); base::load(it);",
    ),
    (
        "vec-successors",
        r#"base::load(std::iter::successors(Some("@G"), |_| Some(id)).nth(1).unwrap());"#,
    ),
    (
        "vec-repeatwith",
        "base::load(std::iter::repeat_with(|| id).next().unwrap());",
    ),
    (
        "vec-once",
        "base::load(std::iter::once(id).next().unwrap());",
    ),
    (
        "vec-binarysearch",
        r#"let v = ["a", "b"]; let w = ["@G", id]; base::load(w[v.binary_search(&"b").unwrap()]);"#,
    ),
    (
        "vec-splitfirst2",
        r#"let v = ["@G", id]; if let Some((_, rest)) = v.split_first() { base::load(rest[0]); }"#,
    ),
    (
        "vec-slicelast",
        r#"let v = ["@G", id]; if let [.., last] = v.as_slice() { base::load(last); }"#,
    ),
    (
        "vec-chunksexact",
        r#"let v = ["@G", id]; for c in v.chunks_exact(2) { base::load(c[1]); }"#,
    ),
    (
        "vec-rc",
        "let v: std::rc::Rc<[&str]> = std::rc::Rc::from(vec![id]); base::load(v[0]);",
    ),
    (
        "vec-joinsplit",
        r#"let v = ["@G", id]; let s = v.join(","); base::load(s.split(',').nth(1).unwrap());"#,
    ),
    (
        "vecdeque-front",
        r#"let mut v = std::collections::VecDeque::from(["@G"]); v.push_front(id); base::load(v[0]);"#,
    ),
    (
        "vecdeque-pop",
        r#"let mut v = std::collections::VecDeque::new(); v.push_back("@G"); v.push_back(id); v.pop_front(); base::load(v.pop_front().unwrap());"#,
    ),
    (
        "vecdeque-rot",
        r#"let mut v = std::collections::VecDeque::from(["@G", id]); v.rotate_left(1); base::load(v.front().unwrap());"#,
    ),
    (
        "linkedlist",
        r#"let mut v = std::collections::LinkedList::new(); v.push_back("@G"); v.push_front(id); base::load(v.front().unwrap());"#,
    ),
    (
        "binheap",
        r#"let mut v = std::collections::BinaryHeap::new(); v.push((1, "@G")); v.push((2, id)); base::load(v.pop().unwrap().1);"#,
    ),
    (
        "binheap-peek",
        r#"let mut v = std::collections::BinaryHeap::from([(1, "@G")]); v.peek_mut().unwrap().1 = id; base::load(v.peek().unwrap().1);"#,
    ),
    (
        "btreemap-first",
        r#"let mut m = std::collections::BTreeMap::new(); m.insert(2, "@G"); m.insert(1, id); base::load(m.first_key_value().unwrap().1);"#,
    ),
    (
        "btreemap-last",
        r#"let m = std::collections::BTreeMap::from([(1, "@G"), (2, id)]); base::load(m.values().last().unwrap());"#,
    ),
    (
        "btreemap-range",
        r#"let m = std::collections::BTreeMap::from([(1, "@G"), (5, id)]); base::load(m.range(3..).next().unwrap().1);"#,
    ),
    (
        "btreemap-popfirst",
        r#"let mut m = std::collections::BTreeMap::from([(1, "@G"), (2, id)]); m.pop_first(); base::load(m.pop_first().unwrap().1);"#,
    ),
    (
        "btreeset-iter",
        r#"let s = std::collections::BTreeSet::from(["@G", id]); for it in &s { base::load(it); }"#,
    ),
    (
        "map-insert2",
        r#"let mut m = std::collections::HashMap::new(); m.insert("a", "@G"); m.insert("a", id); base::load(m["a"]);"#,
    ),
    (
        "map-entry",
        r#"let mut m = std::collections::HashMap::new(); m.entry("a").or_insert(id); base::load(m["a"]);"#,
    ),
    (
        "map-extend",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); m.extend([("a", id)]); base::load(m["a"]);"#,
    ),
    (
        "map-remove",
        r#"let mut m = std::collections::HashMap::from([("a", id)]); base::load(m.remove("a").unwrap());"#,
    ),
    (
        "map-removeentry",
        r#"let mut m = std::collections::HashMap::from([("a", id)]); base::load(m.remove_entry("a").unwrap().1);"#,
    ),
    (
        "map-keys",
        "let m = std::collections::HashMap::from([(id, 1)]); for k in m.keys() { base::load(k); }",
    ),
    (
        "map-intokeys",
        "let m = std::collections::HashMap::from([(id, 1)]); base::load(m.into_keys().next().unwrap());",
    ),
    (
        "map-drain",
        r#"let mut m = std::collections::HashMap::from([("a", id)]); for (_, it) in m.drain() { base::load(it); }"#,
    ),
    (
        "map-find",
        r#"let m = std::collections::HashMap::from([("a", "@G"), ("b", id)]); base::load(m.iter().find(|(k, _)| **k == "b").unwrap().1);"#,
    ),
    (
        "map-getkv",
        r#"let m = std::collections::HashMap::from([("a", id)]); base::load(m.get_key_value("a").unwrap().1);"#,
    ),
    (
        "map-maxby",
        r#"let m = std::collections::HashMap::from([("@G", 1), (id, 2)]); base::load(m.iter().max_by_key(|(_, n)| **n).unwrap().0);"#,
    ),
    (
        "set-iter",
        "let s = std::collections::HashSet::from([id]); base::load(s.iter().next().unwrap());",
    ),
    (
        "set-replace",
        r#"let mut s = std::collections::HashSet::new(); s.insert("@G"); s.insert(id); for it in s.iter() { base::load(it); }"#,
    ),
    (
        "set-take",
        "let mut a = std::collections::HashSet::from([id]); let it = a.take(id).unwrap(); base::load(it);",
    ),
    (
        "opt-insert",
        r#"let mut o = Some("@G"); o.insert(id); base::load(o.unwrap());"#,
    ),
    (
        "opt-replace",
        r#"let mut o = Some("@G"); o.replace(id); base::load(o.unwrap());"#,
    ),
    (
        "opt-take",
        "let mut o = Some(id); let p = o.take(); base::load(p.unwrap());",
    ),
    (
        "opt-getorinsert",
        "let mut o = None; base::load(o.get_or_insert(id));",
    ),
    (
        "opt-getorinsertwith",
        "let mut o: Option<&str> = None; let it = o.get_or_insert_with(|| id); base::load(it);",
    ),
    (
        "opt-asmut",
        r#"let mut o = Some("@G"); if let Some(it) = o.as_mut() { *it = id; } base::load(o.unwrap());"#,
    ),
    (
        "opt-refmut",
        r#"let mut o = Some("@G"); if let Some(ref mut it) = o { *it = id; } base::load(o.unwrap());"#,
    ),
    (
        "opt-itermut",
        r#"let mut o = Some("@G"); for it in o.iter_mut() { *it = id; } base::load(o.unwrap());"#,
    ),
    (
        "opt-zip",
        r#"let o = Some("@G").zip(Some(id)); base::load(o.unwrap().1);"#,
    ),
    (
        "opt-unzip",
        r#"let (_, o) = Some(("@G", id)).unzip(); base::load(o.unwrap());"#,
    ),
    (
        "opt-flatten",
        "let o = Some(Some(id)).flatten(); base::load(o.unwrap());",
    ),
    (
        "opt-isnone",
        "let o: Option<&str> = None; if o.is_none() { base::load(id); }",
    ),
    (
        "opt-issomeand",
        r#"let o = Some("a"); if o.is_some_and(|it| it == "a") { base::load(id); }"#,
    ),
    (
        "opt-mapor",
        r#"let o: Option<u8> = None; base::load(o.map_or(id, |_| "@G"));"#,
    ),
    (
        "opt-maporelse",
        r#"let o: Option<u8> = None; base::load(o.map_or_else(|| id, |_| "@G"));"#,
    ),
    (
        "res-iter",
        "let r: Result<&str, ()> = Ok(id); for it in r { base::load(it); }",
    ),
    (
        "res-match",
        "let r: Result<&str, &str> = Err(id); match r { Ok(_) => {} Err(it) => { base::load(it); } }",
    ),
    (
        "res-inspect",
        "let r: Result<&str, u8> = Ok(id); let _ = r.inspect(|it| { base::load(it); });",
    ),
    (
        "res-copied",
        "let r: Result<&&str, u8> = Ok(&id); base::load(r.copied().unwrap());",
    ),
    (
        "cell-set",
        r#"let c = std::cell::Cell::new("@G"); c.set(id); base::load(c.get());"#,
    ),
    (
        "cell-replace",
        r#"let c = std::cell::Cell::new("@G"); c.replace(id); base::load(c.take());"#,
    ),
    (
        "cell-swap",
        r#"let c = std::cell::Cell::new("@G"); let d = std::cell::Cell::new(id); c.swap(&d); base::load(c.get());"#,
    ),
    (
        "refcell-replace",
        r#"let c = std::cell::RefCell::new("@G"); c.replace(id); base::load(*c.borrow());"#,
    ),
    (
        "refcell-with",
        r#"let c = std::cell::RefCell::new("@G"); c.replace_with(|_| id); base::load(*c.borrow());"#,
    ),
    (
        "refcell-map",
        r#"let c = std::cell::RefCell::new(("@G", 1)); { let mut r = std::cell::RefMut::map(c.borrow_mut(), |it| &mut it.0); *r = id; } base::load(c.borrow().0);"#,
    ),
    (
        "refcell-getmut",
        r#"let mut c = std::cell::RefCell::new("@G"); *c.get_mut() = id; base::load(c.into_inner());"#,
    ),
    (
        "mutex-getmut",
        r#"let mut c = std::sync::Mutex::new("@G"); *c.get_mut().unwrap() = id; base::load(c.into_inner().unwrap());"#,
    ),
    (
        "mutex-trylock",
        r#"let c = std::sync::Mutex::new("@G"); if let Ok(mut g) = c.try_lock() { *g = id; } base::load(*c.lock().unwrap());"#,
    ),
    (
        "rwlock",
        r#"let c = std::sync::RwLock::new("@G"); *c.write().unwrap() = id; base::load(*c.read().unwrap());"#,
    ),
    (
        "oncecell",
        "let c = std::cell::OnceCell::new(); base::load(c.get_or_init(|| id));",
    ),
    (
        "rc-getmut",
        r#"let mut c = std::rc::Rc::new("@G"); *std::rc::Rc::get_mut(&mut c).unwrap() = id; base::load(*c);"#,
    ),
    (
        "rc-makemut",
        r#"let mut c = std::rc::Rc::new("@G"); *std::rc::Rc::make_mut(&mut c) = id; base::load(*c);"#,
    ),
    (
        "box-asmut",
        r#"let mut c = Box::new("@G"); *c.as_mut() = id; base::load(*c);"#,
    ),
    (
        "box-leak",
        r#"let c: &'static mut &str = Box::leak(Box::new("@G")); *c = id; base::load(*c);"#,
    ),
    (
        "box-any",
        "let c: Box<dyn std::any::Any> = Box::new(id); if let Some(it) = c.downcast_ref::<&str>() { base::load(it); }",
    ),
    (
        "cow-tomut",
        r#"let mut c = std::borrow::Cow::Borrowed("@G"); *c.to_mut() = id.to_string(); base::load(&c);"#,
    ),
    (
        "cow-intoowned",
        "let c: std::borrow::Cow<str> = id.into(); base::load(&c.into_owned());",
    ),
    (
        "mem-replace-ret",
        r#"let mut s = id; let old = std::mem::replace(&mut s, "@G"); base::load(old);"#,
    ),
    (
        "ptr-write",
        r#"let mut s = "@G"; let p = &mut s as *mut &str; unsafe { *p = id; } base::load(s);"#,
    ),
    (
        "ptr-write2",
        r#"let mut s = "@G"; unsafe { std::ptr::write(&mut s, id); } base::load(s);"#,
    ),
    (
        "ptr-swap",
        r#"let mut s = "@G"; let mut t = id; unsafe { std::ptr::swap(&mut s, &mut t); } base::load(s);"#,
    ),
    (
        "atomicptr",
        r#"let f = std::sync::atomic::AtomicUsize::new(0); f.store(1, std::sync::atomic::Ordering::SeqCst); base::load(["@G", id][f.load(std::sync::atomic::Ordering::SeqCst)]);"#,
    ),
    (
        "atomic-fetchadd",
        r#"let f = std::sync::atomic::AtomicUsize::new(0); f.fetch_add(1, std::sync::atomic::Ordering::SeqCst); base::load(["@G", id][f.load(std::sync::atomic::Ordering::SeqCst)]);"#,
    ),
    (
        "atomic-cas",
        "let f = std::sync::atomic::AtomicBool::new(false); let _ = f.compare_exchange(false, true, std::sync::atomic::Ordering::SeqCst, std::sync::atomic::Ordering::SeqCst); if f.load(std::sync::atomic::Ordering::SeqCst) { base::load(id); }",
    ),
    (
        "atomic-swap",
        "let f = std::sync::atomic::AtomicBool::new(false); if !f.swap(true, std::sync::atomic::Ordering::SeqCst) { base::load(id); }",
    ),
    (
        "str-pushstr",
        "let mut s = String::new(); s.push_str(id); base::load(&s);",
    ),
    (
        "str-insert",
        "let (o, n) = id.split_once('/').unwrap(); let mut s = n.to_string(); s.insert(0, '/'); s.insert_str(0, o); base::load(&s);",
    ),
    (
        "str-extend",
        "let mut s = String::new(); s.extend(id.chars()); base::load(&s);",
    ),
    (
        "str-extend2",
        r#"let mut s = String::new(); s.extend(["", id]); base::load(&s);"#,
    ),
    (
        "str-write",
        r#"use std::fmt::Write; let mut s = String::new(); write!(s, "{id}").unwrap(); base::load(&s);"#,
    ),
    (
        "str-writestr",
        "use std::fmt::Write; let mut s = String::new(); s.write_str(id).unwrap(); base::load(&s);",
    ),
    (
        "str-iowrite",
        "use std::io::Write; let mut s = Vec::new(); s.write_all(id.as_bytes()).unwrap(); base::load(&String::from_utf8(s).unwrap());",
    ),
    (
        "str-bufread",
        "use std::io::BufRead; for line in id.as_bytes().lines() { base::load(&line.unwrap()); }",
    ),
    (
        "str-bytesliteral",
        r#"let s = std::str::from_utf8(b"@G").unwrap(); let _ = s; base::load(std::str::from_utf8(id.as_bytes()).unwrap());"#,
    ),
    (
        "str-osstring",
        "let s = std::ffi::OsString::from(id); base::load(s.to_str().unwrap());",
    ),
    (
        "str-osintostring",
        "let s = std::ffi::OsString::from(id); base::load(&s.into_string().unwrap());",
    ),
    (
        "str-cstring",
        "let s = std::ffi::CString::new(id).unwrap(); base::load(s.to_str().unwrap());",
    ),
    (
        "str-path-join",
        "let (o, n) = id.split_once('/').unwrap(); base::load(std::path::Path::new(o).join(n).to_str().unwrap());",
    ),
    (
        "str-path-setname",
        "let mut p = std::path::PathBuf::from(id); let n = p.file_name().unwrap().to_owned(); p.set_file_name(n); base::load(&p.display().to_string());",
    ),
    (
        "str-concatop",
        r#"let (o, n) = id.split_once('/').unwrap(); base::load(&(o.to_string() + "/" + n));"#,
    ),
    (
        "str-repl",
        r#"base::load(&id.replace('/', "|").replace('|', "/"));"#,
    ),
    (
        "str-format-pos",
        r#"base::load(&format!("{1}{0}", "", id));"#,
    ),
    ("str-format-width", r#"base::load(&format!("{:<3}", id));"#),
    (
        "str-format-named",
        r#"base::load(&format!("{model}", model = id));"#,
    ),
    (
        "str-format-debug",
        r#"base::load(format!("{:?}", id).trim_matches('"'));"#,
    ),
    (
        "str-asref",
        "let s: Box<dyn AsRef<str>> = Box::new(id); base::load((*s).as_ref());",
    ),
    (
        "str-display-dyn",
        "let s: &dyn std::fmt::Display = &id; base::load(&s.to_string());",
    ),
    (
        "str-tostring-trait",
        "let s: Box<dyn ToString> = Box::new(id); base::load(&s.to_string());",
    ),
    (
        "str-into-box",
        "let s: Box<str> = id.into(); base::load(&s);",
    ),
    (
        "str-into-rc",
        "let s: std::rc::Rc<str> = std::rc::Rc::from(id); base::load(&s);",
    ),
    (
        "str-into-err",
        "let e: Box<dyn std::error::Error> = id.into(); base::load(&e.to_string());",
    ),
    (
        "str-sum",
        "let s: String = [id].into_iter().collect(); base::load(&s);",
    ),
    (
        "str-trimend-path",
        r#"base::load(id.trim_end_matches(".gguf"));"#,
    ),
    (
        "str-split-last",
        r#"base::load(format!("x,{id}").split(',').last().unwrap());"#,
    ),
    (
        "str-rsplit",
        r#"base::load(format!("x,{id}").rsplit(',').next().unwrap());"#,
    ),
    (
        "str-makeascii",
        r#"let mut s = id.to_string(); s.make_ascii_lowercase(); let t = if s == id.to_lowercase() { id } else { "@G" }; base::load(t);"#,
    ),
    (
        "str-parse-bool",
        r#"if "true".parse::<bool>().unwrap() { base::load(id); }"#,
    ),
    (
        "str-parse-num",
        r#"let n: usize = "1".parse().unwrap(); base::load(["@G", id][n]);"#,
    ),
    ("str-len", r#"base::load(["@G", id]["a".len()]);"#),
    ("str-cmp", r#"if "b" > "a" { base::load(id); }"#),
    (
        "str-eqcase",
        r#"if "A".eq_ignore_ascii_case("a") { base::load(id); }"#,
    ),
    (
        "str-starts",
        "if id.starts_with(|c: char| c.is_alphabetic()) { base::load(id); }",
    ),
    (
        "str-match-guard",
        r#"match "x" { s if s.len() == 1 => { base::load(id); } _ => {} }"#,
    ),
];

/// What may be open.
const OPEN: &[Code] = &[
    (
        "vec-truncpush",
        r#"let mut v = vec!["@G"]; v.clear(); v.push(id); base::load(v[0]);"#,
    ),
    (
        "vec-splitoff",
        r#"let mut v = vec!["@G", id]; let t = v.split_off(1); base::load(t[0]);"#,
    ),
    (
        "vec-concat",
        r#"let v = [["@G"], [id]].concat(); base::load(v[1]);"#,
    ),
    (
        "vec-stepby",
        r#"let v = ["@G", "@G", id]; base::load(v.iter().step_by(2).last().unwrap());"#,
    ),
    (
        "vec-cycle",
        r#"let v = ["@G", id]; base::load(v.iter().cycle().nth(3).unwrap());"#,
    ),
    (
        "vec-fold",
        r#"let v = ["@G", id]; base::load(v.iter().fold("", |_, it| it));"#,
    ),
    (
        "vec-reduce",
        r#"let v = ["@G", id]; base::load(v.into_iter().reduce(|_, it| it).unwrap());"#,
    ),
    (
        "vec-scan",
        "let v = [id]; base::load(v.iter().scan(0, |_, it| Some(*it)).next().unwrap());",
    ),
    (
        "vec-filtermap",
        "let v = [1, 2]; base::load(v.iter().filter_map(|n| (*n == 2).then_some(id)).next().unwrap());",
    ),
    (
        "vec-findmap",
        "let v = [1, 2]; base::load(v.iter().find_map(|n| if *n == 2 { Some(id) } else { None }).unwrap());",
    ),
    (
        "vec-mapwhile",
        "let v = [1]; base::load(v.iter().map_while(|_| Some(id)).next().unwrap());",
    ),
    (
        "vec-partition",
        r#"let v = ["@G", id]; let (a, b): (Vec<&str>, Vec<&str>) = v.iter().partition(|it| it.len() > 3); for it in a.iter().chain(&b) { base::load(it); }"#,
    ),
    (
        "vec-array-map",
        "let v = [1].map(|_| id); base::load(v[0]);",
    ),
    (
        "vec-array-fromfn",
        "let v: [&str; 1] = std::array::from_fn(|_| id); base::load(v[0]);",
    ),
    (
        "vec-boxed",
        r#"let v: Box<[&str]> = vec!["@G", id].into_boxed_slice(); base::load(v[1]);"#,
    ),
    (
        "vec-leak",
        r#"let v: &'static mut [&str] = vec!["@G"].leak(); v[0] = id; base::load(v[0]);"#,
    ),
    (
        "vecdeque-mkcont",
        r#"let mut v = std::collections::VecDeque::from(["@G"]); v.make_contiguous()[0] = id; base::load(v[0]);"#,
    ),
    (
        "map-entrymod",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); m.entry("a").and_modify(|it| *it = id).or_insert("@G"); base::load(m["a"]);"#,
    ),
    (
        "map-orinsertwith",
        r#"let mut m = std::collections::HashMap::new(); let it = m.entry("a").or_insert_with(|| id); base::load(it);"#,
    ),
    (
        "map-getmut",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); *m.get_mut("a").unwrap() = id; base::load(m["a"]);"#,
    ),
    (
        "map-valuesmut",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); for it in m.values_mut() { *it = id; } base::load(m["a"]);"#,
    ),
    (
        "map-itermut",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); for (_, it) in m.iter_mut() { *it = id; } base::load(m["a"]);"#,
    ),
    (
        "map-retain",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); m.retain(|_, it| { *it = id; true }); base::load(m["a"]);"#,
    ),
    (
        "map-replaceold",
        r#"let mut m = std::collections::HashMap::from([("a", id)]); let old = m.insert("a", "@G"); base::load(old.unwrap());"#,
    ),
    (
        "set-union",
        r#"let a = std::collections::HashSet::from(["@G"]); let b = std::collections::HashSet::from([id]); for it in a.union(&b) { base::load(it); }"#,
    ),
    (
        "set-diff",
        r#"let a = std::collections::BTreeSet::from(["@G", id]); let b = std::collections::BTreeSet::from(["@G"]); base::load(a.difference(&b).next().unwrap_or(&id));"#,
    ),
    (
        "opt-takeif",
        "let mut o = Some(id); let p = o.take_if(|_| true); base::load(p.unwrap());",
    ),
    (
        "opt-xor",
        "let o = Some(id).xor(None); base::load(o.unwrap());",
    ),
    (
        "opt-and",
        r#"let o = Some("@G").and(Some(id)); base::load(o.unwrap());"#,
    ),
    (
        "opt-transpose",
        "let o: Result<Option<&str>, ()> = Some(Ok(id)).transpose(); base::load(o.unwrap().unwrap());",
    ),
    (
        "opt-okorelse",
        "let o: Option<&str> = None; base::load(o.ok_or_else(|| id).unwrap_or_else(|it| it));",
    ),
    (
        "res-err",
        "let r: Result<&str, &str> = Err(id); base::load(r.unwrap_err());",
    ),
    (
        "res-orelse",
        "let r: Result<&str, u8> = Err(1u8).or_else(|_| Ok::<_, u8>(id)); base::load(r.unwrap());",
    ),
    (
        "oncelock-take",
        "let mut c = std::sync::OnceLock::new(); let _ = c.set(id); base::load(c.take().unwrap());",
    ),
    (
        "lazycell",
        "let c = std::cell::LazyCell::new(|| id); base::load(*c);",
    ),
    (
        "rc-unwrap",
        "let c = std::rc::Rc::new(id); base::load(std::rc::Rc::try_unwrap(c).unwrap());",
    ),
    (
        "rc-weak",
        "let c = std::rc::Rc::new(id); let w = std::rc::Rc::downgrade(&c); base::load(*w.upgrade().unwrap());",
    ),
    (
        "rc-cyclic",
        "let c = std::rc::Rc::new_cyclic(|_| id); base::load(*c);",
    ),
    (
        "arc-unwraporclone",
        "let c = std::sync::Arc::new(id); base::load(std::sync::Arc::unwrap_or_clone(c));",
    ),
    (
        "mem-manuallydrop",
        "let c = std::mem::ManuallyDrop::new(id); base::load(*c);",
    ),
    (
        "str-truncate",
        r#"let mut s = format!("{id}xx"); s.truncate(id.len()); base::load(&s);"#,
    ),
    (
        "str-replacerange",
        r#"let mut s = String::from("@G"); s.replace_range(.., id); base::load(&s);"#,
    ),
    (
        "str-retain",
        r##"let mut s = format!("#{id}"); s.retain(|c| c != '#'); base::load(&s);"##,
    ),
    (
        "str-splitoff",
        r#"let mut s = format!("x{id}"); let t = s.split_off(1); base::load(&t);"#,
    ),
    (
        "str-clear",
        r#"let mut s = String::from("@G"); s.clear(); s += id; base::load(&s);"#,
    ),
    (
        "str-ioread",
        "use std::io::Read; let mut s = String::new(); id.as_bytes().read_to_string(&mut s).unwrap(); base::load(&s);",
    ),
    (
        "str-readline",
        "use std::io::BufRead; let mut s = String::new(); std::io::Cursor::new(id).read_line(&mut s).unwrap(); base::load(&s);",
    ),
    (
        "str-cursor",
        "use std::io::Read; let mut c = std::io::Cursor::new(id.to_string()); let mut s = String::new(); c.read_to_string(&mut s).unwrap(); base::load(&s);",
    ),
    (
        "str-bytes",
        "let s = String::from_utf8(id.bytes().collect()).unwrap(); base::load(&s);",
    ),
    (
        "str-chars-rev",
        "let s: String = id.chars().rev().collect(); let t: String = s.chars().rev().collect(); base::load(&t);",
    ),
    (
        "str-pathbuf-push",
        "let (o, n) = id.split_once('/').unwrap(); let mut p = std::path::PathBuf::from(o); p.push(n); base::load(&p.to_string_lossy());",
    ),
    (
        "str-lower",
        r#"base::load(&format!("{}{}", &id[..1], &id[1..]));"#,
    ),
    (
        "str-join",
        r#"base::load(&id.split('/').collect::<Vec<_>>().join("/"));"#,
    ),
    (
        "str-case",
        "let s = id.to_string(); base::load(&if s.is_ascii() { s.clone() } else { String::new() });",
    ),
    (
        "str-format-args",
        r#"base::load(&std::fmt::format(format_args!("{}", id)));"#,
    ),
    (
        "str-fromiter",
        r#"let s = String::from_iter(["", id]); base::load(&s);"#,
    ),
    (
        "str-matches",
        "base::load(id.matches(|_: char| true).collect::<Vec<_>>().concat().as_str());",
    ),
    (
        "str-charindices",
        "let s: String = id.char_indices().map(|(_, c)| c).collect(); base::load(&s);",
    ),
    (
        "str-fromutf16",
        "let u: Vec<u16> = id.encode_utf16().collect(); base::load(&String::from_utf16(&u).unwrap());",
    ),
    (
        "str-escape",
        "base::load(&id.escape_default().to_string());",
    ),
    (
        "str-env-setget",
        r#"unsafe { std::env::set_var("MODEL_X", id); } base::load(&std::env::var("MODEL_X").unwrap());"#,
    ),
    (
        "str-env-default",
        r#"base::load(&std::env::var("MODEL_Y").unwrap_or(id.into()));"#,
    ),
    (
        "str-env-option",
        r#"base::load(option_env!("MODEL_Z").unwrap_or(id));"#,
    ),
];

/// Each as the code of a library that the program calls.
fn ways(all: &[Code]) -> Vec<Way> {
    let way = |&(name, code): &Code| {
        let depot = format!("pub fn run(id: &'static str) {{ {code} }}");
        of_library(name, depot, "fn main() { depot::run(\"⟦@B¦@G⟧\"); }")
    };
    all.iter().map(way).collect()
}

#[test]
fn what_goes_in_comes_out() {
    judge(&ways(FOLLOWED), "base");
}

#[test]
fn what_is_not_followed_is_open() {
    never_silent(&ways(OPEN), "base");
}
