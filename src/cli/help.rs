//! What `--help` and the man pages show below the options: examples and exit codes.
//!
//! Every line that starts with `$ cargo deny-models` is parsed by a test.

/// Below the list of commands.
pub(super) const ALL: &str = "\
Without a command, `check` runs: `cargo deny-models --strict` is `cargo deny-models check --strict`.

Exit codes:
  0  the gate passes, or the command has printed its answer
  1  the gate fails: a finding is at `deny`
  2  the check could not run: usage, policy, cargo or I/O error";

/// The same with the first steps.
pub(super) const ALL_LONG: &str = "\
Without a command, `check` runs: `cargo deny-models --strict` is `cargo deny-models check --strict`.

First steps:
  $ cargo deny-models                      does the workspace pass?
  $ cargo deny-models list --tree          which models come in, and through which crates?
  $ cargo deny-models why ORG/NAME         which crates pull it, and which licences apply?
  $ cargo deny-models explain CODE         what does a finding mean, and how is it fixed?
  $ cargo deny-models fix                  state in Cargo.toml what the code pulls
  $ cargo deny-models init                 write a policy to edit
  $ cargo deny-models lock                 resolve unknown models on the hub and pin the answers

Exit codes:
  0  the gate passes, or the command has printed its answer
  1  the gate fails: a finding is at `deny`
  2  the check could not run: usage, policy, cargo or I/O error

Environment:
  CARGO_DENY_MODELS_CACHE  where findings of a scan are kept; empty for nowhere
  HF_TOKEN, HF_ENDPOINT    token and address of the hub for `lock`
  CARGO_DENY_MODELS_OLLAMA, MODELSCOPE_ENDPOINT  addresses of these registries for `lock`
  HTTPS_PROXY, NO_PROXY    proxy; ALL_PROXY and HTTP_PROXY apply too, to every address
  HF_HUB_CACHE, HF_HOME    where the hub's own cache is
  SOURCE_DATE_EPOCH        the day by which exceptions expire
  NO_COLOR, CARGO_TERM_COLOR, FORCE_HYPERLINK=0  colours and links of the output";

/// Below `check`.
pub(super) const CHECK: &str = "\
Examples:
  $ cargo deny-models check                           every member, default features, all targets
  $ cargo deny-models check -p demo --features llm    one member, with a feature on
  $ cargo deny-models check --strict --locked         as CI runs it
  $ cargo deny-models check -D unpinned-model -A copyleft-model
  $ cargo deny-models check --require debian --no-policy  by the rules of a distribution
  $ cargo deny-models check --format json             a stable contract, for programs
  $ cargo deny-models check --format sarif > deny-models.sarif   for code scanning
  $ cargo deny-models check --format sarif            for code scanning; `github` and `gitlab` show findings there

Exit codes:
  0  the gate passes
  1  the gate fails: a finding is at `deny`
  2  the check could not run: usage, policy, cargo or I/O error; or nothing is gated with `--strict` or `-p`";

/// Below `init`.
pub(super) const INIT: &str = "\
Examples:
  $ cargo deny-models init
  $ cargo deny-models init --manifest-path crates/demo/Cargo.toml

Exit codes:
  0  deny-models.toml is there now; one that was there before is not touched
  2  it could not be written, or the workspace could not be read";

/// Below `fix`.
pub(super) const FIX: &str = "\
Examples:
  $ cargo deny-models fix --dry-run                   the changes as a diff
  $ cargo deny-models fix
  $ cargo deny-models fix --dry-run --format json

It is no gate: the exit code is 0 whatever is left to decide.

Exit codes:
  0  what can be fixed is written, or printed with `--dry-run`
  2  a file could not be written, or the workspace could not be read";

/// Below `except`.
pub(super) const EXCEPT: &str = "\
Examples:
  $ cargo deny-models except --list                   the findings with their ids
  $ cargo deny-models except --finding 3f9c0a1b2d4e --reason internal --until 2027-06-30
  $ cargo deny-models except --all --reason migration --until 2027-01-31

Exit codes:
  0  the exceptions are written and the gate passes, or the ids are listed
  1  the gate still fails
  2  nothing is written: the reason is blank, the day past or the id unknown, or the workspace could not be read";

/// Below `diff`.
pub(super) const DIFF: &str = "\
Examples:
  $ cargo deny-models diff main
  $ cargo deny-models diff origin/main --merge-base --locked
  $ cargo deny-models diff v1.2.0 --format json
  $ cargo deny-models diff main --format markdown > comment.md   the body of a comment on a pull request

A pull is the same while member, crate and model are, whatever their versions.

Exit codes:
  0  no finding is new at `deny`, whether the gate passes or not
  1  a finding is new at `deny`
  2  there is no such revision, it has no Cargo.lock, or one of the two could not be checked";

/// Below `preview`.
pub(super) const PREVIEW: &str = "\
Examples:
  $ cargo deny-models preview fastembed
  $ cargo deny-models preview fastembed@5 --no-default-features --features ort-load-dynamic
  $ cargo deny-models preview candle-core --license Apache-2.0 --format json

Its own public items count as used: a crate that depends on it reaches some of them. `check` judges what it reaches.

Exit codes:
  0  no model that it takes by itself would fail
  1  a model that it takes by itself would fail, or its licence is unknown
  2  there is no such crate or version, or cargo could not fetch it";

/// Below `resolve`.
pub(super) const RESOLVE: &str = "\
Examples:
  $ cargo deny-models resolve Qwen/Qwen2.5-7B-Instruct
  $ cargo deny-models resolve --format json OpenSciLM/Llama-3.1_OpenScholar-8B HiDream-ai/HiDream-I1-Full

Exit codes:
  0  the licences are printed, whatever they are
  2  an id or the policy cannot be read";

/// Below `list`.
pub(super) const LIST: &str = "\
Examples:
  $ cargo deny-models list
  $ cargo deny-models list --tree -p demo
  $ cargo deny-models list --format json
  $ cargo deny-models list --format mermaid            a diagram; `dot` for Graphviz

Exit codes:
  0  the models are listed, whether they pass or not
  2  the workspace could not be read: usage, policy, cargo or I/O error";

/// Below `lock`.
pub(super) const LOCK: &str = "\
Examples:
  $ cargo deny-models lock                            add models that are not locked yet
  $ cargo deny-models lock --update                   request every model again
  $ cargo deny-models lock --update Qwen/Qwen2.5-7B-Instruct
  $ cargo deny-models lock --check                    has anything changed on the hub?
  $ cargo deny-models lock --offline                  write what the tables and files know

Only this command requests data from the hub. Commit deny-models.lock.

Exit codes:
  0  the lock is written, or `--check` finds no difference
  1  `--check`: the lock and the hub differ
  2  a request or the write failed; the lock is unchanged";

/// Below `why`.
pub(super) const WHY: &str = "\
Examples:
  $ cargo deny-models why meta-llama/Llama-3.1-8B     also for a base or component of a pulled model
  $ cargo deny-models why ./models/encoder.onnx       a file in a package
  $ cargo deny-models why --format json ORG/NAME      the same for programs

For a model that a crate names and that does not count, it shows how near the code of a member comes and where the way
ends.

Exit codes:
  0  some crate pulls or names it
  2  none does, or the workspace could not be read";

/// Below `inspect`.
pub(super) const INSPECT: &str = "\
Examples:
  $ cargo deny-models inspect models/encoder.onnx
  $ cargo deny-models inspect --format json models/
  $ tar -xOf model.tar encoder.onnx | cargo deny-models inspect -
  $ curl -sL URL/README.md | cargo deny-models inspect --stdin-name README.md -

Exit codes:
  0  inspected; damaged or hostile parts of a file are listed as its problems
  2  a file cannot be opened, or standard input is empty or longer than 1 GiB";

/// Below `scan`.
pub(super) const SCAN: &str = "\
Examples:
  $ cargo deny-models scan                             the members of this workspace
  $ cargo deny-models scan --crate-dir vendor/demo     one crate, without cargo
  $ cargo deny-models scan --format jsonl              a stable contract, for programs

Exit codes:
  0  scanned, whatever was found
  2  a crate cannot be read";

/// Below `sbom`.
pub(super) const SBOM: &str = "\
Examples:
  $ cargo deny-models sbom -o models.cdx.json           CycloneDX 1.6
  $ cargo deny-models sbom --spec-version 1.7 -p demo   of one member
  $ cargo deny-models sbom --format spdx -o models.spdx3.json

This command is no gate. It lists the models that `list` shows as on. SOURCE_DATE_EPOCH sets the time in the document.

Exit codes:
  0  the document is written, whatever the licences are
  2  it could not be written, or the workspace could not be read";

/// Below `notice`.
pub(super) const NOTICE: &str = "\
Examples:
  $ cargo deny-models notice -o MODELS.txt
  $ cargo deny-models notice --format markdown -o MODELS.md
  $ cargo deny-models notice --template notice.jinja
  $ cargo deny-models notice --format json            for an application that asks its user

This command is no gate. Models with an unknown licence are listed on stderr and marked in the file.

Exit codes:
  0  the file is written, whatever the licences are
  2  it could not be written, the template is wrong, or the workspace could not be read";

/// Below `verify`.
pub(super) const VERIFY: &str = "\
Examples:
  $ cargo deny-models verify dist/                     a directory that is to be shipped
  $ cargo deny-models verify demo-1.0.0.tar.gz         a release archive, without unpacking it
  $ cargo deny-models verify --hub-cache               what the hub's client has downloaded
  $ cargo deny-models verify --format json models/

Digests of files are remembered; a file that changed is read again.

Exit codes:
  0  every weight file is as it was locked, and its model passes
  1  a file was changed, is missing or unknown, or its model fails
  2  there is no lock, a file cannot be read, or the workspace could not be read";

/// Below `explain`.
pub(super) const EXPLAIN: &str = "\
Examples:
  $ cargo deny-models explain                  all codes with their levels
  $ cargo deny-models explain non-osi-model

Exit codes:
  0  explained
  2  there is no such code";

/// Below `report`.
pub(super) const REPORT: &str = "\
Examples:
  $ cargo deny-models report                          deny-models-report.html
  $ cargo deny-models report --output - --strict > report.html

Exit codes:
  0  the page is written, whatever its verdict
  2  the workspace could not be read, or the page could not be written";

/// Below `completions`.
pub(super) const COMPLETIONS: &str = "\
Examples:
  $ cargo deny-models completions bash > ~/.deny-models.bash   and `source ~/.deny-models.bash` in ~/.bashrc
  $ cargo deny-models completions zsh > ~/.zfunc/_cargo-deny-models
  $ cargo deny-models completions fish > ~/.config/fish/conf.d/cargo-deny-models.fish

They complete `cargo deny-models` and `cargo-deny-models`, which is the same program. In zsh the first needs cargo's own
completions, which come with the toolchain.

Exit codes:
  0  written to stdout";

/// Below `man`.
pub(super) const MAN: &str = "\
Examples:
  $ cargo deny-models man                      the page of the program
  $ cargo deny-models man check                the page of a command
  $ cargo deny-models man --dir ~/.local/share/man/man1

With the pages installed, `cargo help deny-models` shows the first.

Exit codes:
  0  written
  2  there is no such command, or the directory cannot be written to";
