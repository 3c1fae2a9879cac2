//! Texts that something in the middle of an expression, or code that is not at hand, writes to, and command lines that are put
//! together from parts of other code. Each program fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge, noted};

/// Command lines whose program or arguments other code gives.
const COMMANDS: &[Way] = &[
    Way {
        name: "field-tool-array-var",
        feature: "",
        depot: r#"pub struct Runner { pub tool: String } impl Runner { pub fn run(&self) { let a = ["download", "⟦@B¦@G⟧"]; std::process::Command::new(&self.tool).args(a).status().unwrap(); } }"#,
        shop: r#"fn main() { depot::Runner { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "field-tool-array-ref",
        feature: "",
        depot: r#"pub struct Runner { pub tool: String } impl Runner { pub fn run(&self) { let a = ["download", "⟦@B¦@G⟧"]; std::process::Command::new(&self.tool).args(&a).status().unwrap(); } }"#,
        shop: r#"fn main() { depot::Runner { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "param-tool-array-var",
        feature: "",
        depot: r#"pub fn run(tool: &str) { let a = ["download", "⟦@B¦@G⟧"]; std::process::Command::new(tool).args(a).status().unwrap(); }"#,
        shop: r#"fn main() { depot::run("hf"); }"#,
    },
    Way {
        name: "own-field-tool-array",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self) { let a = ["download", "⟦@B¦@G⟧"]; std::process::Command::new(&self.tool).args(a).status().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "own-param-tool-array",
        feature: "",
        depot: "",
        shop: r#"fn run(tool: &str) { let a = ["download", "⟦@B¦@G⟧"]; std::process::Command::new(tool).args(a).status().unwrap(); } fn main() { run("hf"); }"#,
    },
    Way {
        name: "field-tool-vec-var",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self) { let a = vec!["download".to_string(), "⟦@B¦@G⟧".to_string()]; std::process::Command::new(&self.tool).args(&a).status().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "field-tool-vec-push",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self) { let mut a = Vec::new(); a.push("download"); a.push("⟦@B¦@G⟧"); std::process::Command::new(&self.tool).args(a).status().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "args-from-function",
        feature: "",
        depot: r#"pub fn args(id: &str) -> Vec<String> { vec!["download".into(), id.into()] }"#,
        shop: r#"struct R { tool: String } impl R { fn run(&self) { std::process::Command::new(&self.tool).args(depot::args("⟦@B¦@G⟧")).status().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "args-param-of-other-crate",
        feature: "",
        depot: r"pub fn exec(tool: &str, args: &[&str]) { std::process::Command::new(tool).args(args).status().unwrap(); }",
        shop: r#"fn main() { let a = ["download", "⟦@B¦@G⟧"]; depot::exec("hf", &a); }"#,
    },
    Way {
        name: "args-vec-of-other-crate",
        feature: "",
        depot: r"pub fn exec(tool: &str, args: Vec<String>) { std::process::Command::new(tool).args(&args).status().unwrap(); }",
        shop: r#"fn main() { let mut a = Vec::new(); a.push("download".to_string()); a.push("⟦@B¦@G⟧".to_string()); depot::exec("hf", a); }"#,
    },
    Way {
        name: "tool-field-arg-calls",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self, id: &str) { let verb = "download"; std::process::Command::new(&self.tool).arg(verb).arg(id).status().unwrap(); } } fn main() { R { tool: "hf".into() }.run("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "tool-field-arg-in-loop",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self) { let mut c = std::process::Command::new(&self.tool); for a in ["download", "⟦@B¦@G⟧"] { c.arg(a); } c.status().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "tokio-tool-field",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { async fn run(&self) { let a = ["download", "⟦@B¦@G⟧"]; tokio::process::Command::new(&self.tool).args(a).status().await.unwrap(); } } #[tokio::main] async fn main() { R { tool: "hf".into() }.run().await; }"#,
    },
    Way {
        name: "duct-var",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self) { let a = ["download", "⟦@B¦@G⟧"]; duct::cmd(&self.tool, a).run().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "duct-param-other",
        feature: "",
        depot: r"pub fn exec(tool: &str, args: &[&str]) { duct::cmd(tool, args).run().unwrap(); }",
        shop: r#"fn main() { let a = ["download", "⟦@B¦@G⟧"]; depot::exec("hf", &a); }"#,
    },
    Way {
        name: "xshell-var",
        feature: "",
        depot: "",
        shop: r#"use xshell::{cmd, Shell}; fn main() { let sh = Shell::new().unwrap(); let id = "⟦@B¦@G⟧"; cmd!(sh, "hf download {id}").run().unwrap(); }"#,
    },
    Way {
        name: "xshell-args",
        feature: "",
        depot: "",
        shop: r#"use xshell::{cmd, Shell}; struct R { tool: String } impl R { fn run(&self) { let sh = Shell::new().unwrap(); let args = ["download", "⟦@B¦@G⟧"]; let tool = &self.tool; cmd!(sh, "{tool} {args...}").run().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "xshell-method",
        feature: "",
        depot: "",
        shop: r#"use xshell::Shell; fn main() { let sh = Shell::new().unwrap(); let a = ["download", "⟦@B¦@G⟧"]; sh.cmd("hf").args(a).run().unwrap(); }"#,
    },
    Way {
        name: "tool-in-tuple-struct",
        feature: "",
        depot: "",
        shop: r#"struct T(&'static str); fn main() { let t = T("hf"); let args: Vec<&str> = ["download", "⟦@B¦@G⟧"].to_vec(); std::process::Command::new(t.0).args(args).output().unwrap(); }"#,
    },
    Way {
        name: "tool-constant-args-constant",
        feature: "",
        depot: r#"pub const ARGS: [&str; 2] = ["download", "⟦@B¦@G⟧"]; pub struct Cli { pub program: std::path::PathBuf }"#,
        shop: r#"fn main() { let cli = depot::Cli { program: "hf".into() }; std::process::Command::new(&cli.program).args(depot::ARGS).status().unwrap(); }"#,
    },
    Way {
        name: "tool-by-env-default",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn new() -> R { R { tool: std::env::var("HF").unwrap_or_else(|_| "hf".into()) } } fn run(&self) { let a = ["download", "⟦@B¦@G⟧"]; std::process::Command::new(&self.tool).args(a).status().unwrap(); } } fn main() { R::new().run(); }"#,
    },
    Way {
        name: "args-in-field",
        feature: "",
        depot: r"pub struct Job { pub program: String, pub args: Vec<String> } impl Job { pub fn start(&self) { std::process::Command::new(&self.program).args(&self.args).spawn().unwrap(); } }",
        shop: r#"fn main() { depot::Job { program: "hf".into(), args: vec!["download".into(), "⟦@B¦@G⟧".into()] }.start(); }"#,
    },
    Way {
        name: "iter-of-args",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self) { let line = "download ⟦@B¦@G⟧"; std::process::Command::new(&self.tool).args(line.split(' ')).status().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
    Way {
        name: "current-dir-between",
        feature: "",
        depot: "",
        shop: r#"struct R { tool: String } impl R { fn run(&self) { let a = ["download", "⟦@B¦@G⟧"]; std::process::Command::new(&self.tool).current_dir("x").env("A", "b").args(a).stdout(std::process::Stdio::null()).status().unwrap(); } } fn main() { R { tool: "hf".into() }.run(); }"#,
    },
];

/// What functions and methods of the standard library write to.
const PLACES: &[Way] = &[
    Way {
        name: "mem-take-write",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); let mut y = "⟦@B¦@G⟧".to_string(); std::mem::swap(&mut x, &mut y); base::load(&x); }"#,
    },
    Way {
        name: "mem-replace",
        feature: "",
        depot: "",
        shop: r#"use std::mem; fn main() { let mut x = "@G".to_string(); let _old = mem::replace(&mut x, "⟦@B¦@G⟧".to_string()); base::load(&x); }"#,
    },
    Way {
        name: "use-mem-replace-fn",
        feature: "",
        depot: "",
        shop: r#"use std::mem::replace; fn main() { let mut x = "@G".to_string(); replace(&mut x, "⟦@B¦@G⟧".to_string()); base::load(&x); }"#,
    },
    Way {
        name: "use-mem-swap-fn",
        feature: "",
        depot: "",
        shop: r#"use std::mem::swap; fn main() { let mut x = "@G".to_string(); let mut y = "⟦@B¦@G⟧".to_string(); swap(&mut x, &mut y); base::load(&x); }"#,
    },
    Way {
        name: "swap-of-var-refs",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); let mut y = "⟦@B¦@G⟧".to_string(); { let a = &mut x; let b = &mut y; std::mem::swap(a, b); } base::load(&x); }"#,
    },
    Way {
        name: "replace-in-method-param",
        feature: "",
        depot: "",
        shop: r#"fn set(x: &mut String, id: &str) { let _ = std::mem::replace(x, id.to_string()); } fn main() { let mut x = "@G".to_string(); set(&mut x, "⟦@B¦@G⟧"); base::load(&x); }"#,
    },
    Way {
        name: "replace-field",
        feature: "",
        depot: "",
        shop: r#"struct S { id: String } impl S { fn set(&mut self, id: &str) -> String { std::mem::replace(&mut self.id, id.into()) } } fn main() { let mut s = S { id: "@G".into() }; s.set("⟦@B¦@G⟧"); base::load(&s.id); }"#,
    },
    Way {
        name: "ptr-write",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; unsafe { std::ptr::write(&mut x, "⟦@B¦@G⟧"); } base::load(x); }"#,
    },
    Way {
        name: "write-macro",
        feature: "",
        depot: "",
        shop: r#"use std::fmt::Write; fn main() { let mut x = String::new(); write!(&mut x, "mistralai/{}", "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧").unwrap(); base::load(&x); }"#,
    },
    Way {
        name: "write-macro-plain",
        feature: "",
        depot: "",
        shop: r#"use std::fmt::Write; fn main() { let mut x = String::new(); write!(x, "mistralai/{}", "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧").unwrap(); base::load(&x); }"#,
    },
    Way {
        name: "write-str-mut",
        feature: "",
        depot: "",
        shop: r#"use std::fmt::Write; fn main() { let mut x = String::new(); x.write_str("⟦@B¦@G⟧").unwrap(); base::load(&x); }"#,
    },
    Way {
        name: "write-all",
        feature: "",
        depot: "",
        shop: r#"use std::io::Write; fn main() { let mut x = Vec::new(); x.write_all(b"⟦@B¦@G⟧").unwrap(); base::load(std::str::from_utf8(&x).unwrap()); }"#,
    },
    Way {
        name: "clone-from",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); x.clone_from(&"⟦@B¦@G⟧".to_string()); base::load(&x); }"#,
    },
    Way {
        name: "option-replace",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = Some("@G"); x.replace("⟦@B¦@G⟧"); base::load(x.unwrap()); }"#,
    },
    Way {
        name: "option-insert",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = None; x.insert("⟦@B¦@G⟧"); base::load(x.unwrap()); }"#,
    },
    Way {
        name: "option-insert-value",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = Some("@G"); let y = x.insert("⟦@B¦@G⟧"); base::load(y); }"#,
    },
    Way {
        name: "option-get-or-insert-with",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x: Option<String> = None; let id = x.get_or_insert_with(|| "⟦@B¦@G⟧".to_string()); base::load(id); }"#,
    },
    Way {
        name: "option-get-or-insert-then",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x: Option<String> = None; x.get_or_insert_with(|| "⟦@B¦@G⟧".to_string()); base::load(&x.unwrap()); }"#,
    },
    Way {
        name: "option-get-or-insert-plain",
        feature: "",
        depot: "",
        shop: r#"struct S { id: Option<String> } impl S { fn go(&mut self) { base::load(self.id.get_or_insert("⟦@B¦@G⟧".into())); } } fn main() { S { id: None }.go(); }"#,
    },
    Way {
        name: "extend-from-slice",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut v = vec!["@G"]; v.extend_from_slice(&["⟦@B¦@G⟧"]); for id in v { base::load(id); } }"#,
    },
    Way {
        name: "append-vec",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut v = vec!["@G"]; let mut w = vec!["⟦@B¦@G⟧"]; v.append(&mut w); for id in v { base::load(id); } }"#,
    },
    Way {
        name: "sort-then-first",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut v = vec!["@G", "⟦@B¦@G⟧"]; v.sort(); base::load(v[0]); }"#,
    },
    Way {
        name: "reborrow",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let r = &mut x; *r = "⟦@B¦@G⟧"; base::load(x); }"#,
    },
    Way {
        name: "swap-slots",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut v = ["@G", "⟦@B¦@G⟧"]; v.swap(0, 1); base::load(v[0]); }"#,
    },
];

/// Writes in the middle of an expression.
const MIDWAY: &[Way] = &[
    Way {
        name: "block-arg-field",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } fn f(_n: u8, m: &str) { base::load(m); } fn main() { let mut s = S { m: "@G" }; f({ s.m = "⟦@B¦@G⟧"; 1 }, s.m); }"#,
    },
    Way {
        name: "block-arg-self",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn f(&self, _n: u8) { base::load(self.m); } fn g(&mut self) { let n = { self.m = "⟦@B¦@G⟧"; 1 }; self.f(n); } } fn main() { S { m: "@G" }.g(); }"#,
    },
    Way {
        name: "block-arg-then-load",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } fn f(_n: u8) {} impl S { fn g(&mut self) { f({ self.m = "⟦@B¦@G⟧"; 1 }); base::load(self.m); } } fn main() { S { m: "@G" }.g(); }"#,
    },
    Way {
        name: "if-block-cond",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; if { x = "⟦@B¦@G⟧"; true } { base::load(x); } }"#,
    },
    Way {
        name: "while-block-cond",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let mut n = 0; while { x = "⟦@B¦@G⟧"; n += 1; n < 2 } { base::load(x); } }"#,
    },
    Way {
        name: "tuple-write-then-load",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let _ = (x = "⟦@B¦@G⟧", base::load(x)); }"#,
    },
    Way {
        name: "match-scrutinee",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; match { x = "⟦@B¦@G⟧"; 3 } { 3 => { base::load(x); } _ => {} } }"#,
    },
    Way {
        name: "closure-called-in-arg",
        feature: "",
        depot: "",
        shop: r#"fn f(_n: u8) {} fn main() { let mut x = "@G"; f((|| { x = "⟦@B¦@G⟧"; 1 })()); base::load(x); }"#,
    },
    Way {
        name: "closure-var-called-in-arg",
        feature: "",
        depot: "",
        shop: r#"fn f(_n: u8) {} fn main() { let mut x = "@G"; let mut set = || { x = "⟦@B¦@G⟧"; 1 }; f(set()); base::load(x); }"#,
    },
    Way {
        name: "replace-as-arg",
        feature: "",
        depot: "",
        shop: r#"fn f(_o: Option<&str>) {} fn main() { let mut x = Some("@G"); f(x.replace("⟦@B¦@G⟧")); base::load(x.unwrap()); }"#,
    },
    Way {
        name: "insert-as-arg",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = Some("@G"); base::load(x.insert("⟦@B¦@G⟧")); }"#,
    },
    Way {
        name: "insert-in-field-arg",
        feature: "",
        depot: "",
        shop: r#"struct S { id: Option<&'static str> } fn f(_: &str) {} fn main() { let mut s = S { id: None }; f(s.id.insert("⟦@B¦@G⟧")); base::load(s.id.unwrap()); }"#,
    },
    Way {
        name: "take-and-refill",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = Some("@G"); println!("{:?}", x.take()); x = Some("⟦@B¦@G⟧"); base::load(x.unwrap()); }"#,
    },
    Way {
        name: "mem-replace-arg",
        feature: "",
        depot: "",
        shop: r#"fn f(_: String) {} fn main() { let mut x = "@G".to_string(); f(std::mem::replace(&mut x, "⟦@B¦@G⟧".into())); base::load(&x); }"#,
    },
    Way {
        name: "push-str-in-arg",
        feature: "",
        depot: "",
        shop: r#"fn f(_: ()) {} fn main() { let mut x = String::from("mistralai/"); f(x.push_str("⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧")); base::load(&x); }"#,
    },
    Way {
        name: "set-in-operand",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let n = 1 + { x = "⟦@B¦@G⟧"; 2 }; println!("{n}"); base::load(x); }"#,
    },
    Way {
        name: "set-in-index",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let v = [1, 2]; println!("{}", v[{ x = "⟦@B¦@G⟧"; 0 }]); base::load(x); }"#,
    },
    Way {
        name: "set-in-array",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let _v = [{ x = "⟦@B¦@G⟧"; 1 }, 2]; base::load(x); }"#,
    },
    Way {
        name: "set-in-record",
        feature: "",
        depot: "",
        shop: r#"struct P { a: u8 } fn main() { let mut x = "@G"; let _p = P { a: { x = "⟦@B¦@G⟧"; 1 } }; base::load(x); }"#,
    },
    Way {
        name: "set-in-return-arg",
        feature: "",
        depot: "",
        shop: r#"fn go(x: &mut &'static str) -> u8 { return { *x = "⟦@B¦@G⟧"; 1 }; } fn main() { let mut x = "@G"; go(&mut x); base::load(x); }"#,
    },
    Way {
        name: "set-in-method-arg",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn set(&mut self, m: &'static str) -> u8 { self.m = m; 1 } } fn f(_: u8) {} fn main() { let mut s = S { m: "@G" }; f(s.set("⟦@B¦@G⟧")); base::load(s.m); }"#,
    },
    Way {
        name: "set-in-format-arg",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn set(&mut self, m: &'static str) -> u8 { self.m = m; 1 } } fn main() { let mut s = S { m: "@G" }; println!("{}", s.set("⟦@B¦@G⟧")); base::load(s.m); }"#,
    },
    Way {
        name: "set-in-let-else",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let Some(_n) = ({ x = "⟦@B¦@G⟧"; Some(1) }) else { return }; base::load(x); }"#,
    },
    Way {
        name: "set-and-and",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G"; let _ok = std::env::args().len() > 1 && { x = "⟦@B¦@G⟧"; true }; base::load(x); }"#,
    },
    Way {
        name: "set-in-scrutinee-call",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn set(&mut self, m: &'static str) -> Option<u8> { self.m = m; Some(1) } } fn main() { let mut s = S { m: "@G" }; if let Some(_) = s.set("⟦@B¦@G⟧") { base::load(s.m); } }"#,
    },
    Way {
        name: "set-in-match-call",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn set(&mut self, m: &'static str) -> Result<(), ()> { self.m = m; Ok(()) } } fn main() { let mut s = S { m: "@G" }; match s.set("⟦@B¦@G⟧") { Ok(()) => { base::load(s.m); } Err(()) => {} } }"#,
    },
    Way {
        name: "set-in-cond-call",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn set(&mut self, m: &'static str) -> bool { self.m = m; true } } fn main() { let mut s = S { m: "@G" }; if s.set("⟦@B¦@G⟧") { base::load(s.m); } }"#,
    },
    Way {
        name: "set-in-assert",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn set(&mut self, m: &'static str) -> bool { self.m = m; true } } fn main() { let mut s = S { m: "@G" }; assert!(s.set("⟦@B¦@G⟧")); base::load(s.m); }"#,
    },
    Way {
        name: "set-by-try",
        feature: "",
        depot: "",
        shop: r#"struct S { m: &'static str } impl S { fn set(&mut self, m: &'static str) -> Result<u8, ()> { self.m = m; Ok(1) } } fn f(_: u8) {} fn main() -> Result<(), ()> { let mut s = S { m: "@G" }; f(s.set("⟦@B¦@G⟧")?); base::load(s.m); Ok(()) }"#,
    },
];

/// Texts that are made of themselves.
const GROWING: &[Way] = &[
    Way {
        name: "format-self",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai"); s = format!("{s}/⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); base::load(&s); }"#,
    },
    Way {
        name: "format-self-shadow",
        feature: "",
        depot: "",
        shop: r#"fn main() { let s = String::from("mistralai"); let s = format!("{s}/⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); base::load(&s); }"#,
    },
    Way {
        name: "plus-self",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai/"); s = s + "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"; base::load(&s); }"#,
    },
    Way {
        name: "plus-self-shadow",
        feature: "",
        depot: "",
        shop: r#"fn main() { let s = String::from("mistralai/"); let s = s + "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"; base::load(&s); }"#,
    },
    Way {
        name: "plus-assign",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai/"); s += "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"; base::load(&s); }"#,
    },
    Way {
        name: "two-format-self",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai"); s = format!("{s}/"); s = format!("{}{}", s, "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); base::load(&s); }"#,
    },
    Way {
        name: "field-format-self",
        feature: "",
        depot: "",
        shop: r#"struct S { id: String } impl S { fn go(&mut self) { self.id = format!("{}/⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧", self.id); base::load(&self.id); } } fn main() { S { id: "mistralai".into() }.go(); }"#,
    },
    Way {
        name: "field-format-elsewhere",
        feature: "",
        depot: r#"pub struct S { pub id: String } impl S { pub fn add(&mut self, n: &str) { self.id = format!("{}/{n}", self.id); } pub fn go(&self) { base::load(&self.id); } }"#,
        shop: r#"fn main() { let mut s = depot::S { id: "mistralai".into() }; s.add("⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); s.go(); }"#,
    },
    Way {
        name: "param-format-self",
        feature: "",
        depot: r#"pub fn go(mut s: String, n: &str) { s = format!("{s}/{n}"); base::load(&s); }"#,
        shop: r#"fn main() { depot::go("mistralai".into(), "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); }"#,
    },
    Way {
        name: "param-shadow-format",
        feature: "",
        depot: r#"pub fn go(s: &str, n: &str) { let s = format!("{s}/{n}"); base::load(&s); }"#,
        shop: r#"fn main() { depot::go("mistralai", "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); }"#,
    },
    Way {
        name: "ref-param-format",
        feature: "",
        depot: r#"pub fn add(s: &mut String, n: &str) { *s = format!("{s}/{n}"); }"#,
        shop: r#"fn main() { let mut s = String::from("mistralai"); depot::add(&mut s, "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); base::load(&s); }"#,
    },
    Way {
        name: "if-format-self",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai/"); if s.ends_with('/') { s = format!("{s}⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); } base::load(&s); }"#,
    },
    Way {
        name: "loop-while-format",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai"); let mut n = 0; while n < 1 { s = format!("{s}/⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); n += 1; } base::load(&s); }"#,
    },
    Way {
        name: "loop-inside-load",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai/"); loop { s = s + "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"; base::load(&s); break; } }"#,
    },
    Way {
        name: "insert-str",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); s.insert_str(0, "mistralai/"); base::load(&s); }"#,
    },
    Way {
        name: "static-plus-closure",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("mistralai/"); let mut add = |p: &str| s = format!("{s}{p}"); add("⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); base::load(&s); }"#,
    },
];

/// Texts that code which is not at hand may write to: what they are since is not known, and the twin does not call it.
const FOREIGN: &[Way] = &[
    Way {
        name: "foreign-mut",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); ⟦foreign::fill(&mut x);¦;⟧ base::load(&x); }"#,
    },
    Way {
        name: "foreign-mut-method",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); let f = foreign::Filler::new(); ⟦f.fill(&mut x);¦;⟧ base::load(&x); }"#,
    },
    Way {
        name: "foreign-read-line",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); ⟦std::io::stdin().read_line(&mut x).unwrap();¦;⟧ base::load(&x); }"#,
    },
    Way {
        name: "foreign-read-to-string",
        feature: "",
        depot: "",
        shop: r#"use std::io::Read; fn main() { let mut x = "@G".to_string(); ⟦std::fs::File::open("x").unwrap().read_to_string(&mut x).unwrap();¦;⟧ base::load(&x); }"#,
    },
    Way {
        name: "foreign-empty-read-line",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = String::new(); ⟦std::io::stdin().read_line(&mut x).unwrap();¦x.push_str("@G");⟧ base::load(&x); }"#,
    },
    Way {
        name: "foreign-field",
        feature: "",
        depot: "",
        shop: r#"struct S { id: String } fn main() { let mut s = S { id: "@G".into() }; ⟦foreign::fill(&mut s.id);¦;⟧ base::load(&s.id); }"#,
    },
    Way {
        name: "foreign-self-field",
        feature: "",
        depot: r"pub struct S { pub id: String } impl S { pub fn go(&mut self) { ⟦foreign::fill(&mut self.id);¦;⟧ base::load(&self.id); } }",
        shop: r#"fn main() { depot::S { id: "@G".into() }.go(); }"#,
    },
    Way {
        name: "foreign-param",
        feature: "",
        depot: "",
        shop: r#"fn go(x: &mut String) { ⟦foreign::fill(x);¦;⟧ base::load(x); } fn main() { let mut s = "@G".to_string(); go(&mut s); }"#,
    },
    Way {
        name: "foreign-through-var",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); let r = &mut x; ⟦foreign::fill(r);¦;⟧ base::load(&x); }"#,
    },
    Way {
        name: "foreign-as-mut-method-on-x",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); ⟦x.as_mut_str().make_ascii_uppercase();¦;⟧ base::load(&x); }"#,
    },
    Way {
        name: "foreign-trait-method",
        feature: "",
        depot: "",
        shop: r#"use foreign::Mangle; fn main() { let mut x = "@G".to_string(); ⟦x.mangle();¦;⟧ base::load(&x); }"#,
    },
    Way {
        name: "take-leaves-empty",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut x = "@G".to_string(); let _y = ⟦foreign::take(&mut x)¦x.clone()⟧; base::load(&x); }"#,
    },
];

#[test]
fn command_lines_of_parts_are_followed() {
    judge(COMMANDS, "base");
}

#[test]
fn what_is_written_to_a_place_is_known() {
    judge(PLACES, "base");
}

#[test]
fn writes_in_the_middle_of_expressions_are_seen() {
    judge(MIDWAY, "base");
}

#[test]
fn texts_that_are_made_of_themselves_are_known() {
    judge(GROWING, "base");
}

#[test]
fn what_code_that_is_not_at_hand_writes_to_is_not_known_since() {
    noted(FOREIGN, "base", "unresolved-pull");
}
