//! YAML that others wrote: within a budget, with every repeated key seen, and with numbers kept as they are written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::NonFiniteFloatPolicy;
use serde_saphyr::{DuplicateKeyPolicy, Spanned};

/// A value.
#[derive(Debug)]
pub(super) enum Node {
    /// A text.
    Text(String),
    /// A number or truth value, which only its source spells as it was written.
    Scalar,
    /// Nothing.
    Null,
    /// A list.
    List(Vec<Spanned<Node>>),
    /// A mapping, repeated keys included.
    Map(Vec<(String, Spanned<Node>)>),
}

/// A document with access to the source text of its values.
#[derive(Debug)]
pub(super) struct Document<'a> {
    source: &'a str,
    pub(super) entries: Vec<(String, Spanned<Node>)>,
}

impl<'a> Document<'a> {
    /// Reads a mapping. Nothing at all is an empty one.
    ///
    /// # Errors
    ///
    /// The error, with the line.
    pub(super) fn parse(source: &'a str) -> Result<Self, String> {
        let options = serde_saphyr::options! {
            budget: serde_saphyr::budget! { max_nodes: 20_000, max_aliases: 100, max_depth: 64 },
            duplicate_keys: DuplicateKeyPolicy::PassThrough,
            strict_booleans: true,
            non_finite_float_policy: NonFiniteFloatPolicy::AsString,
            reject_unsupported_tags: true,
        };
        let read: Result<Spanned<Node>, _> = serde_saphyr::from_str_with_options(source, options);
        match read.map(|node| node.value) {
            Ok(Node::Map(entries)) => Ok(Self { source, entries }),
            Ok(Node::Null) => Ok(Self {
                source,
                entries: Vec::new(),
            }),
            Ok(_) => Err("is no mapping of keys to values".to_owned()),
            Err(error) => Err(error.without_snippet().to_string()),
        }
    }

    /// Every value of a key.
    pub(super) fn all<'b>(&'b self, key: &'b str) -> impl Iterator<Item = &'b Spanned<Node>> {
        self.entries
            .iter()
            .filter(move |(known, _)| known == key)
            .map(|(_, value)| value)
    }

    /// The text of a value that is one; a number as it is written.
    pub(super) fn text(&self, node: &Spanned<Node>) -> Option<String> {
        match &node.value {
            Node::Text(text) => Some(text.trim().to_owned()),
            Node::Scalar => {
                let span = node.defined.span();
                let start = usize::try_from(span.byte_offset()?).ok()?;
                let length = usize::try_from(span.byte_len()?).ok()?;
                self.source
                    .get(start..start.checked_add(length)?)
                    .map(|text| text.trim().to_owned())
            }
            Node::Null | Node::List(_) | Node::Map(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = seq.next_element()? {
            list.push(node);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}
