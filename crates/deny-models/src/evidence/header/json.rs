//! JSON, read as a stream: requested values are kept, the rest is checked and dropped, and every entry of an object is
//! seen, for the value that a repeated key hides may be the licence.
//!
//! As strict as `serde_json`, beside which tests hold it, and bounded: values lie no deeper than [`MAX_DEPTH`], and
//! nothing is allocated that is not there to be read.

use std::fmt;
use std::io::{self, BufRead};

/// Objects and lists inside each other.
const MAX_DEPTH: usize = 127;

/// Why reading stopped.
#[derive(Debug)]
pub(super) struct Damage {
    /// Bytes of the JSON before the fault.
    pub at: u64,
    /// What is wrong, without a full stop.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

/// A stream of JSON.
#[derive(Debug)]
pub(super) struct Json<R> {
    from: R,
    at: u64,
    depth: usize,
    /// The text or number that was read last.
    token: Vec<u8>,
}

/// A value, with all entries of its objects in their order.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Object(Entries),
}

/// The entries of an object in their order, repeated keys included.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries(pub(super) Vec<(String, Value)>);

impl Value {
    /// The text, of one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The entries of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Entries> {
        match self {
            Self::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a key of an object; where it is repeated the last, which most readers see.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let mut entries = self.as_object()?.0.iter().rev();
        entries
            .find(|(known, _)| known == key)
            .map(|(_, value)| value)
    }
}

impl Entries {
    /// Every entry, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &(String, Value)> {
        self.0.iter()
    }

    /// Reads an object.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut json = Json::new(bytes);
        let read = json.entries();
        let read = read.and_then(|entries| json.end().map(|()| entries));
        read.map_err(|damage| damage.to_string())
    }

    /// Every value of a key.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0
            .iter()
            .filter(move |(known, _)| known == key)
            .map(|(_, value)| value)
    }
}

impl<R: BufRead> Json<R> {
    /// Reads from here on.
    pub(super) fn new(from: R) -> Self {
        Self {
            from,
            at: 0,
            depth: 0,
            token: Vec::new(),
        }
    }

    /// An object; `entry` is called after each key and reads its value.
    pub(super) fn object(
        &mut self,
        mut entry: impl FnMut(&mut Self, String) -> Result<(), Damage>,
    ) -> Result<(), Damage> {
        self.open(b'{', "an object")?;
        if !self.eats(b'}')? {
            loop {
                let key = self.text()?;
                self.expect(b':', "`:`")?;
                entry(self, key)?;
                if !self.eats(b',')? {
                    self.expect(b'}', "`,` or `}`")?;
                    break;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// A list; `element` reads each.
    pub(super) fn list(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), Damage>,
    ) -> Result<(), Damage> {
        self.open(b'[', "a list")?;
        if !self.eats(b']')? {
            loop {
                element(self)?;
                if !self.eats(b',')? {
                    self.expect(b']', "`,` or `]`")?;
                    break;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// A text.
    pub(super) fn text(&mut self) -> Result<String, Damage> {
        self.string()?;
        String::from_utf8(std::mem::take(&mut self.token))
            .map_err(|_| self.damage("a text that is not UTF-8"))
    }

    /// A whole number that is not negative.
    pub(super) fn whole(&mut self) -> Result<u64, Damage> {
        self.space()?;
        self.number()?;
        std::str::from_utf8(&self.token)
            .ok()
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| self.damage("no whole number that fits 64 bits"))
    }

    /// Any value.
    pub(super) fn value(&mut self) -> Result<Value, Damage> {
        Ok(match self.start()? {
            b'"' => Value::Text(self.text()?),
            b'{' => Value::Object(self.entries()?),
            b'[' => {
                let mut list = Vec::new();
                self.list(|json| {
                    list.push(json.value()?);
                    Ok(())
                })?;
                Value::List(list)
            }
            b'n' => self.word("null").map(|()| Value::Null)?,
            b't' => self.word("true").map(|()| Value::Bool(true))?,
            b'f' => self.word("false").map(|()| Value::Bool(false))?,
            _ => Value::Number(self.number()?),
        })
    }

    /// Any value; it is not kept.
    pub(super) fn skip(&mut self) -> Result<(), Damage> {
        match self.start()? {
            b'"' => {
                self.string()?;
                if std::str::from_utf8(&self.token).is_err() {
                    return Err(self.damage("a text that is not UTF-8"));
                }
                Ok(())
            }
            b'{' => self.object(|json, _| json.skip()),
            b'[' => self.list(Self::skip),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            _ => self.number().map(drop),
        }
    }

    /// That nothing but blanks follows.
    pub(super) fn end(&mut self) -> Result<(), Damage> {
        self.space()?;
        match self.peek()? {
            None => Ok(()),
            Some(_) => Err(self.damage("more after the end of the value")),
        }
    }

    /// A fault at the place.
    pub(super) fn damage(&self, what: impl Into<String>) -> Damage {
        Damage {
            at: self.at,
            what: what.into(),
        }
    }

    fn entries(&mut self) -> Result<Entries, Damage> {
        let mut entries = Vec::new();
        self.object(|json, key| {
            entries.push((key, json.value()?));
            Ok(())
        })?;
        Ok(Entries(entries))
    }

    fn open(&mut self, byte: u8, what: &str) -> Result<(), Damage> {
        self.expect(byte, what)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.damage(format!("values more than {MAX_DEPTH} deep")));
        }
        Ok(())
    }

    /// The first byte of a value.
    fn start(&mut self) -> Result<u8, Damage> {
        self.space()?;
        self.peek()?
            .ok_or_else(|| self.damage("ends where a value is expected"))
    }

    fn space(&mut self) -> Result<(), Damage> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek()? {
            self.bump();
        }
        Ok(())
    }

    fn eats(&mut self, byte: u8) -> Result<bool, Damage> {
        self.space()?;
        let there = self.peek()? == Some(byte);
        if there {
            self.bump();
        }
        Ok(there)
    }

    fn expect(&mut self, byte: u8, what: &str) -> Result<(), Damage> {
        if self.eats(byte)? {
            return Ok(());
        }
        Err(match self.peek()? {
            Some(_) => self.damage(format!("{what} is expected")),
            None => self.damage(format!("ends where {what} is expected")),
        })
    }

    fn word(&mut self, word: &str) -> Result<(), Damage> {
        for byte in word.bytes() {
            if self.peek()? != Some(byte) {
                return Err(self.damage(format!("`{word}` is expected")));
            }
            self.bump();
        }
        Ok(())
    }

    /// Reads a text into `token`, without its escapes.
    fn string(&mut self) -> Result<(), Damage> {
        self.expect(b'"', "a text")?;
        self.token.clear();
        loop {
            let plain = {
                let chunk = read(&mut self.from, self.at)?;
                let end = chunk
                    .iter()
                    .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
                let end = end.unwrap_or(chunk.len());
                self.token.extend_from_slice(&chunk[..end]);
                end
            };
            self.from.consume(plain);
            self.at += plain as u64;
            match self.peek()? {
                None => return Err(self.damage("ends within a text")),
                Some(b'"') => {
                    self.bump();
                    return Ok(());
                }
                Some(b'\\') => {
                    self.bump();
                    self.escape()?;
                }
                Some(0..0x20) => return Err(self.damage("a control character within a text")),
                // The next chunk starts here.
                Some(_) => {}
            }
        }
    }

    fn escape(&mut self) -> Result<(), Damage> {
        let char = match self.byte()? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            plain @ (b'"' | b'\\' | b'/') => char::from(plain),
            b'u' => self.unicode()?,
            _ => return Err(self.damage("an escape that JSON does not have")),
        };
        let mut bytes = [0; 4];
        self.token
            .extend_from_slice(char.encode_utf8(&mut bytes).as_bytes());
        Ok(())
    }

    /// What comes after `\u`: four digits, or two times four for a character beyond them.
    fn unicode(&mut self) -> Result<char, Damage> {
        let first = self.four()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            let paired = self.byte()? == b'\\' && self.byte()? == b'u';
            let second = if paired { self.four()? } else { 0 };
            if !(0xdc00..0xe000).contains(&second) {
                return Err(self.damage("half a surrogate pair"));
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| self.damage("half a surrogate pair"))
    }

    fn four(&mut self) -> Result<u32, Damage> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = char::from(self.byte()?).to_digit(16);
            code = code * 16 + digit.ok_or_else(|| self.damage("`\\u` without four digits"))?;
        }
        Ok(code)
    }

    /// Reads a number into `token`.
    fn number(&mut self) -> Result<f64, Damage> {
        self.token.clear();
        self.keeps(b"-")?;
        if !self.keeps(b"0")? && !self.digits()? {
            return Err(self.damage("a value is expected"));
        }
        if self.keeps(b".")? && !self.digits()? || self.keeps(b"eE")? && !self.exponent()? {
            return Err(self.damage("a number that ends too early"));
        }
        let number = std::str::from_utf8(&self.token).ok();
        let number = number.and_then(|text| text.parse::<f64>().ok());
        number
            .filter(|number| number.is_finite())
            .ok_or_else(|| self.damage("a number out of range"))
    }

    fn exponent(&mut self) -> Result<bool, Damage> {
        self.keeps(b"+-")?;
        self.digits()
    }

    /// Whether there is a digit; all of them are taken.
    fn digits(&mut self) -> Result<bool, Damage> {
        let before = self.token.len();
        while self.keeps(b"0123456789")? {}
        Ok(self.token.len() > before)
    }

    fn keeps(&mut self, any: &[u8]) -> Result<bool, Damage> {
        let Some(byte) = self.peek()?.filter(|byte| any.contains(byte)) else {
            return Ok(false);
        };
        self.token.push(byte);
        self.bump();
        Ok(true)
    }

    fn byte(&mut self) -> Result<u8, Damage> {
        let byte = self
            .peek()?
            .ok_or_else(|| self.damage("ends within a text"))?;
        self.bump();
        Ok(byte)
    }

    fn peek(&mut self) -> Result<Option<u8>, Damage> {
        Ok(read(&mut self.from, self.at)?.first().copied())
    }

    /// Past the byte that was peeked at.
    fn bump(&mut self) {
        self.from.consume(1);
        self.at += 1;
    }
}

/// The next bytes; empty at the end.
fn read<R: BufRead>(from: &mut R, at: u64) -> Result<&[u8], Damage> {
    loop {
        match from.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                let what = format!("cannot be read: {error}");
                return Err(Damage { at, what });
            }
        }
    }
    // What is buffered is given again.
    from.fill_buf().map_err(|error| Damage {
        at,
        what: format!("cannot be read: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Value, String> {
        // Small buffers, so that every token is cut somewhere.
        let mut json = Json::new(io::BufReader::with_capacity(3, bytes));
        let value = json.value().map_err(|damage| damage.to_string())?;
        json.end().map_err(|damage| damage.to_string())?;
        let mut skipped = Json::new(bytes);
        skipped.skip().map_err(|damage| damage.to_string())?;
        Ok(value)
    }

    #[test]
    fn faults_are_told_with_their_place() {
        for (text, message) in [
            ("", "ends where a value is expected at byte 0"),
            ("{", "ends where a text is expected at byte 1"),
            ("{\"a\" 1}", "`:` is expected at byte 5"),
            ("{\"a\":1,}", "a text is expected at byte 7"),
            ("[1 2]", "`,` or `]` is expected at byte 3"),
            ("[01]", "`,` or `]` is expected at byte 2"),
            ("1.", "a number that ends too early at byte 2"),
            ("1e999", "a number out of range at byte 5"),
            ("\"\u{1}\"", "a control character within a text at byte 1"),
            ("\"\\ud800\"", "half a surrogate pair at byte 8"),
            ("\"\\udc00\"", "half a surrogate pair at byte 7"),
            ("\"\\x\"", "an escape that JSON does not have at byte 3"),
            ("tru", "`true` is expected at byte 3"),
            ("1 1", "more after the end of the value at byte 2"),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(message.to_owned()), "{text}");
        }
        assert!(parse(b"\"\xff\"").is_err());
        assert!(parse(&b"[".repeat(100_000)).is_err());
    }

    #[test]
    fn every_entry_is_seen() {
        let Ok(Value::Object(entries)) = parse(br#"{"a":1,"b":{},"a":"\u00e9\ud83d\ude00"}"#)
        else {
            panic!("an object")
        };
        let seen: Vec<&Value> = entries.all("a").collect();
        assert_eq!(
            seen,
            [
                &Value::Number(1.0),
                &Value::Text("\u{e9}\u{1f600}".to_owned())
            ]
        );
    }

    mod beside_serde_json {
        use std::fmt;

        use proptest::prelude::*;
        use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

        use super::super::{Entries, Value};
        use super::parse;

        /// With all entries, as `serde_json` streams them.
        struct Theirs(Value);

        impl<'de> Deserialize<'de> for Theirs {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Any;
                impl<'de> Visitor<'de> for Any {
                    type Value = Value;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a value")
                    }
                    fn visit_unit<E>(self) -> Result<Value, E> {
                        Ok(Value::Null)
                    }
                    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                        Ok(Value::Bool(value))
                    }
                    #[expect(clippy::cast_precision_loss, reason = "the other side has floats")]
                    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                        Ok(Value::Number(value as f64))
                    }
                    #[expect(clippy::cast_precision_loss, reason = "the other side has floats")]
                    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                        Ok(Value::Number(value as f64))
                    }
                    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                        Ok(Value::Number(value))
                    }
                    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                        Ok(Value::Text(value.to_owned()))
                    }
                    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
                        let mut all = Vec::new();
                        while let Some(Theirs(value)) = list.next_element()? {
                            all.push(value);
                        }
                        Ok(Value::List(all))
                    }
                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                        let mut all = Vec::new();
                        while let Some((key, Theirs(value))) = map.next_entry()? {
                            all.push((key, value));
                        }
                        Ok(Value::Object(Entries(all)))
                    }
                }
                deserializer.deserialize_any(Any).map(Theirs)
            }
        }

        /// Floats may differ in their last digit, which nothing here reads.
        fn is_same(ours: &Value, theirs: &Value) -> bool {
            match (ours, theirs) {
                (Value::Number(ours), Value::Number(theirs)) => {
                    (ours - theirs).abs() <= ours.abs() * 1e-12
                }
                (Value::List(ours), Value::List(theirs)) => {
                    ours.len() == theirs.len()
                        && ours.iter().zip(theirs).all(|(a, b)| is_same(a, b))
                }
                (Value::Object(Entries(ours)), Value::Object(Entries(theirs))) => {
                    let same = |((a, ours), (b, theirs)): (&(String, Value), &(String, Value))| {
                        a == b && is_same(ours, theirs)
                    };
                    ours.len() == theirs.len() && ours.iter().zip(theirs).all(same)
                }
                (ours, theirs) => ours == theirs,
            }
        }

        fn agree(bytes: &[u8]) {
            let ours = parse(bytes);
            let theirs = serde_json::from_slice::<Theirs>(bytes);
            let shown = String::from_utf8_lossy(bytes);
            match (&ours, &theirs) {
                (Ok(ours), Ok(Theirs(theirs))) => assert!(is_same(ours, theirs), "{shown}"),
                (Err(_), Err(_)) => {}
                _ => panic!("{shown}: {ours:?}, {:?}", theirs.map(|theirs| theirs.0)),
            }
        }

        #[test]
        fn on_depth_and_odd_tokens() {
            for depth in [126, 127, 128, 129] {
                agree(format!("{}{}", "[".repeat(depth), "]".repeat(depth)).as_bytes());
                agree(format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)).as_bytes());
            }
            for text in [
                "-",
                "-0",
                "-0.0",
                "00",
                "0.",
                ".5",
                "1e",
                "1e+",
                "1E-5",
                "1e400",
                "-1e400",
                "1e-400",
                "+1",
                "NaN",
                "nul",
                "\"\\u12\"",
                "\"\\ud83d\\u0041\"",
                "\"\\ud83d\\\"",
                "\"\\ud83dx\"",
                "\"\\uD83D\\uDE00\"",
                "\"\\u0000\"",
                "\"\u{7f}\"",
                "\"a\nb\"",
                "'a'",
                "[,]",
                "[1,]",
                "{,}",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":1 \"b\":2}",
                "\u{feff}1",
                "1\u{c}",
                "// a\n1",
                "18446744073709551616",
                "\"",
            ] {
                agree(text.as_bytes());
            }
            agree("9".repeat(400).as_bytes());
        }

        proptest! {
            /// Pieces of JSON in any order: most are damaged, some are not.
            #[test]
            fn on_pieces(pieces in proptest::collection::vec(piece(), 0..24)) {
                agree(pieces.concat().as_bytes());
            }

            /// Good values, and the same with one byte changed.
            #[test]
            fn on_values(value in value(), at in any::<proptest::sample::Index>(), byte: u8) {
                let mut bytes = value.into_bytes();
                agree(&bytes);
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                    agree(&bytes);
                    agree(&bytes[..at]);
                }
            }

            #[test]
            fn on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..32)) {
                agree(&bytes);
            }
        }

        fn piece() -> impl Strategy<Value = &'static str> {
            proptest::sample::select(vec![
                "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"b\":", "\\", "\\u00e9", "\\ud83d",
                "\\ude00", "\\n", " ", "\n", "0", "1", "-", ".", "e", "E+", "12", "true", "false",
                "null", "\u{e9}", "\u{1}",
            ])
        }

        fn value() -> impl Strategy<Value = String> {
            let text = prop_oneof![
                any::<String>().prop_map(|text| serde_json::to_string(&text).expect("JSON")),
                "\"(\\\\u[0-9a-fA-F]{4}){0,3}\"",
            ];
            let leaf = prop_oneof![
                text,
                any::<f64>().prop_map(|number| serde_json::to_string(&number).expect("JSON")),
                any::<i64>().prop_map(|number| number.to_string()),
                Just("null".to_owned()),
                Just("true".to_owned()),
            ];
            leaf.prop_recursive(6, 32, 5, |inner| {
                let list = proptest::collection::vec(inner.clone(), 0..5);
                let object = proptest::collection::vec(("\"[a-c]\"", inner), 0..5);
                prop_oneof![
                    list.prop_map(|all| format!("[{}]", all.join(" ,"))),
                    object.prop_map(|all| {
                        let all: Vec<String> = all
                            .iter()
                            .map(|(key, value)| format!("{key}: {value}"))
                            .collect();
                        format!("{{{}}}", all.join(","))
                    }),
                ]
            })
        }
    }
}
