//! Platforms: the configuration of a target triple, and whether a dependency applies to it.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output};

use cargo_platform::{Cfg, Platform};

use super::built_in;
use super::error::GraphError;
use super::tools::tool;

/// A target triple and what `cfg(…)` expressions see on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetCfg {
    triple: String,
    cfgs: Vec<Cfg>,
    known: Known,
}

/// How much is known of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// All of it, by the compiler.
    All,
    /// What the triple decides. The rest counts as set and as unset, whichever turns more on.
    OfTriple,
    /// Nothing but the triple.
    Nothing,
}

impl TargetCfg {
    /// A platform whose configuration is known already.
    ///
    /// Lines of `cfgs` that are no configuration are left out, as cargo leaves them out.
    #[must_use]
    pub fn new<'a>(triple: &str, cfgs: impl IntoIterator<Item = &'a str>) -> Self {
        let cfgs = cfgs.into_iter().filter_map(|cfg| cfg.parse().ok());
        Self {
            triple: short_name(triple).to_owned(),
            cfgs: cfgs.collect(),
            known: Known::All,
        }
    }

    /// A target of which only that is known which its triple decides.
    pub(super) fn of_triple<'a>(triple: &str, cfgs: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            known: Known::OfTriple,
            ..Self::new(triple, cfgs)
        }
    }

    /// A target of which nothing is known.
    pub(super) fn unknown(triple: &str) -> Self {
        Self {
            known: Known::Nothing,
            ..Self::new(triple, [])
        }
    }

    /// Queries the compiler for a triple, or for the path of a target's JSON file.
    ///
    /// `$RUSTC` names the compiler and `RUSTFLAGS` (or `CARGO_ENCODED_RUSTFLAGS`) is given to it,
    /// because a `--cfg` in there decides dependencies too.
    ///
    /// # Errors
    ///
    /// When the compiler cannot be run or does not know the target.
    pub fn query(triple: &str) -> Result<Self, GraphError> {
        let mut command = Command::new(rustc());
        command.args(["--print", "cfg", "--crate-name", "___", "--target", triple]);
        let output = run(command.args(rust_flags()).arg("-"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            return Err(GraphError::UnknownTarget {
                triple: triple.to_owned(),
                message: complaint(&output),
            });
        }
        Ok(Self::new(triple, text.lines()))
    }

    /// The triple; for a JSON file its stem, which is what manifests can name.
    #[must_use]
    pub fn triple(&self) -> &str {
        &self.triple
    }

    /// Whether a dependency for `platform` is for this target.
    pub(crate) fn is(&self, platform: &Platform) -> bool {
        match (self.known, platform) {
            (Known::All, _) | (_, Platform::Name(_)) => platform.matches(&self.triple, &self.cfgs),
            (Known::OfTriple, Platform::Cfg(expr)) => {
                built_in::holds(expr, &self.cfgs).unwrap_or(true)
            }
            (Known::Nothing, Platform::Cfg(_)) => true,
        }
    }
}

/// Platforms to build for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Targets {
    /// Any: a dependency for some platform counts, whichever it is (`cargo tree --target all`).
    #[default]
    All,
    /// This one only, with build scripts and procedural macros for any host.
    AnyHost(TargetCfg),
    /// These only; build scripts and procedural macros are built for the host.
    Triples {
        /// Where the compiler runs.
        host: TargetCfg,
        /// The targets of the build.
        targets: Vec<TargetCfg>,
    },
}

impl Targets {
    /// Queries the compiler for the host and for each triple; all targets when there is none.
    ///
    /// # Errors
    ///
    /// When the compiler cannot be run or does not know a target.
    pub fn query<T: AsRef<str>>(triples: &[T]) -> Result<Self, GraphError> {
        if triples.is_empty() {
            return Ok(Self::All);
        }
        let host = TargetCfg::query(&host_triple()?)?;
        let mut targets: Vec<TargetCfg> = Vec::new();
        for triple in triples {
            let target = TargetCfg::query(triple.as_ref())?;
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        Ok(Self::Triples { host, targets })
    }
}

/// The triple that the compiler itself runs on.
///
/// # Errors
///
/// When the compiler cannot be run or does not print it.
pub fn host_triple() -> Result<String, GraphError> {
    let output = run(Command::new(rustc()).arg("-vV"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(|triple| triple.trim().to_owned())
        .ok_or_else(|| GraphError::UnknownHost {
            program: rustc().to_string_lossy().into_owned(),
            message: complaint(&output),
        })
}

fn rustc() -> OsString {
    tool("RUSTC", "rustc")
}

fn rust_flags() -> Vec<String> {
    if let Ok(encoded) = env::var("CARGO_ENCODED_RUSTFLAGS") {
        let flags = encoded.split('\u{1f}').filter(|flag| !flag.is_empty());
        return flags.map(str::to_owned).collect();
    }
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    flags.split_whitespace().map(str::to_owned).collect()
}

fn run(command: &mut Command) -> Result<Output, GraphError> {
    let output = command.stdin(std::process::Stdio::null()).output();
    output.map_err(|why| GraphError::ToolNotRun {
        program: command.get_program().to_string_lossy().into_owned(),
        variable: "RUSTC",
        why,
    })
}

/// The message of rustc.
fn complaint(output: &Output) -> String {
    message(&String::from_utf8_lossy(&output.stderr))
}

/// The first paragraph of what rustc printed, without `error: ` and without the notes and help drawn below.
fn message(stderr: &str) -> String {
    let text = stderr.trim();
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let drawn = |line: &&str| line.trim() == "|" || line.trim_start().starts_with("= ");
    let lines: Vec<&str> = paragraph.lines().take_while(|line| !drawn(line)).collect();
    lines.join("\n").trim().to_owned()
}

/// The name of a target in manifests: `thumbv7.json` is `thumbv7` there.
fn short_name(triple: &str) -> &str {
    let path = Path::new(triple);
    let is_file = path
        .extension()
        .is_some_and(|extension| extension == "json");
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.filter(|_| is_file).unwrap_or(triple)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_matched_by_triple_and_by_cfg() {
        let target = TargetCfg::new(
            "x86_64-pc-windows-msvc",
            ["windows", "target_os=\"windows\""],
        );
        let is = |text: &str| target.is(&text.parse().unwrap());
        assert!(is("cfg(windows)"));
        assert!(is("cfg(target_os = \"windows\")"));
        assert!(is("x86_64-pc-windows-msvc"));
        assert!(!is("cfg(unix)"));
        assert!(!is("x86_64-unknown-linux-gnu"));
    }

    #[test]
    fn a_target_file_goes_by_its_stem() {
        assert_eq!(short_name("targets/my-os.json"), "my-os");
        assert_eq!(
            short_name("thumbv8m.main-none-eabi"),
            "thumbv8m.main-none-eabi"
        );
    }

    fn on(triple: &str, platform: &str) -> bool {
        let row = built_in::targets().iter().find(|row| row.triple == triple);
        let row = row.expect("in the table");
        let target = TargetCfg::of_triple(row.triple, row.cfgs.iter().map(String::as_str));
        target.is(&platform.parse().expect("a platform"))
    }

    #[test]
    fn what_the_triple_decides_is_decided() {
        let (linux, windows) = ("x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc");
        for (platform, of_linux, of_windows) in [
            ("cfg(unix)", true, false),
            ("cfg(not(unix))", false, true),
            ("cfg(windows)", false, true),
            ("cfg(all(unix, windows))", false, false),
            ("cfg(any(unix, windows))", true, true),
            ("cfg(target_os = \"linux\")", true, false),
            (
                "cfg(all(target_arch = \"x86_64\", target_env = \"msvc\"))",
                false,
                true,
            ),
            ("cfg(target_family = \"unix\")", true, false),
            ("x86_64-pc-windows-msvc", false, true),
        ] {
            assert_eq!(on(linux, platform), of_linux, "{platform}");
            assert_eq!(on(windows, platform), of_windows, "{platform}");
        }
        assert!(on(
            "wasm32-unknown-emscripten",
            "cfg(all(unix, target_family = \"wasm\"))"
        ));
    }

    #[test]
    fn what_it_does_not_decide_counts_as_set_and_as_unset() {
        let linux = "x86_64-unknown-linux-gnu";
        for platform in [
            "cfg(tokio_unstable)",
            "cfg(not(tokio_unstable))",
            "cfg(all(unix, tokio_unstable))",
            "cfg(target_feature = \"avx2\")",
            "cfg(target_os = \"some-newer-system\")",
        ] {
            assert!(on(linux, platform), "{platform}");
        }
        assert!(!on(linux, "cfg(all(windows, tokio_unstable))"));
        assert!(!on(linux, "cfg(not(any(unix, tokio_unstable)))"));
    }

    #[test]
    fn the_drawing_below_a_message_of_rustc_is_no_part_of_it() {
        let stderr = "error: could not find specification for target \"foo\"\n  |\n  = help: run `x`\n\nerror: two\n";
        let words = "could not find specification for target \"foo\"";
        assert_eq!(message(stderr), words);
        assert_eq!(message("error: one\ntwo\n"), "one\ntwo");
    }

    #[test]
    fn no_triples_are_all_targets() {
        assert_eq!(Targets::query::<&str>(&[]).unwrap(), Targets::All);
    }

    #[test]
    fn an_unknown_target_is_an_error_with_the_compiler_s_words() {
        let error = Targets::query(&["x86_64-unknown-nothing"]).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("x86_64-unknown-nothing"), "{text}");
        assert!(!text.contains("error: "), "{text}");
    }
}
