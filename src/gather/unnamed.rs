//! Weight files by names that none can have.

use deny_models_scan::{Cause, Found, FoundKind, Stop};

/// The stop at a weight file whose name none can have. A text that is no id of the hub, or no address, is no model.
pub(super) fn stop(found: &Found) -> Option<Stop> {
    let (file, line) = match found.kind {
        FoundKind::BundledFile => (&found.artifact, 0),
        FoundKind::IncludeBytes => (&found.file, found.line),
        _ => return None,
    };
    Some(Stop {
        line,
        ..Stop::at_file(file.as_str(), Cause::NameNotTaken)
    })
}
