//! What lies in a bucket, and its address.

use super::binding_names;
use super::classify::is_weight_name;
use super::index::Crate;
use super::ir::NodeRef;
use super::text::Text;
use super::url::{self, Named};

/// Where a bucket is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Store {
    /// The texts are a bucket and a key.
    Amazon,
    /// The same.
    Google,
    /// The texts are an account, or the address of its server, a container and a blob.
    Azure,
    /// The texts are the address of a server and what is added to it.
    Server,
    /// The text is an address with a scheme of its own: `s3://bucket/key`.
    Scheme,
    /// The texts are the id of a model of the hub and a file in it.
    Hub,
    /// The texts are the id of a data set of the hub and a file in it.
    Dataset,
    /// The same of a space.
    Space,
    /// The text is a key in a bucket that is not known.
    Unknown,
}

/// The address of what a text names in a store; nothing where that is no file of weights.
pub(super) fn named(store: Store, text: &Text) -> Option<Named> {
    let whole = text.whole()?;
    let address = match store {
        Store::Amazon => {
            let (bucket, key) = whole.split_once('/')?;
            format!("https://{bucket}.s3.amazonaws.com/{}", plain(key))
        }
        Store::Google => {
            let whole = whole.strip_prefix("projects/_/buckets/").unwrap_or(&whole);
            format!("https://storage.googleapis.com/{}", plain(whole))
        }
        Store::Azure => {
            if let Some((scheme, rest)) = whole.split_once("://") {
                format!("{scheme}://{}", rest.replace("//", "/"))
            } else {
                let (account, blob) = whole.split_once('/')?;
                format!("https://{account}.blob.core.windows.net/{blob}")
            }
        }
        Store::Server => {
            let (scheme, rest) = whole.split_once("://")?;
            let rest: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
            // The two ways to write an address of Amazon.
            if let ["s3.amazonaws.com", bucket, key @ ..] = &rest[..] {
                format!("https://{bucket}.s3.amazonaws.com/{}", key.join("/"))
            } else {
                format!("{scheme}://{}", rest.join("/"))
            }
        }
        Store::Hub => {
            let (owner, rest) = whole.split_once('/')?;
            let (name, file) = rest.split_once('/')?;
            format!("https://huggingface.co/{owner}/{name}/resolve/main/{file}")
        }
        Store::Dataset | Store::Space => {
            let kind = if store == Store::Dataset {
                "datasets"
            } else {
                "spaces"
            };
            let whole = whole.strip_prefix("datasets/").unwrap_or(&whole);
            let (owner, rest) = whole.split_once('/')?;
            let (name, file) = rest.split_once('/')?;
            format!("https://huggingface.co/{kind}/{owner}/{name}/resolve/main/{file}")
        }
        Store::Scheme => {
            let (scheme, rest) = whole.split_once("://")?;
            let store = match scheme {
                "s3" | "s3a" => Store::Amazon,
                "gs" => Store::Google,
                _ => return url::named(&whole),
            };
            return named(store, &Text::known(rest, text.origin()?));
        }
        Store::Unknown => return None,
    };
    url::named(&address)
}

/// A path without empty parts, as a root of `/` leaves them.
fn plain(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

/// Whether what a text names may be a file of weights: by its end, or where the name of the key is open, because the
/// code around it calls it a model.
pub(super) fn is_open(crate_ir: &Crate, at: NodeRef, text: &Text) -> bool {
    let shown = text.shown();
    let file = shown.rsplit('/').next().unwrap_or_default();
    is_weight_name(file) || file == "{}" && binding_names::is_called_model(crate_ir, at)
}
