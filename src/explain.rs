//! What each code means, for `cargo deny-models explain CODE`.
//!
//! ```
//! use cargo_deny_models::explain::explain;
//! use deny_models::lint::Code;
//!
//! assert!(explain(Code::StaleLock).starts_with("stale-lock (default level: warn)\n"));
//! ```

use deny_models::lint::Code;

/// The text for a code: its level unless something sets another, what it means, why it matters, an example, and how
/// to fix or silence it.
#[must_use]
pub fn explain(code: Code) -> String {
    format!(
        "{code} (default level: {})\n\n{}\n",
        code.default_severity(),
        text(code).trim()
    )
}

/// Where the guide explains a code.
#[must_use]
pub fn url(code: Code) -> String {
    format!("{GUIDE}/findings.md#{code}")
}

/// The guide as it is at this version.
const GUIDE: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/v",
    env!("CARGO_PKG_VERSION"),
    "/docs"
);

/// One text is 10 to 25 lines and says what the gate does, not what it might do.
fn text(code: Code) -> &'static str {
    match code {
        Code::NonOsiModel => NON_OSI_MODEL,
        Code::RelicensedModel => RELICENSED_MODEL,
        Code::UnknownLicense => UNKNOWN_LICENSE,
        Code::MalformedArtifact => MALFORMED_ARTIFACT,
        Code::LicenseMismatch => LICENSE_MISMATCH,
        Code::LicenseDrift => LICENSE_DRIFT,
        Code::ExpiredException => EXPIRED_EXCEPTION,
        Code::SuspectLineage => SUSPECT_LINEAGE,
        Code::FeatureGatedModel => FEATURE_GATED_MODEL,
        Code::OfferedModel => OFFERED_MODEL,
        Code::CopyleftModel => COPYLEFT_MODEL,
        Code::UndeclaredModel => UNDECLARED_MODEL,
        Code::UnresolvedPull => UNRESOLVED_PULL,
        Code::StaleLock => STALE_LOCK,
        Code::BundledWithoutNotice => BUNDLED_WITHOUT_NOTICE,
        Code::CrateWithoutLicense => CRATE_WITHOUT_LICENSE,
        Code::UnusedException => UNUSED_EXCEPTION,
        Code::UnusedEntry => UNUSED_ENTRY,
        Code::UnpinnedModel => UNPINNED_MODEL,
    }
}

const NON_OSI_MODEL: &str = r#"
A workspace member whose licence is protected (MIT or Apache-2.0, unless `policy.protect` says otherwise) brings in a
model, and a licence that binds that model does not pass `policy.require`, by default because the OSI has not approved
it. What binds a model: its declared licence, those of its components, those of its base for a quantisation, adapter
or merge, and for a fine-tune those of its ancestors that propagate. Every one of them must pass.

It matters because whoever takes the crate for open source is held to the model's terms too: use policies, user caps,
no commercial use. The model counts when it is bundled, fetched while building, or loaded by default at run time,
whether in the member or in a dependency.

    [package]
    name = "demo"
    license = "MIT"

    [[package.metadata.deny-models.model]]
    id = "HiDream-ai/HiDream-I1-Full"   # tagged MIT, but it loads meta-llama/Llama-3.1-8B-Instruct

To fix it, use a model of which every binding licence passes (`cargo deny-models resolve ID` tells), put the model
behind a feature that is off by default, or say in the crate's own `license` what a user is really held to, for
example `MIT AND LicenseRef-llama3.1`: a crate that says so is not gated.
To accept it: `policy.allow` for a licence, `[[exception]]` with `reason` and `until` for one model or crate.
"#;

const RELICENSED_MODEL: &str = r"
A model declares looser terms than it inherited through its weights: an ancestor is under a stricter class of licence,
or under another restricted or copyleft licence of the same class. Components do not count here, ancestors do.

It matters because a tag on a derivative never removes a term of its ancestor. Who fine-tunes Llama cannot put the
result under Apache-2.0, whatever the model card says.

    OpenSciLM/Llama-3.1_OpenScholar-8B: apache-2.0
    `-- finetune meta-llama/Llama-3.1-8B: llama3.1 (fails, governs)

It is shown together with non-osi-model in one diagnostic when that fires on the same model.

To fix it, use a model whose ancestors are open too. A name proves nothing either way:
openlm-research/open_llama_7b_v2 has Llama's architecture and name but none of its weights, and passes.
To accept it, write an `[[exception]]` with `reason` and `until`. If the lineage is wrong, correct it with a
`[[model]]` entry in deny-models.toml; it needs `reason` and `until` to be looser, and every run shows it.
";

const UNKNOWN_LICENSE: &str = r#"
A protected member brings in a model (bundled, fetched while building, or loaded at run time) whose licence cannot be
told: no source states one, the tag names no text (`other`, `bsd`), an ancestor cannot be resolved, or only the
manifest of a dependency states a licence, which is a claim and no proof.

It matters because no licence is no permission, and an ancestor that nobody names may be under any terms. What is
unknown fails; a known failing licence is told as non-osi-model instead.

    [[package.metadata.deny-models.model]]
    id = "acme/encoder"                  # in no table, and nothing is said of its licence

To fix it, run `cargo deny-models lock`, which asks the hub and writes down what it finds, or say in deny-models.toml
what you know of the model:

    [[model]]
    id = "acme/encoder"
    license = "Apache-2.0"
    base = []                            # made from no other model

To accept it for a while, write an `[[exception]]` with `reason` and `until`.
"#;

const MALFORMED_ARTIFACT: &str = r#"
A weight file is damaged, is not what its name says, or is made to harm its reader: lengths that run past the end,
absurd counts, a text file that poses as weights. It is reported for every member, protected or not.

It matters because what such a file states of its licence cannot be trusted, and because loaders crash on it or worse.

    error[malformed-artifact]: `models/encoder.gguf` is damaged
      --> models/encoder.gguf
       = note: the header says 4000000000 keys, the file has 512 bytes

`cargo deny-models inspect FILE` shows what can be read of a file.

To fix it, fetch the file anew and compare its SHA-256 with the one on the hub. A Git LFS pointer in the place of
weights means that `git lfs pull` was not run.
If it is a fixture that has to be broken, keep it out of the package (`exclude` in Cargo.toml), or lower the level:

    [lints]
    malformed-artifact = "warn"
"#;

const LICENSE_MISMATCH: &str = r#"
Two sources state different licences or lineage for one model: a manifest, a model card, a header, a licence file, the
lock or the built-in table. All of them are shown. Until they agree both bind, so the stricter one decides.

It matters because one of them is wrong, and a looser claim is the usual way in which terms get lost.

    [[package.metadata.deny-models.model]]
    id = "meta-llama/Llama-3.1-8B-Instruct"
    license = "Apache-2.0"               # the built-in table says llama3.1

Where the claim stands in the manifest of a dependency, which you cannot correct, it is a warning. A `[[model]]` entry
of the policy that is looser than the other sources and gives no `reason` is reported in the same way.

To fix it, correct the source that is wrong. If the built-in table is wrong, or your case is special (the owner gave
you other terms), settle it in deny-models.toml, the only source that outranks the others:

    [[model]]
    id = "meta-llama/Llama-3.1-8B-Instruct"
    license = "Apache-2.0"
    reason = "separate agreement with the owner"   # needed where it loosens, as is `until`
    until = 2027-06-30
"#;

const LICENSE_DRIFT: &str = r#"
The lock and a newer source disagree: a model, or one that it was made from, had one licence or one base when
deny-models.lock was written, and its card, header or licence file on this machine now states another. With
`--hub-cache` the cards in the hub cache are heard too.

It matters because licences of models change, in both directions, without a new name or version. What was checked
once may no longer hold, and what you still distribute may be under the older terms.

    error[license-drift]: `acme/encoder` was apache-2.0 in deny-models.lock, its card now says cc-by-nc-4.0

`cargo deny-models lock --check` asks the hub and names what has changed since it was locked.

To fix it, look at what changed and when, pin the revision that you looked at, then run `cargo deny-models lock`:

    [[package.metadata.deny-models.model]]
    id = "acme/encoder"
    revision = "a09a35458c702b33eeacc393d103063234e8bc28"
"#;

const EXPIRED_EXCEPTION: &str = r#"
The `until` of an `[[exception]]`, or of a `[[model]]` entry that is looser than other sources, is past. It no longer
silences or loosens anything, so the findings behind it are back as well.

It matters because an exception is a decision for a while: somebody has to look at it again. `until` is the last day
on which it holds, and may be a year ahead at most.

    [[exception]]
    model = "meta-llama/Llama-3.1-8B-Instruct"
    reason = "internal tool, not published"
    until = 2026-06-30                   # this day is past

The day is today's in UTC, or that of SOURCE_DATE_EPOCH where it is set, so that a build can be repeated.

To fix it, check that the reason still holds and set a new day, or delete the entry and replace the model.
To let runs pass meanwhile:

    [lints]
    expired-exception = "warn"           # the findings that it silenced stay errors
"#;

const SUSPECT_LINEAGE: &str = r#"
A model declares no base, but its hashes, its header or its structure match a model under other terms.

It matters because a renamed copy or a fine-tune keeps the terms of its base even when its card is silent. It is a
warning, since a match is a hint and no proof: architecture and name alone are never taken for one.

    warning[suspect-lineage]: `acme/writer-8b` declares no base, but its header names meta-llama/Llama-3.1-8B

Hints come from headers of weight files, from the hub cache (with `--hub-cache`) and from configurations beside the
weights. Weights that the lock knows from another model by their hash are under that model's terms, which is no hint.

To fix it, ask whoever published the model, then say in deny-models.toml what is true:

    [[model]]
    id = "acme/writer-8b"
    base = ["meta-llama/Llama-3.1-8B"]   # or [] where it was made from none
    relation = "finetune"

`--strict` makes it an error. To silence it: `suspect-lineage = "allow"` under `[lints]`.
"#;

const FEATURE_GATED_MODEL: &str = r#"
A model that fails, or whose licence is unknown, would come in if a feature of the member were on that is off in this
run. The default features decide the outcome, so the gate passes.

It matters because whoever turns the feature on is bound by the model's terms, and the crate's licence does not say
so.

    [features]
    default = []
    llm = []

    [[package.metadata.deny-models.model]]
    id = "meta-llama/Llama-3.1-8B-Instruct"
    feature = "llm"                      # off, so only a warning

To settle it, name the terms in the documentation of the feature, or use a model that passes. To judge the crate with
the feature on, run `cargo deny-models check --features llm`, or set `features` or `all-features` under `[graph]`.
To silence it:

    [lints]
    feature-gated-model = "allow"
"#;

const OFFERED_MODEL: &str = r#"
A crate offers models that fail or are unknown, one of several that its caller may choose, and nothing shows that they
are used. There is one finding for each member and crate that offers, with a list of the models. When the protected
member itself offers them the level is deny. A default is never an offer: it counts as loaded at run time.

It matters because one argument is all that is between your users and the terms of those models.

    warning[offered-model]: `fastembed 7.0.0` offers 3 models that do not pass

To settle it for a dependency, say which of its models are used. Each of these is then judged as a pull, and the other
offers are silent; an empty list says that none is used:

    [[crate]]
    name = "fastembed"
    version = "7"
    uses = ["Xenova/bge-small-en-v1.5"]

In a crate of your own, take the models out of the offer or put them behind a feature that is off by default.
`--strict` makes it an error. To silence it: `offered-model = "allow"` under `[lints]`, or `offered = "allow"` under
`[policy.how]`.
"#;

const COPYLEFT_MODEL: &str = r#"
A model passes, since the OSI has approved every licence that binds it, but one of them is copyleft (GPL-3.0,
AGPL-3.0, ...) and the crate that brings it in is under a permissive licence.

It matters because whoever takes the crate under MIT may pass it on in closed products, and the weights ask for more:
with AGPL-3.0 even the users of a service are owed the source.

    warning[copyleft-model]: `demo` is MIT, but the weights of `acme/detector` are copyleft: agpl-3.0

To fix it, use a model under a permissive licence, or put the crate under terms that fit. If the weights are passed on
or served under their own terms, and your users are told, accept it:

    [lints]
    copyleft-model = "allow"

To refuse such models altogether, deny the licence: the model is then a non-osi-model, even though the OSI approved
its terms.

    [policy]
    deny = ["AGPL-3.0-only"]
"#;

const UNDECLARED_MODEL: &str = r#"
The scan found a model that the crate pulls, and neither the crate's manifest nor the policy names it.

It matters because a manifest travels with the published crate: whoever depends on it can only check what it states.
A model that fails, or whose licence is unknown, fails whether it is declared or not; this warning is about the
manifest alone.

    // src/lib.rs
    api.model("Qwen/Qwen2.5-7B-Instruct".to_owned())   // found, but not in Cargo.toml

`cargo deny-models scan` shows all that the scan finds.

To fix it, declare the model in the Cargo.toml of the crate that pulls it:

    [[package.metadata.deny-models.model]]
    id = "Qwen/Qwen2.5-7B-Instruct"
    license = "Apache-2.0"

For a dependency, `[[crate]]` with `uses` in deny-models.toml does the same. `--strict` makes it an error.
To silence it: `undeclared-model = "allow"` under `[lints]`.
"#;

const UNRESOLVED_PULL: &str = r#"
The source calls a model hub or downloads a weight file, and which model that is cannot be read from the source: the
name comes from an argument, a file or the environment.

It matters because any model may come in there, and the gate has nothing to judge.

    let repo = std::env::var("MODEL")?;
    let weights = api.model(repo).get("model.safetensors")?;   // which model?

`cargo deny-models scan` shows all that the scan finds.

To fix it, say in deny-models.toml what the crate pulls, be it your own or a dependency; `uses = []` where it pulls
nothing of itself, as when only the caller names models. Each is then judged as a pull, and the call is answered for:

    [[crate]]
    name = "demo"
    uses = ["Qwen/Qwen2.5-7B-Instruct"]

`--strict` makes it an error, for the calls of dependencies too.
To silence it: `unresolved-pull = "allow"` under `[lints]`.
"#;

const STALE_LOCK: &str = r#"
deny-models.lock does not fit what is built: a pull, or a package that pulls, has no block in it, or the digest of a
block does not fit its contents, because it was edited by hand or badly merged.

It matters because the lock is what makes a check without a network complete. Models that it does not cover are judged
by the built-in table and the manifests alone, so some may be unknown that need not be.

    warning[stale-lock]: deny-models.lock has no block for `acme/encoder`, which `demo 0.1.0` pulls

There is no such finding while there is no lock.

To fix it, run `cargo deny-models lock` and commit the result. After a merge conflict do the same: blocks are written
one for each model and package, sorted, so only what changed differs.

A lock is not trusted: it can make a verdict stricter, and supply facts that nothing else knows, but never loosen what
the built-in table, a header or a card says. `--strict` makes this finding an error.
To silence it: `stale-lock = "allow"` under `[lints]`.
"#;

const BUNDLED_WITHOUT_NOTICE: &str = r#"
Weights are in the package, and the text of their licence, or a notice that the licence asks for, is not beside them.

It matters because most licences, permissive ones too, let weights be passed on only together with their text or
notice. Who publishes the crate passes them on.

    models/encoder.onnx          # Apache-2.0
    models/LICENSE               # missing: this is what the licence asks for

A file called LICENSE, COPYING, NOTICE or USE_POLICY counts, in the directory of the weights or in one above it.

To fix it, put the licence text and any NOTICE file next to the weights, and see that they are in the package: look at
`cargo package --list`, and at `include` and `exclude` in Cargo.toml. `cargo deny-models notice` writes such a file
for all models.

To silence it:

    [lints]
    bundled-without-notice = "allow"
"#;

const CRATE_WITHOUT_LICENSE: &str = r#"
A member states no licence that could be protected: no `license` and no `license-file`, a licence file that is neither
the MIT nor the Apache-2.0 text, or an id in `license` that nobody knows. A member that is not protected is not gated,
whatever models it brings in, so this says so.

It matters because a green run would otherwise look like a check.

    [package]
    name = "demo"                        # no license = "..."
    version = "0.1.0"

To fix it, state the licence as an SPDX expression:

    license = "MIT OR Apache-2.0"

For a licence of your own write `LicenseRef-NAME`, which is left alone: the member is not protected, and says so.
`--strict` makes this finding an error. To silence it:

    [lints]
    crate-without-license = "allow"
"#;

const UNUSED_EXCEPTION: &str = r#"
An `[[exception]]` silences nothing: no finding has its model and crate, or the governing licence is no longer the one
in its `license`.

It matters because an exception that lies around may silence something later that nobody decided on. When the
governing licence changed, the decision was about other terms, so the finding it silenced is back.

    [[exception]]
    model = "meta-llama/Llama-3.1-8B-Instruct"
    license = "llama3.1"                 # dies when the governing licence changes
    reason = "internal tool, not published"
    until = 2027-06-30

To fix it, delete the exception, correct its `model` or `crate`, or read the terms that govern now and change
`license`. Note that a run on other features or targets may reach other models.
To silence it:

    [lints]
    unused-exception = "allow"
"#;

const UNUSED_ENTRY: &str = r#"
An entry of the policy or of a manifest matches nothing: a `[[model]]` that no crate pulls and no lineage leads to, or
a `[[crate]]` whose name and version fit no package of the graph.

It matters because such an entry is a typo, and then what it was meant to settle is not settled, or it is left over
from a model or version that is gone.

    [[crate]]
    name = "fastembed"
    version = "6"                        # Cargo.lock has 7.0.0
    uses = ["Xenova/bge-small-en-v1.5"]

To fix it, compare the entry with `cargo deny-models list` and `cargo tree`, then correct or delete it. Note that a run
on other features or targets may reach other models and packages.
To silence it:

    [lints]
    unused-entry = "allow"
"#;

const UNPINNED_MODEL: &str = r#"
A model of the hub is pulled without a revision, so what is fetched is whatever its main branch holds on that day.

It matters because both the weights and their licence can change under you: the verdict is on what was known when the
facts were gathered. It is allowed by default, since most crates do not pin.

    [[package.metadata.deny-models.model]]
    id = "Qwen/Qwen2.5-7B-Instruct"      # which revision?

To turn it on:

    [lints]
    unpinned-model = "warn"

To fix it, name the commit that was looked at, here and in the code that fetches the model:

    revision = "a09a35458c702b33eeacc393d103063234e8bc28"
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_with_its_level() {
        for code in Code::ALL {
            let text = explain(*code);
            let head = format!("{code} (default level: {})\n\n", code.default_severity());
            let body = text
                .strip_prefix(&head)
                .expect("the code and its level first");
            assert!(
                (10..=28).contains(&body.lines().count()),
                "{code}: {}",
                body.lines().count()
            );
            assert!(text.lines().all(|line| line.len() <= 120), "{code}");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{code}");
        }
    }

    #[test]
    fn texts_name_only_codes_and_levels_that_are() {
        for code in Code::ALL {
            for line in text(*code).lines() {
                let Some((name, level)) = line.trim().split_once(" = \"") else {
                    continue;
                };
                if let Ok(named) = Code::parse(name) {
                    assert_eq!(named, *code, "{line}");
                    let level = level.split('"').next().unwrap_or_default();
                    assert!(
                        deny_models::lint::Severity::parse_level(level).is_some(),
                        "{line}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_two_codes_share_a_text() {
        let texts: std::collections::BTreeSet<String> =
            Code::ALL.iter().map(|code| explain(*code)).collect();
        assert_eq!(texts.len(), Code::ALL.len());
    }
}
