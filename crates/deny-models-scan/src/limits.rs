//! How far an analysis goes. Each limit that is hit is a [`Cause`](super::Cause) of a [`Stop`](super::Stop).

/// The limits of an analysis. They are counts and bytes, never time, so that the same code always gives the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files of a package, and which of them are listed.
    pub files: usize,
    /// Folders inside folders.
    pub folders: usize,
    /// Bytes of a Rust file.
    pub file: usize,
    /// Bytes of a Rust file without its comments.
    pub code: usize,
    /// Bytes of Rust that wait to be parsed, of one package.
    pub waiting: usize,
    /// Brackets inside brackets: the parser calls itself for each.
    pub brackets: usize,
    /// Tokens without a comma, semicolon or end of a block between, over all brackets around: a bound on how deep
    /// expressions and types such as `- - - x` or `a.b().c()` nest without brackets.
    pub run: usize,
    /// Macros inside macros.
    pub macros: usize,
    /// Tokens that the macros of a file are replaced by.
    pub expanded: usize,
    /// Bytes of a table that code reads; larger files are vocabularies or measurements.
    pub table: usize,
    /// Bytes of a script that code runs, and of a Modelfile.
    pub script: usize,
    /// Tables that code of one package reads.
    pub tables: usize,
    /// Scripts and Modelfiles that code of one package names.
    pub scripts: usize,
    /// Lines of one of them.
    pub lines: usize,
    /// Values of one table.
    pub table_values: usize,
    /// Values inside values of a table.
    pub table_depth: usize,
    /// Steps through one package by itself.
    pub steps: u64,
    /// Steps from one call that takes a model, in one package by itself.
    pub call_steps: u64,
    /// Steps through a program, for one member.
    pub program_steps: u64,
    /// Steps from one call that takes a model, in a program. A text that may be no address at all gets a tenth.
    pub program_call_steps: u64,
    /// Steps through a program, for one member, while the calls of each function are taken together: following each way
    /// by itself took too many.
    pub merged_steps: u64,
    /// The same from one call that takes a model.
    pub merged_call_steps: u64,
    /// Steps that finding out what one call of a value calls takes.
    pub aside_steps: u64,
    /// Steps from calls that take files, in one package.
    pub path_steps: u64,
    /// Calls that take files, in one package.
    pub paths: usize,
    /// Expressions inside expressions.
    pub depth: usize,
    /// Values of one expression.
    pub values: usize,
    /// Calls that are gone into, one inside the other.
    pub frames: usize,
    /// Functions that one call may mean.
    pub callees: usize,
    /// Texts of one template.
    pub texts: usize,
    /// Bytes of a text that is put together.
    pub text: usize,
    /// Callers of callers of the call that takes a model, in one package by itself.
    pub callers: usize,
    /// Ways to one call that takes a model, in one package by itself.
    pub ways: usize,
    /// Callers of callers of the call that takes a model, in a program.
    pub program_callers: usize,
    /// Ways to one call that takes a model, in a program.
    pub program_ways: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 100_000,
            folders: 40,
            file: 64 << 20,
            code: 16 << 20,
            waiting: 192 << 20,
            brackets: 160,
            run: 6000,
            macros: 64,
            expanded: 400_000,
            table: 4 << 20,
            script: 1 << 20,
            tables: 256,
            scripts: 64,
            lines: 20_000,
            table_values: 200_000,
            table_depth: 64,
            steps: 1_500_000,
            call_steps: 12_000,
            program_steps: 8_000_000,
            program_call_steps: 100_000,
            merged_steps: 3_000_000,
            merged_call_steps: 300_000,
            aside_steps: 5_000,
            path_steps: 500_000,
            paths: 512,
            depth: 48,
            values: 1024,
            frames: 8,
            callees: 12,
            texts: 512,
            text: 4096,
            callers: 6,
            ways: 1000,
            program_callers: 16,
            program_ways: 600,
        }
    }
}
