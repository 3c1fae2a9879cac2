//! Models as a person names them on the command line.

use super::error::Error;
use deny_models::model::Artifact;

/// Reads an id, an address, or a file as `./path`.
pub(super) fn read_model(text: &str) -> Result<Artifact, Error> {
    let read = text
        .strip_prefix("./")
        .map_or_else(|| Artifact::parse(text), Artifact::parse_path_around);
    read.map_err(|why| Error::usage(format!("`{text}` names no model: {why}")))
}
