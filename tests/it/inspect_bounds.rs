//! What readers may cost: bytes that are read are counted, and no file, damaged in whatever way, breaks a reader.
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use cargo_deny_models::card;
use deny_models::evidence::header::{self, Format, Header};
use proptest::prelude::*;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const TIB: u64 = MIB * MIB;

/// A file that may be larger than any disk: some bytes at its start and end, zeros between; it counts what is read.
struct Vast {
    start: Vec<u8>,
    end: Vec<u8>,
    len: u64,
    at: u64,
    read: Rc<Cell<u64>>,
}

impl Vast {
    fn new(start: Vec<u8>, len: u64, end: Vec<u8>) -> (Self, Rc<Cell<u64>>) {
        let read = Rc::new(Cell::new(0));
        (
            Self {
                start,
                end,
                len,
                at: 0,
                read: Rc::clone(&read),
            },
            read,
        )
    }

    fn byte(&self, at: u64) -> u8 {
        let tail = self.len - self.end.len() as u64;
        let index = |at: u64| usize::try_from(at).expect("small");
        if at >= tail {
            self.end[index(at - tail)]
        } else {
            self.start
                .get(usize::try_from(at).unwrap_or(usize::MAX))
                .copied()
                .unwrap_or(0)
        }
    }
}

impl Read for Vast {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let size = buffer.len().min(left);
        for slot in &mut buffer[..size] {
            *slot = self.byte(self.at);
            self.at += 1;
        }
        self.read.set(self.read.get() + size as u64);
        Ok(size)
    }
}

impl Seek for Vast {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// The header of a file, and how many bytes it took.
fn cost(name: &str, start: Vec<u8>, len: u64, end: Vec<u8>) -> (Header, u64) {
    let (file, read) = Vast::new(start, len, end);
    let header = header::read(name, file);
    (header, read.get())
}

fn license(header: &Header) -> Option<&str> {
    header
        .single_license()
        .filter(|_| header.is_readable())
        .map(|stated| stated.value.as_str())
}

fn gguf_text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}

fn gguf_pair(out: &mut Vec<u8>, key: &str, value: &str) {
    gguf_text(out, key);
    out.extend(8_u32.to_le_bytes());
    gguf_text(out, value);
}

fn gguf_start(pairs: u64) -> Vec<u8> {
    let mut out = b"GGUF\x03\0\0\0".to_vec();
    out.extend(0_u64.to_le_bytes());
    out.extend(pairs.to_le_bytes());
    out
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 0x7f {
        out.push(u8::try_from(value & 0x7f).expect("seven bits") | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).expect("seven bits"));
    out
}

fn field(number: u64, body: &[u8]) -> Vec<u8> {
    [
        varint(number << 3 | 2),
        varint(body.len() as u64),
        body.to_vec(),
    ]
    .concat()
}

#[test]
fn no_weights_are_read() {
    // GGUF: an array of 2^38 floats in front of the licence.
    let mut start = gguf_start(2);
    gguf_text(&mut start, "tokenizer.scores");
    start.extend(9_u32.to_le_bytes());
    start.extend(6_u32.to_le_bytes());
    start.extend((TIB / 4).to_le_bytes());
    let mut end = Vec::new();
    gguf_pair(&mut end, "general.license", "mit");
    let len = start.len() as u64 + TIB + end.len() as u64;
    let (header, read) = cost("x.gguf", start, len, end);
    assert_eq!(license(&header), Some("mit"));
    assert!(read <= 64 * KIB, "{read}");

    // safetensors: a header, then a tensor of a tebibyte.
    let json = format!(
        r#"{{"__metadata__":{{"modelspec.license":"mit"}},"w":{{"dtype":"U8","shape":[1],"data_offsets":[0,{TIB}]}}}}"#
    );
    let start = [&(json.len() as u64).to_le_bytes()[..], json.as_bytes()].concat();
    let len = start.len() as u64 + TIB;
    let (header, read) = cost("x.safetensors", start, len, Vec::new());
    assert_eq!((license(&header), header.problems.len()), (Some("mit"), 0));
    assert!(read <= 64 * KIB, "{read}");

    // ONNX and Core ML: the weights stand in a field in the middle.
    let entry = field(14, &[field(1, b"model_license"), field(2, b"mit")].concat());
    let metadata = field(2, &field(100, &field(4, b"mit")));
    for (name, front, number, end) in [
        ("x.onnx", vec![8, 10], 7, entry),
        (
            "x.mlmodel",
            [vec![8, 4], metadata].concat(),
            500,
            Vec::new(),
        ),
    ] {
        let start = [front, varint(number << 3 | 2), varint(TIB)].concat();
        let len = start.len() as u64 + TIB + end.len() as u64;
        let (header, read) = cost(name, start, len, end);
        assert_eq!(
            (license(&header), header.problems.len()),
            (Some("mit"), 0),
            "{name}"
        );
        assert!(read <= 64 * KIB, "{name}: {read}");
    }
}

#[test]
fn a_hostile_header_of_a_mebibyte_is_read_about_once() {
    let twice = 2 * MIB + 256 * KIB;
    // Many keys, many short texts, and deep lists.
    let mut keys = gguf_start(30_000);
    for at in 0..30_000 {
        gguf_pair(&mut keys, "general.license", &format!("l-{at}"));
    }
    let mut texts = gguf_start(1);
    gguf_text(&mut texts, "tokenizer.tokens");
    texts.extend([9_u32.to_le_bytes(), 8_u32.to_le_bytes()].concat());
    texts.extend((MIB / 8).to_le_bytes());
    texts.resize(texts.len() + usize::try_from(MIB).expect("small"), 0);
    let mut lists = gguf_start(1);
    gguf_text(&mut lists, "tokenizer.deep");
    for _ in 0..80_000 {
        lists.extend(
            [
                9_u32.to_le_bytes().to_vec(),
                9_u32.to_le_bytes().to_vec(),
                1_u64.to_le_bytes().to_vec(),
            ]
            .concat(),
        );
    }
    let json = |body: String| [&(body.len() as u64).to_le_bytes()[..], body.as_bytes()].concat();
    let many = (0..40_000).fold(String::new(), |out, at| {
        out + &format!(r#""{at}.license":"l-{at}","#)
    });
    let deep = format!(r#"{{"a":{}"#, "[".repeat(1 << 20));
    let fields = [8, 10]
        .into_iter()
        .chain([0x12, 0].into_iter().cycle().take(1 << 20))
        .collect();
    for (name, bytes) in [
        ("keys.gguf", keys),
        ("texts.gguf", texts),
        ("lists.gguf", lists),
        (
            "many.safetensors",
            json(format!(r#"{{"__metadata__":{{{many}"x":"y"}}}}"#)),
        ),
        ("deep.safetensors", json(deep)),
        ("fields.onnx", fields),
    ] {
        let len = bytes.len() as u64;
        let (_, read) = cost(name, bytes, len, Vec::new());
        assert!(read <= twice, "{name}: {read}");
    }
}

#[test]
fn lengths_do_not_become_allocations() {
    // Each would allocate more memory than there is, if the reader trusted it.
    let mut huge_text = gguf_start(1);
    gguf_text(&mut huge_text, "general.license");
    huge_text.extend(8_u32.to_le_bytes());
    huge_text.extend((TIB / 2).to_le_bytes());
    let (header, read) = cost("x.gguf", huge_text, TIB, Vec::new());
    // The file does hold that many bytes, so the text is leapt over and reported.
    assert_eq!(license(&header), None);
    assert!(!header.problems.is_empty() && read <= 64 * KIB, "{read}");

    let (header, read) = cost(
        "x.safetensors",
        (24_000_000_u64).to_le_bytes().to_vec(),
        TIB,
        Vec::new(),
    );
    assert!(!header.is_readable() && read <= 64 * KIB, "{read}");

    let big = [varint(14 << 3 | 2), varint(TIB / 2)].concat();
    let (header, read) = cost("x.onnx", [vec![8, 10], big].concat(), TIB, Vec::new());
    assert!(!header.problems.is_empty() && read <= 64 * KIB, "{read}");

    let mut end =
        b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0".to_vec();
    end.splice(0..0, b"PK\x06\x06".iter().copied().chain([0xff; 72]));
    let (header, read) = cost("x.pt", b"PK\x03\x04".to_vec(), TIB, end);
    assert!(!header.is_readable() && read <= 512 * KIB, "{read}");
}

#[test]
fn a_zip_beyond_four_gibibytes_is_listed() {
    let name = b"archive/data.pkl";
    let mut local = b"PK\x03\x04".to_vec();
    local.resize(30, 0);
    local[26] = u8::try_from(name.len()).expect("short");
    local.extend(name);
    let mut directory = b"PK\x01\x02".to_vec();
    directory.resize(46, 0);
    directory[28] = u8::try_from(name.len()).expect("short");
    directory.extend(name);
    let size = directory.len() as u64;
    let offset = 8 * TIB;
    let mut end = directory;
    let mut record = b"PK\x06\x06".to_vec();
    record.resize(32, 0);
    for value in [1, size, offset] {
        record.extend(u64::to_le_bytes(value));
    }
    end.extend(record);
    end.extend(b"PK\x06\x07");
    end.extend([0; 16]);
    end.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    let (header, read) = cost("x.pt", local, offset + end.len() as u64, end);
    assert_eq!(
        (header.format, header.problems),
        (Format::PytorchZip, Vec::new())
    );
    assert!(read <= 256 * KIB, "{read}");
}

/// Every small fixture, by path.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    fn walk(dir: &Path, out: &mut Vec<(String, Vec<u8>)>) {
        let mut entries: Vec<_> = std::fs::read_dir(dir)
            .expect("listed")
            .map(|entry| entry.expect("listed").path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, out);
            } else {
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                out.push((name, std::fs::read(path).expect("read")));
            }
        }
    }
    let mut out = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"),
        &mut out,
    );
    out
}

/// Reads bytes by every reader; bytes read are bounded by the size of the file and what a leap backwards may cost.
fn all_readers(name: &str, bytes: &[u8]) {
    let len = bytes.len() as u64;
    let (header, read) = cost(name, bytes.to_vec(), len, Vec::new());
    let most = if header.format == Format::Tflite {
        64 * MIB
    } else {
        8 * len + 512 * KIB
    };
    assert!(read <= most, "{name}: {read} bytes read of {len}");
    let parts = header.to_claim_parts();
    assert!(header.states_license() || parts.unreadable.is_some() && parts.license.is_none());
    let card = card::read_card(bytes);
    let _ = (card.to_claim_parts(), card::read_merge_config(bytes));
    for format in [
        Format::AdapterConfig,
        Format::ModelConfig,
        Format::PipelineIndex,
        Format::ShardIndex,
    ] {
        let _ = card::read_sidecar(format, bytes, None).to_claim_parts();
    }
}

const NAMES: [&str; 9] = [
    "x.gguf",
    "x.safetensors",
    "x.onnx",
    "x.tflite",
    "x.mlmodel",
    "x.pt",
    "x.task",
    "x.bin",
    "x",
];

#[test]
fn every_fixture_is_cheap_for_every_reader() {
    for (name, bytes) in fixtures() {
        all_readers(&name, &bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(
        mark in prop::sample::select(vec![&b""[..], b"GGUF\x03\0\0\0", b"\x20\0\0\0\0\0\0\0{", b"\x08\x0a:", b"PK\x03\x04", b"\x10\0\0\0TFL3", b"---\n", b"\x80\x02}"]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
        name in prop::sample::select(NAMES.to_vec()),
    ) {
        all_readers(name, &[mark, &rest].concat());
    }

    #[test]
    fn damaged_fixtures_never_break_a_reader(
        pick in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
        twice in any::<bool>(),
    ) {
        let all = fixtures();
        let (name, bytes) = pick.get(&all);
        let mut bytes = bytes.clone();
        if !bytes.is_empty() {
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            if twice {
                bytes.extend(bytes.clone());
            }
        }
        all_readers(name, &bytes);
    }
}
