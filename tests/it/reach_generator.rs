//! What a check says of programs that hand over a model's id in every ordinary way, and of their twins that do not.
//!
//! `cargo test` runs fixed seeds; `.ci/run reach` draws a new one. `REACH_SEED=N` repeats it:
//! `REACH_SEED=N cargo test --test it reach_generator::a_new_seed -- --ignored --nocapture`. What fails goes to
//! `reach/failures.txt`, which the fixed seeds include.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cargo_deny_models::Gate;
use serde_json::{Value, json};

use crate::reach::{Answer, Cell, Draw, Program, Table, Workspace};
use crate::support::run_in;

/// Of all red programs, in percent, so many are found.
const TOTAL: f64 = 98.0;
/// And so many of each cell: a hand-over with a client, a number of crates or a receiver.
const EACH_CELL: f64 = 90.0;
/// Programs that one workspace holds.
const BATCH: usize = 1_000;
/// Programs that a failed run shows.
const SHOWN: usize = 60;

/// Seeds and cells that failed once: `SEED` and the cell as it is printed, with a tab between.
const FAILURES: &str = include_str!("reach/failures.txt");

#[test]
fn fixed_seeds() {
    let mut drawn = some_cells(12, 6);
    for line in FAILURES.lines().filter(|line| !line.starts_with('#')) {
        let (seed, cell) = line.split_once('\t').expect("a tab");
        let cell = Cell::parse(cell).unwrap_or_else(|| panic!("no cell {cell}"));
        drawn.push((cell, seed.parse().expect("a seed")));
    }
    measure(&drawn);
}

#[test]
#[ignore = "a step of .ci/run, with a new seed each time"]
fn a_new_seed() {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH);
    let seed = std::env::var("REACH_SEED").map_or_else(
        |_| now().expect("after 1970").as_secs(),
        |seed| seed.parse().expect("a number"),
    );
    println!("REACH_SEED={seed}");
    measure(&some_cells(seed, 6));
}

/// The answers do not come from what else is in the workspace.
#[test]
fn alone_as_among_others() {
    let drawn: Vec<(Cell, u64)> = some_cells(77, 1).into_iter().step_by(541).collect();
    let together = Workspace::of(programs(&drawn));
    let answers = answers(&together);
    for ((cell, seed), pair) in drawn.iter().zip(answers.chunks(2)) {
        for (green, (_, together, _)) in [false, true].into_iter().zip(pair) {
            let alone = Workspace::of(vec![Program::draw(*cell, *seed, green, "x")]);
            let run = run_in(alone.root(), &["check", "--format", "json", "--offline"]);
            let strict = check(alone.root(), true, &[]);
            let (program, answer, _) = alone.answers(&run.json(), &strict)[0];
            assert_eq!(answer, *together, "{cell}\n{}", alone.show(program));
            let fails = match answer {
                Answer::Found | Answer::WithoutLine | Answer::Blocked => true,
                Answer::Passed | Answer::Silent => false,
                Answer::Unsure => continue,
            };
            assert_eq!(
                run.code,
                i32::from(fails),
                "{cell}\n{}",
                alone.show(program)
            );
        }
    }
}

/// One of `some` cells, drawn so that each hand-over has as many as the others.
fn some_cells(seed: u64, some: usize) -> Vec<(Cell, u64)> {
    let mut draw = Draw::new(seed);
    let mut drawn = Vec::new();
    for cells in Cell::all().chunks(some) {
        drawn.push((draw.pick(cells), draw.number()));
    }
    drawn
}

/// The red program and its twin, of each cell and seed.
fn programs(drawn: &[(Cell, u64)]) -> Vec<Program> {
    let mut programs = Vec::new();
    for (number, (cell, seed)) in drawn.iter().enumerate() {
        for green in [false, true] {
            let mark = format!("{}x", number * 2 + usize::from(green));
            programs.push(Program::draw(*cell, *seed, green, &mark));
        }
    }
    programs
}

/// Prints the table, and fails unless it holds.
fn measure(drawn: &[(Cell, u64)]) {
    let mut table = Table::default();
    let mut wrong = Vec::new();
    let mut shown = String::new();
    for drawn in drawn.chunks(BATCH / 2) {
        let workspace = Workspace::of(programs(drawn));
        for (program, answer, invented) in answers(&workspace) {
            table.add(program, answer, invented);
            if !matches!(answer, Answer::Found | Answer::Passed) {
                wrong.push(format!("{}\t{}", program.seed, program.cell));
                if wrong.len() <= SHOWN {
                    let Program { cell, model, .. } = program;
                    let sources = workspace.show(program);
                    write!(shown, "\n== {answer:?}: {model}, {cell}\n{sources}")
                        .expect("in memory");
                }
            }
        }
    }
    println!("{table}");
    let short = table.shortfalls(TOTAL, EACH_CELL);
    wrong.truncate(10 * SHOWN);
    assert!(
        short.is_empty(),
        "{table}\n{}\n\nfor reach/failures.txt:\n{}\n{shown}",
        short.join("\n"),
        wrong.join("\n")
    );
}

/// What checks say of each program. The strict one looks only at those that the plain one does not find.
fn answers(workspace: &Workspace) -> Vec<(&Program, Answer, bool)> {
    let plain = check(workspace.root(), false, &[]);
    let missed = workspace.missed(&plain);
    let strict = if missed.is_empty() {
        json!({"findings": []})
    } else {
        check(workspace.root(), true, &missed)
    };
    workspace.answers(&plain, &strict)
}

/// The report on these members, or on all, as JSON. The cache goes away with the workspace: nobody draws the same
/// programs again.
fn check(root: &Path, strict: bool, members: &[&str]) -> Value {
    let gate = Gate::new(root).cache(root.join("cache")).offline(true);
    let gate = gate.strict(strict).packages(members.iter().copied());
    let report = gate.check().expect("checked");
    serde_json::from_str(&report.to_json()).expect("JSON")
}
