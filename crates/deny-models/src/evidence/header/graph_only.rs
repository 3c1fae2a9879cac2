//! Model files that provably hold no weights: a graph of operators whose inputs all come from the caller, as a runtime
//! ships one to copy a tensor from device to device.
//!
//! The proof is a list of what may be there. A field that is not on the list, a list of numbers that is longer than the
//! axes of a tensor, a sub-graph, an operator of a vendor (which may hold a compiled network or the path of one) or a
//! file that is larger than such graphs are: each ends it, and the file counts as weights.

use std::io::{Read, Seek};

use super::flat::{Table, element, root};
use super::input::{Fault, Input};
use super::proto::{Body, Field, Fields, text};

/// Larger files are not looked at: without weights a graph is small.
const MAX_FILE: u64 = 16 * 1024;
const MAX_NODES: u64 = 64;
/// The mode of an operator is a word.
const MAX_WORD: u64 = 64;
/// Axes, a permutation or the paddings of a tensor.
const MAX_INTS: u64 = 16;
/// Operators that make tensors from their attributes, or from nothing.
const MAKERS: [&str; 8] = [
    "Constant",
    "ConstantOfShape",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
    "EyeLike",
    "Bernoulli",
];

/// Whether a file is a graph of ONNX or of ONNX Runtime without any weights. What cannot be read proves nothing.
pub fn is_graph_only<R: Read + Seek>(file: R) -> bool {
    let proven = |mut input: Input<R>| {
        if input.len() > MAX_FILE {
            return Ok(false);
        }
        match input.head::<8>()?.get(4..8) {
            Some(b"ORTM") => ort(&mut input),
            _ => onnx(&mut input),
        }
    };
    Input::new(file).and_then(proven).unwrap_or(false)
}

/// Whether an operator computes from its inputs alone.
fn is_pure(domain: &str, operator: &str) -> bool {
    ["", "ai.onnx"].contains(&domain) && !operator.is_empty() && !MAKERS.contains(&operator)
}

/// Fields of `ModelProto`.
fn onnx<R: Read + Seek>(input: &mut Input<R>) -> Result<bool, Fault> {
    let mut nodes = 0;
    let mut model = Fields::new(0, input.len());
    while let Some(Field { number, body }) = model.next(input)? {
        let fits = match (number, body) {
            // Version of the format and of the model, opsets, producer, domain, description.
            (1 | 5, Body::Number(_)) | (2..=4 | 6 | 8, Body::Part { .. }) => true,
            (7, Body::Part { start, end }) => {
                onnx_graph(input, Fields::new(start, end), &mut nodes)?
            }
            _ => false,
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok((1..=MAX_NODES).contains(&nodes))
}

/// Fields of `GraphProto`.
fn onnx_graph<R: Read + Seek>(
    input: &mut Input<R>,
    mut graph: Fields,
    nodes: &mut u64,
) -> Result<bool, Fault> {
    while let Some(Field { number, body }) = graph.next(input)? {
        let fits = match (number, body) {
            (1, Body::Part { start, end }) => {
                *nodes += 1;
                onnx_node(input, Fields::new(start, end))?
            }
            // Name and description, inputs, outputs and the types of what lies between.
            (2 | 10..=13, Body::Part { .. }) => true,
            _ => false,
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Fields of `NodeProto`.
fn onnx_node<R: Read + Seek>(input: &mut Input<R>, mut node: Fields) -> Result<bool, Fault> {
    let (mut domain, mut operator) = (String::new(), String::new());
    while let Some(Field { number, body }) = node.next(input)? {
        let fits = match (number, body) {
            // Inputs, outputs, name and description.
            (1..=3 | 6, Body::Part { .. }) => true,
            (4 | 7, _) => match text(input, body)? {
                Ok(word) if number == 4 => {
                    operator = word;
                    true
                }
                Ok(word) => {
                    domain = word;
                    true
                }
                Err(_) => false,
            },
            (5, Body::Part { start, end }) => onnx_attribute(input, Fields::new(start, end))?,
            _ => false,
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(is_pure(&domain, &operator))
}

/// Fields of `AttributeProto`.
fn onnx_attribute<R: Read + Seek>(
    input: &mut Input<R>,
    mut attribute: Fields,
) -> Result<bool, Fault> {
    let mut ints = 0;
    while let Some(Field { number, body }) = attribute.next(input)? {
        let fits = match (number, body) {
            // One float, one integer, the type; name and description.
            (2 | 3 | 20, Body::Number(_)) | (1 | 13, Body::Part { .. }) => true,
            (4, Body::Part { start, end }) => end - start <= MAX_WORD,
            (8, Body::Number(_)) => {
                ints += 1;
                true
            }
            // A number takes one byte at least.
            (8, Body::Part { start, end }) => {
                ints += end - start;
                true
            }
            _ => false,
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(ints <= MAX_INTS)
}

/// The tables of ONNX Runtime's schema, each with the fields that may be there; those of a later schema may hold
/// anything.
mod slot {
    pub(super) const SESSION: [u16; 3] = [0, 1, 3];
    pub(super) const MODEL: u16 = 1;
    pub(super) const OF_MODEL: [u16; 9] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    pub(super) const GRAPH: u16 = 7;
    /// Types and names of what flows, nodes, edges, inputs and outputs.
    pub(super) const OF_GRAPH: [u16; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
    pub(super) const INITIALIZERS: [u16; 2] = [0, 7];
    pub(super) const NODES: u16 = 2;
    pub(super) const OF_NODE: [u16; 13] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    pub(super) const DOMAIN: u16 = 2;
    pub(super) const OPERATOR: u16 = 5;
    /// Whether the node stands for several that were compiled into one.
    pub(super) const FUSED: u16 = 6;
    pub(super) const ATTRIBUTES: u16 = 10;
    pub(super) const OF_ATTRIBUTE: [u16; 13] = OF_NODE;
    pub(super) const WORD: u16 = 5;
    pub(super) const INTS: u16 = 9;
    /// A tensor and a graph.
    pub(super) const VALUES: [u16; 2] = [6, 7];
    /// Floats, texts, tensors and graphs.
    pub(super) const LISTS: [u16; 4] = [8, 10, 11, 12];
}

fn ort<R: Read + Seek>(input: &mut Input<R>) -> Result<bool, Fault> {
    let session = root(input)?;
    if !session.has_only(input, &slot::SESSION)? {
        return Ok(false);
    }
    let Some(model) = session.table(input, slot::MODEL)? else {
        return Ok(false);
    };
    if !model.has_only(input, &slot::OF_MODEL)? {
        return Ok(false);
    }
    let Some(graph) = model.table(input, slot::GRAPH)? else {
        return Ok(false);
    };
    if !graph.has_only(input, &slot::OF_GRAPH)? || !are_empty(input, graph, &slot::INITIALIZERS)? {
        return Ok(false);
    }
    let (start, count) = graph.vector(input, slot::NODES, 4)?.unwrap_or_default();
    if !(1..=MAX_NODES).contains(&count) {
        return Ok(false);
    }
    for index in 0..count {
        let node = element(input, start, index)?;
        if !ort_node(input, node)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn ort_node<R: Read + Seek>(input: &mut Input<R>, node: Table) -> Result<bool, Fault> {
    let domain = node.text(input, slot::DOMAIN, MAX_WORD)?;
    let operator = node.text(input, slot::OPERATOR, MAX_WORD)?;
    let (Ok(domain), Some(Ok(operator))) = (domain.unwrap_or(Ok(String::new())), operator) else {
        return Ok(false);
    };
    if !node.has_only(input, &slot::OF_NODE)?
        || !is_pure(&domain, &operator)
        || node.number(input, slot::FUSED)? != 0
    {
        return Ok(false);
    }
    let (start, count) = node.vector(input, slot::ATTRIBUTES, 4)?.unwrap_or_default();
    for index in 0..count {
        let attribute = element(input, start, index)?;
        if !ort_attribute(input, attribute)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn ort_attribute<R: Read + Seek>(input: &mut Input<R>, attribute: Table) -> Result<bool, Fault> {
    if !attribute.has_only(input, &slot::OF_ATTRIBUTE)? {
        return Ok(false);
    }
    for value in slot::VALUES {
        if attribute.field(input, value)?.is_some() {
            return Ok(false);
        }
    }
    let (_, word) = attribute.vector(input, slot::WORD, 1)?.unwrap_or_default();
    let (_, ints) = attribute.vector(input, slot::INTS, 8)?.unwrap_or_default();
    Ok(word <= MAX_WORD && ints <= MAX_INTS && are_empty(input, attribute, &slot::LISTS)?)
}

/// Whether lists are left out or have nothing in them.
fn are_empty<R: Read + Seek>(
    input: &mut Input<R>,
    table: Table,
    lists: &[u16],
) -> Result<bool, Fault> {
    for list in lists {
        if table
            .vector(input, *list, 4)?
            .is_some_and(|(_, count)| count > 0)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn holds_none(bytes: &[u8]) -> bool {
        is_graph_only(Cursor::new(bytes))
    }

    /// A field of a protobuf that holds bytes.
    fn part(number: u8, body: &[u8]) -> Vec<u8> {
        let length = u8::try_from(body.len()).expect("short");
        assert!(number < 16 && length < 128);
        [&[number << 3 | 2, length], body].concat()
    }

    /// A field of a number below 32 and above 15, as a tag of two bytes.
    fn far(number: u8, body: &[u8]) -> Vec<u8> {
        let length = u8::try_from(body.len()).expect("short");
        [&[(number & 15) << 3 | 0x82, number >> 4, length], body].concat()
    }

    fn node(operator: &str, more: &[u8]) -> Vec<u8> {
        part(1, &[part(4, operator.as_bytes()), more.to_vec()].concat())
    }

    fn model(graph: &[u8], more: &[u8]) -> Vec<u8> {
        [&[0x08, 0x08], &part(7, graph)[..], more].concat()
    }

    #[test]
    fn a_graph_of_operators_holds_no_weights() {
        let attribute = |value: &[u8]| part(5, &[part(1, b"a"), value.to_vec()].concat());
        for graph in [
            node("Identity", &[]),
            node("Identity", &part(7, b"ai.onnx")),
            node("Transpose", &attribute(&part(8, &[0, 2, 1, 3]))),
            node("Transpose", &attribute(&[0x40, 0, 0x40, 1])),
            node("LeakyRelu", &attribute(&[0x15, 0, 0, 0, 0x3f])),
            node("Resize", &attribute(&part(4, b"nearest"))),
            [
                node("Relu", &[]),
                part(2, b"g"),
                part(11, b""),
                part(13, b""),
            ]
            .concat(),
        ] {
            assert!(holds_none(&model(&graph, &[])), "{graph:?}");
        }
        let about = [part(2, b"tool"), part(8, &[0x10, 20])].concat();
        assert!(holds_none(&model(&node("Relu", &[]), &about)));
    }

    #[test]
    fn whatever_may_hold_weights_counts_as_weights() {
        let attribute = |value: &[u8]| part(5, &[part(1, b"a"), value.to_vec()].concat());
        let relu = node("Relu", &[]);
        let with = |more: Vec<u8>| [relu.clone(), more].concat();
        for graph in [
            // Nothing that computes.
            vec![],
            part(2, b"g"),
            // Initializers, sparse ones and scales of quantized tensors.
            with(part(5, &part(9, b"\0\0\x80\x3f"))),
            with(part(15, b"")),
            with(part(14, b"")),
            // What nobody knows.
            with(part(9, b"")),
            with(far(17, b"")),
            node("Constant", &attribute(&[0x15, 0, 0, 0, 0x3f])),
            node("RandomNormal", &[]),
            node("", &[]),
            node("EPContext", &part(7, b"com.microsoft")),
            // A tensor, a graph, lists of floats, texts, tensors, graphs, sparse tensors.
            node("If", &attribute(&part(5, b""))),
            node("If", &attribute(&part(6, b""))),
            node("TreeEnsemble", &attribute(&part(7, &[0; 8]))),
            node("TreeEnsemble", &attribute(&part(9, b"x"))),
            node("If", &attribute(&part(10, b""))),
            node("If", &attribute(&part(11, b""))),
            node("If", &attribute(&far(22, b""))),
            node("If", &attribute(&far(23, b""))),
            // Too many integers, in both writings, and a word that is none.
            node("Pad", &attribute(&part(8, &[1; 17]))),
            node("Pad", &attribute(&[0x40, 1].repeat(17))),
            node("Pad", &attribute(&part(4, &[b'x'; 65]))),
        ] {
            assert!(!holds_none(&model(&graph, &[])), "{graph:?}");
        }
        // Properties, graphs of a training, functions.
        for more in [part(14, b""), far(20, b""), far(25, b"")] {
            assert!(!holds_none(&model(&relu, &more)), "{more:?}");
        }
        let nodes: Vec<u8> = (0..65).flat_map(|_| model(&relu, &[])).collect();
        assert!(!holds_none(&nodes));
        assert!(holds_none(&nodes[..nodes.len() / 65 * 64]));
        assert!(!holds_none(&model(&relu, &part(6, b"x").repeat(6000))));
        for bytes in [&b""[..], b"\x08", b"\x08\x08\x3a\x7f", b"not a model"] {
            assert!(!holds_none(bytes));
        }
    }

    /// What stands in a field of a table.
    #[derive(Clone, Debug)]
    enum Value {
        Number(u32),
        Text(&'static str),
        /// A list of that many values of eight bytes.
        Wide(u32),
        Tables(Vec<Fields>),
        Table(Fields),
    }
    type Fields = Vec<(u16, Value)>;

    fn put(bytes: &mut [u8], place: usize, target: usize) {
        let by = u32::try_from(target - place).expect("small");
        bytes[place..place + 4].copy_from_slice(&by.to_le_bytes());
    }

    /// Writes a table and what it points to, and gives its place.
    fn write(bytes: &mut Vec<u8>, fields: &Fields) -> usize {
        let slots = fields.iter().map(|(slot, _)| slot + 1).max().unwrap_or(0);
        let layout = bytes.len();
        bytes.extend((4 + 2 * slots).to_le_bytes());
        bytes.extend((4 + 4 * slots).to_le_bytes());
        for slot in 0..slots {
            let there = fields.iter().any(|(field, _)| *field == slot);
            bytes.extend((if there { 4 + 4 * slot } else { 0 }).to_le_bytes());
        }
        let table = bytes.len();
        bytes.extend(u32::try_from(table - layout).expect("small").to_le_bytes());
        bytes.resize(bytes.len() + 4 * usize::from(slots), 0);
        for (slot, value) in fields {
            let place = table + 4 + 4 * usize::from(*slot);
            let end = bytes.len();
            match value {
                Value::Number(number) => {
                    bytes[place..place + 4].copy_from_slice(&number.to_le_bytes());
                }
                Value::Text(text) => {
                    bytes.extend(u32::try_from(text.len()).expect("short").to_le_bytes());
                    bytes.extend(text.as_bytes());
                    put(bytes, place, end);
                }
                Value::Wide(count) => {
                    bytes.extend(count.to_le_bytes());
                    bytes.resize(bytes.len() + 8 * *count as usize, 1);
                    put(bytes, place, end);
                }
                Value::Tables(tables) => {
                    bytes.extend(u32::try_from(tables.len()).expect("few").to_le_bytes());
                    bytes.resize(bytes.len() + 4 * tables.len(), 0);
                    for (at, fields) in tables.iter().enumerate() {
                        let child = write(bytes, fields);
                        put(bytes, end + 4 + 4 * at, child);
                    }
                    put(bytes, place, end);
                }
                Value::Table(fields) => {
                    let child = write(bytes, fields);
                    put(bytes, place, child);
                }
            }
        }
        table
    }

    fn session(node: Fields, graph: Fields, model: Fields, session: Fields) -> Vec<u8> {
        let graph = [vec![(2, Value::Tables(vec![node]))], graph].concat();
        let model = [vec![(7, Value::Table(graph))], model].concat();
        let session = [
            vec![(0, Value::Text("6")), (1, Value::Table(model))],
            session,
        ]
        .concat();
        let mut bytes = b"\0\0\0\0ORTM".to_vec();
        let root = write(&mut bytes, &session);
        put(&mut bytes, 0, root);
        bytes
    }

    fn identity(more: Fields) -> Fields {
        [vec![(5, Value::Text("Identity"))], more].concat()
    }

    fn with_attribute(value: (u16, Value)) -> Fields {
        let fields = vec![(0, Value::Text("a")), value];
        identity(vec![(10, Value::Tables(vec![fields]))])
    }

    #[test]
    fn what_onnx_runtime_writes_is_read_in_the_same_way() {
        let none = || vec![vec![]; 3];
        let proven = |node: Fields, rest: Vec<Fields>| {
            let [graph, model, of_session] = rest.try_into().expect("three");
            holds_none(&session(node, graph, model, of_session))
        };
        assert!(proven(identity(vec![]), none()));
        for value in [
            (3, Value::Number(7)),
            (5, Value::Text("nearest")),
            (9, Value::Wide(4)),
            (11, Value::Tables(vec![])),
        ] {
            assert!(proven(with_attribute(value), none()));
        }
        let empty = vec![(0, Value::Tables(vec![])), (7, Value::Tables(vec![]))];
        assert!(proven(identity(vec![]), vec![empty, vec![], vec![]]));
        let resolver = vec![(3, Value::Table(vec![]))];
        assert!(proven(identity(vec![]), vec![vec![], vec![], resolver]));

        // A tensor, a graph, floats, too many integers, texts, tensors, graphs, and a field to come.
        for value in [
            (6, Value::Table(vec![])),
            (7, Value::Table(vec![])),
            (8, Value::Wide(1)),
            (9, Value::Wide(17)),
            (10, Value::Tables(vec![vec![]])),
            (11, Value::Tables(vec![vec![]])),
            (12, Value::Tables(vec![vec![]])),
            (13, Value::Number(1)),
        ] {
            let slot = value.0;
            assert!(!proven(with_attribute(value), none()), "{slot}");
        }
        for node in [
            vec![],
            vec![(5, Value::Text("Constant"))],
            identity(vec![(2, Value::Text("com.microsoft"))]),
            identity(vec![(6, Value::Number(1))]),
            identity(vec![(13, Value::Number(1))]),
        ] {
            assert!(!proven(node, none()));
        }
        for (at, slot) in [
            (0, 0),
            (0, 7),
            (0, 8),
            (0, 9),
            (1, 9),
            (1, 10),
            (2, 2),
            (2, 4),
        ] {
            let mut rest = none();
            rest[at] = vec![(slot, Value::Tables(vec![vec![]]))];
            assert!(!proven(identity(vec![]), rest), "{at} {slot}");
        }
        let whole = session(identity(vec![]), vec![], vec![], vec![]);
        for end in 0..whole.len() {
            let cut = holds_none(&whole[..end]);
            assert!(!cut || end + 4 > whole.len(), "{end}");
        }
    }
}
