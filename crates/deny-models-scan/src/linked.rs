//! What a member takes of a program.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::scan::Found;
use super::stop::Stop;

/// A place in a program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    /// The package, as a number in the program.
    pub package: usize,
    /// The file, from the root of the package with `/`.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
}

/// A model that a member takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkedPull {
    /// The package whose code decides for the model: it names it, or hands over what stands for it.
    pub package: usize,
    /// The package that the literal is in.
    pub literal_in: usize,
    /// What is taken, and the code that decides.
    pub found: Found,
    /// From the code of the member to the call that takes the model.
    pub chain: Vec<Step>,
    /// Whether data or a caller decides that it is this one.
    pub possible: bool,
}

/// A call that is reached and takes a model which cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkedCall {
    /// From the code that hands over what cannot be read to the call; where no code of the member is on that way, from it.
    pub chain: Vec<Step>,
    /// What could be read, with `{}` for what could not.
    pub template: String,
    /// Features of the package of the call that are all needed.
    pub features: Vec<String>,
    /// The command whose parameter decides, where the front end of a program gives it.
    pub command: Option<Command>,
}

/// A command of a program of Tauri, one parameter of which decides what is taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Command {
    /// Its name.
    pub name: String,
    /// The parameter.
    pub parameter: String,
    /// The fields of it that decide, one in the other, each as it may be spelt in data.
    pub fields: Vec<Vec<String>>,
    /// What is done with it.
    pub use_of: CommandUse,
}

/// What a command does with a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommandUse {
    /// It is the id of a repository of the hub.
    Repository,
    /// It is put into the address of a file.
    Address,
    /// It is the name of a model that a server of Ollama fetches.
    Ollama,
    /// It is requested, and names in the code call it a model.
    ModelRequest,
    /// It is requested, whatever it is.
    Request,
    /// Something else, which what the front end hands over does not answer.
    Other,
}

/// The id of a model that the code of a member names, whether something takes it or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NamedId {
    /// `org/name`.
    pub id: String,
    /// Where.
    pub place: Step,
}

/// A model that a package takes by itself and the member does not reach.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unreached {
    /// The package, as a number in the program.
    pub package: usize,
    /// The model, as in [`Found::artifact`].
    pub artifact: String,
    /// From the code that is nearest to the member's to the call that takes the model, or to where it is named.
    pub chain: Vec<Step>,
    /// Why the member does not get to the first of them.
    pub end: WayEnd,
}

/// Where the nearest way to a model ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayEnd {
    /// No reached code calls or mentions this function.
    NotCalled(String),
    /// No reached code builds one of these variants.
    NotBuilt(Vec<String>),
    /// The call is reached and takes other models.
    OtherText,
}

/// What a member takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Models.
    pub pulls: Vec<LinkedPull>,
    /// Calls whose model cannot be read.
    pub open: Vec<LinkedCall>,
    /// Packages in which following stopped at a limit, or that code which could not be read may call.
    pub stopped: BTreeSet<usize>,
    /// Where the analysis stopped on the way to a call that takes a model, each with the package, as a number in the
    /// program.
    pub stops: Vec<(usize, Stop)>,
    /// Models that packages take by themselves, where the member does not reach this.
    pub unreached: Vec<Unreached>,
    /// Ids that the member's own code names.
    pub named: Vec<NamedId>,
}
