//! `macro_rules!`: which rule what is given matches, and what it is replaced by.
//!
//! A rule is tried as rustc tries it, from left to right and without going back into a fragment. Where it does not
//! match here, the caller goes on without what it would be replaced by.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};

/// Trees that a fragment is first sought in; most are short, and each tree is copied for each of them.
const FIRST_CUT: usize = 32;
/// Trees behind a fragment that a parser may look at.
const LOOKED_AHEAD: usize = 4;

/// The rules of a macro.
#[derive(Debug)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    matcher: Vec<Pattern>,
    body: Vec<TokenTree>,
}

/// What a matcher is made of.
#[derive(Debug)]
enum Pattern {
    Tree(TokenTree),
    Group(Delimiter, Vec<Pattern>),
    /// `$name:fragment`.
    Fragment(String, String),
    /// `$( .. ) separator often`.
    Repeat(Vec<Pattern>, Option<TokenTree>, char),
}

/// What a metavariable stands for.
#[derive(Debug, Clone)]
enum Bound {
    One(Vec<TokenTree>),
    Many(Vec<Bound>),
}

type Bindings = BTreeMap<String, Bound>;
/// What metavariables stand for in one round of a repetition.
type Round<'a> = BTreeMap<&'a str, &'a Bound>;

/// Why what is given is not replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unexpanded {
    /// No rule matches, as far as this reads them.
    NoRule,
    /// It would be replaced by more than is left to be read.
    TooLong,
}

impl Rules {
    /// Reads what stands in the brackets of `macro_rules!`.
    pub(super) fn read(tokens: &TokenStream) -> Self {
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let rules = trees.windows(4).filter_map(|rule| match rule {
            [
                TokenTree::Group(matcher),
                TokenTree::Punct(_),
                TokenTree::Punct(arrow),
                TokenTree::Group(body),
            ] if arrow.as_char() == '>' => Some(Rule {
                matcher: patterns(&trees_of(&matcher.stream())),
                body: trees_of(&body.stream()),
            }),
            _ => None,
        });
        Self(rules.collect())
    }

    /// What the first rule that matches replaces `given` by; `left` counts down the trees that may be made. What the rule
    /// adds lies at `place`, if that is stated, and else where the rule has it.
    pub(super) fn expand(
        &self,
        given: &TokenStream,
        place: Option<Span>,
        left: &mut usize,
    ) -> Result<TokenStream, Unexpanded> {
        let given = trees_of(given);
        for rule in &self.0 {
            let mut bindings = Bindings::new();
            let mut at = 0;
            if !matches(&rule.matcher, &given, &mut at, &mut bindings) || at < given.len() {
                continue;
            }
            let mut writer = Writer { place, left };
            let mut out = Vec::new();
            let bound = bindings.iter();
            let bound = bound.map(|(name, bound)| (name.as_str(), bound));
            writer.write(&rule.body, &bound.collect(), &mut out)?;
            return Ok(out.into_iter().collect());
        }
        Err(Unexpanded::NoRule)
    }
}

fn trees_of(tokens: &TokenStream) -> Vec<TokenTree> {
    tokens.clone().into_iter().collect()
}

fn is_punct(tree: &TokenTree, char: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == char)
}

/// Reads a matcher.
fn patterns(trees: &[TokenTree]) -> Vec<Pattern> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < trees.len() {
        match &trees[at..] {
            [dollar, TokenTree::Group(group), ..]
                if is_punct(dollar, '$') && group.delimiter() == Delimiter::Parenthesis =>
            {
                let (separator, often, used) = repetition(&trees[at + 2..]);
                let inner = patterns(&trees_of(&group.stream()));
                found.push(Pattern::Repeat(inner, separator, often));
                at += 2 + used;
            }
            [
                dollar,
                TokenTree::Ident(name),
                colon,
                TokenTree::Ident(kind),
                ..,
            ] if is_punct(dollar, '$') && is_punct(colon, ':') => {
                found.push(Pattern::Fragment(name.to_string(), kind.to_string()));
                at += 4;
            }
            [TokenTree::Group(group), ..] => {
                let inner = patterns(&trees_of(&group.stream()));
                found.push(Pattern::Group(group.delimiter(), inner));
                at += 1;
            }
            [tree, ..] => {
                found.push(Pattern::Tree(tree.clone()));
                at += 1;
            }
            [] => {}
        }
    }
    found
}

/// The separator of a repetition and how often it is, and the trees that they take.
fn repetition(after: &[TokenTree]) -> (Option<TokenTree>, char, usize) {
    let often = |tree: Option<&TokenTree>| match tree {
        Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '*' | '+' | '?') => {
            Some(punct.as_char())
        }
        _ => None,
    };
    if let Some(often) = often(after.first()) {
        return (None, often, 1);
    }
    // A separator of two signs: `=>`, `::`.
    match (often(after.get(1)), often(after.get(2))) {
        (Some(often), _) => (after.first().cloned(), often, 2),
        (None, Some(often)) => (after.get(1).cloned(), often, 3),
        (None, None) => (None, '*', 0),
    }
}

fn matches(
    patterns: &[Pattern],
    given: &[TokenTree],
    at: &mut usize,
    bindings: &mut Bindings,
) -> bool {
    for (number, pattern) in patterns.iter().enumerate() {
        match pattern {
            Pattern::Tree(tree) => {
                let same = given.get(*at).is_some_and(|other| is_same(tree, other));
                if !same {
                    return false;
                }
                *at += 1;
            }
            Pattern::Group(delimiter, inner) => {
                let Some(TokenTree::Group(group)) = given.get(*at) else {
                    return false;
                };
                let trees = trees_of(&group.stream());
                let mut inside = 0;
                if group.delimiter() != *delimiter
                    || !matches(inner, &trees, &mut inside, bindings)
                    || inside < trees.len()
                {
                    return false;
                }
                *at += 1;
            }
            Pattern::Fragment(name, kind) => {
                let Some(length) = fragment(kind, &given[*at..]) else {
                    return false;
                };
                let mut trees = given[*at..*at + length].to_vec();
                *at += length;
                // An expression of many trees stays one, whatever is put beside it.
                if length > 1 && ["expr", "expr_2021", "ty"].contains(&kind.as_str()) {
                    let whole = Group::new(Delimiter::None, trees.into_iter().collect());
                    trees = vec![TokenTree::Group(whole)];
                }
                bindings.insert(name.clone(), Bound::One(trees));
            }
            Pattern::Repeat(inner, separator, often) => {
                let rest = &patterns[number + 1..];
                if !repeat(
                    inner,
                    separator.as_ref(),
                    *often,
                    rest,
                    (given, at, bindings),
                ) {
                    return false;
                }
            }
        }
    }
    true
}

/// Matches a repetition as often as it goes.
fn repeat(
    inner: &[Pattern],
    separator: Option<&TokenTree>,
    often: char,
    rest: &[Pattern],
    (given, at, bindings): (&[TokenTree], &mut usize, &mut Bindings),
) -> bool {
    let mut names = Vec::new();
    names_of(inner, &mut names);
    let mut all: BTreeMap<&str, Vec<Bound>> =
        names.iter().map(|name| (*name, Vec::new())).collect();
    let mut count = 0;
    while *at < given.len() && !(often == '?' && count == 1) {
        // A word that can only be what comes after ends it.
        if let [Pattern::Tree(next), ..] = rest
            && separator.is_none()
            && is_same(next, &given[*at])
            && !matches!(inner, [Pattern::Tree(first), ..] if is_same(first, next))
        {
            break;
        }
        let before = *at;
        if count > 0
            && let Some(separator) = separator
        {
            if !is_same(separator, &given[*at]) {
                break;
            }
            *at += 1;
        }
        let mut own = Bindings::new();
        if !matches(inner, given, at, &mut own) || *at == before {
            *at = before;
            break;
        }
        for (name, bound) in own {
            if let Some(of_name) = all.get_mut(name.as_str()) {
                of_name.push(bound);
            }
        }
        count += 1;
    }
    let all = all.into_iter();
    bindings.extend(all.map(|(name, bound)| (name.to_owned(), Bound::Many(bound))));
    often != '+' || count > 0
}

/// The names of the metavariables in a matcher.
fn names_of<'a>(patterns: &'a [Pattern], out: &mut Vec<&'a str>) {
    for pattern in patterns {
        match pattern {
            Pattern::Fragment(name, _) => out.push(name),
            Pattern::Group(_, inner) | Pattern::Repeat(inner, ..) => names_of(inner, out),
            Pattern::Tree(_) => {}
        }
    }
}

fn is_same(one: &TokenTree, other: &TokenTree) -> bool {
    match (one, other) {
        (TokenTree::Punct(one), TokenTree::Punct(other)) => one.as_char() == other.as_char(),
        (TokenTree::Ident(one), TokenTree::Ident(other)) => one == other,
        (TokenTree::Literal(one), TokenTree::Literal(other)) => {
            one.to_string() == other.to_string()
        }
        _ => false,
    }
}

/// How many trees a fragment takes; `None` where there is none.
fn fragment(kind: &str, rest: &[TokenTree]) -> Option<usize> {
    let is_ident = |at: usize| matches!(rest.get(at), Some(TokenTree::Ident(_)));
    let lifetime = rest.first().is_some_and(|tree| is_punct(tree, '\'')) && is_ident(1);
    match kind {
        "ident" => is_ident(0).then_some(1),
        "lifetime" => lifetime.then_some(2),
        "tt" if lifetime => Some(2),
        "tt" => (!rest.is_empty()).then_some(1),
        "literal" => match rest {
            [TokenTree::Literal(_), ..] => Some(1),
            [minus, TokenTree::Literal(_), ..] if is_punct(minus, '-') => Some(2),
            [TokenTree::Ident(word), ..] if *word == "true" || *word == "false" => Some(1),
            _ => None,
        },
        "block" => {
            matches!(rest.first(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
                .then_some(1)
        }
        "vis" => Some(prefix::<syn::Visibility>(rest).unwrap_or(0)),
        "expr" | "expr_2021" => match rest {
            [TokenTree::Literal(_)] => Some(1),
            [TokenTree::Literal(_), TokenTree::Punct(next), ..]
                if [',', ';'].contains(&next.as_char()) =>
            {
                Some(1)
            }
            _ => prefix::<syn::Expr>(rest),
        },
        "ty" => prefix::<syn::Type>(rest),
        "path" => prefix::<syn::Path>(rest),
        "meta" => prefix::<syn::Meta>(rest),
        "item" => prefix::<syn::Item>(rest),
        "stmt" => prefix::<syn::Stmt>(rest),
        "pat" | "pat_param" => parsed(rest, |input| {
            syn::Pat::parse_multi_with_leading_vert(input).map(drop)
        }),
        _ => None,
    }
}

fn prefix<T: Parse>(rest: &[TokenTree]) -> Option<usize> {
    parsed(rest, |input| input.parse::<T>().map(drop))
}

/// How many trees a parser takes from the start.
fn parsed(rest: &[TokenTree], parse: impl Fn(ParseStream<'_>) -> syn::Result<()>) -> Option<usize> {
    let taken = |within: usize| {
        let rest = &rest[..within];
        let tokens: TokenStream = rest.iter().cloned().collect();
        let left = |input: ParseStream<'_>| {
            parse(input)?;
            Ok(input.parse::<TokenStream>()?.into_iter().count())
        };
        let left = left.parse2(tokens).ok()?;
        rest.len().checked_sub(left).filter(|taken| *taken > 0)
    };
    // One that ends where the trees were cut may go on behind.
    let mut within = FIRST_CUT;
    while within < rest.len() {
        match taken(within) {
            Some(length) if length + LOOKED_AHEAD < within => return Some(length),
            _ => within *= 8,
        }
    }
    taken(rest.len())
}

/// Writes the right side of a rule.
struct Writer<'a> {
    /// Where all that the rule adds lies.
    place: Option<Span>,
    left: &'a mut usize,
}

impl Writer<'_> {
    fn push(&mut self, tree: TokenTree, out: &mut Vec<TokenTree>) -> Result<(), Unexpanded> {
        *self.left = self.left.checked_sub(1).ok_or(Unexpanded::TooLong)?;
        out.push(tree);
        Ok(())
    }

    /// The same for what the rule adds.
    fn add(&mut self, mut tree: TokenTree, out: &mut Vec<TokenTree>) -> Result<(), Unexpanded> {
        if let Some(place) = self.place {
            tree.set_span(place);
        }
        self.push(tree, out)
    }

    fn write(
        &mut self,
        body: &[TokenTree],
        bindings: &Round<'_>,
        out: &mut Vec<TokenTree>,
    ) -> Result<(), Unexpanded> {
        let mut at = 0;
        while at < body.len() {
            match &body[at..] {
                [dollar, TokenTree::Group(group), ..]
                    if is_punct(dollar, '$') && group.delimiter() == Delimiter::Parenthesis =>
                {
                    let (separator, _, used) = repetition(&body[at + 2..]);
                    let inner = trees_of(&group.stream());
                    self.write_each(&inner, separator.as_ref(), bindings, out)?;
                    at += 2 + used;
                }
                [dollar, TokenTree::Ident(name), ..] if is_punct(dollar, '$') => {
                    match bindings.get(name.to_string().as_str()) {
                        Some(Bound::One(trees)) => {
                            for tree in trees {
                                self.push(tree.clone(), out)?;
                            }
                        }
                        Some(Bound::Many(_)) => return Err(Unexpanded::NoRule),
                        // `$crate`: the rules are of the same package.
                        None => self.add(TokenTree::Ident(name.clone()), out)?,
                    }
                    at += 2;
                }
                [TokenTree::Group(group), ..] => {
                    let mut inner = Vec::new();
                    self.write(&trees_of(&group.stream()), bindings, &mut inner)?;
                    let mut whole = Group::new(group.delimiter(), inner.into_iter().collect());
                    whole.set_span(group.span());
                    self.add(TokenTree::Group(whole), out)?;
                    at += 1;
                }
                [tree, ..] => {
                    self.add(tree.clone(), out)?;
                    at += 1;
                }
                [] => {}
            }
        }
        Ok(())
    }

    /// A repetition, once for each of what its metavariables stand for.
    fn write_each(
        &mut self,
        inner: &[TokenTree],
        separator: Option<&TokenTree>,
        bindings: &Round<'_>,
        out: &mut Vec<TokenTree>,
    ) -> Result<(), Unexpanded> {
        let mut names = Vec::new();
        named_in(inner, &mut names);
        // Only what is named inside is handed on: all else would be copied in each round.
        let inside = names
            .iter()
            .filter_map(|name| bindings.get_key_value(name.as_str()));
        let inside: Round<'_> = inside.map(|(name, bound)| (*name, *bound)).collect();
        let many = inside.values().filter_map(|bound| match bound {
            Bound::Many(all) => Some(all.len()),
            Bound::One(_) => None,
        });
        let Some(count) = many.max() else {
            return Err(Unexpanded::NoRule);
        };
        for number in 0..count {
            let mut own = Round::new();
            for (name, bound) in &inside {
                let bound = match bound {
                    Bound::Many(all) => all.get(number).ok_or(Unexpanded::NoRule)?,
                    Bound::One(_) => bound,
                };
                own.insert(name, bound);
            }
            if number > 0
                && let Some(separator) = separator
            {
                self.add(separator.clone(), out)?;
            }
            self.write(inner, &own, out)?;
        }
        Ok(())
    }
}

/// The names after `$` in the right side of a rule.
fn named_in(trees: &[TokenTree], out: &mut Vec<String>) {
    for pair in trees.windows(2) {
        if let [dollar, TokenTree::Ident(name)] = pair
            && is_punct(dollar, '$')
        {
            out.push(name.to_string());
        }
    }
    for tree in trees {
        if let TokenTree::Group(group) = tree {
            named_in(&trees_of(&group.stream()), out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(rules: &str, given: &str) -> Result<String, Unexpanded> {
        let rules = Rules::read(&rules.parse().expect("tokens"));
        let given = given.parse().expect("tokens");
        let tokens = rules.expand(&given, None, &mut 1000)?;
        // Groups without brackets, and spaces, are no matter here.
        Ok(tokens.to_string().split_whitespace().collect())
    }

    #[test]
    fn the_first_rule_that_matches() {
        let rules = "($name:ident, $id:expr) => { fn $name() { load($id) } }; ($($any:tt)*) => { other($($any)*); }";
        let found = |given| expanded(rules, given).expect("a rule");
        assert_eq!(found("chat, \"a\""), "fnchat(){load(\"a\")}");
        assert_eq!(found("chat, 1 + f(2, 3)"), "fnchat(){load(1+f(2,3))}");
        assert_eq!(found("chat"), "other(chat);");
    }

    #[test]
    fn repetitions_inside_repetitions() {
        let rules = "($(#[$about:meta])* $vis:vis enum $of:ident { $($v:ident => [$($id:literal),*]),+ $(,)? }) => \
                     { $vis enum $of { $($v),* } $( $( f($of::$v, $id); )* )+ }";
        assert_eq!(
            expanded(rules, "pub(crate) enum E { A => [\"a\", \"b\"], B => [], }").expect("a rule"),
            "pub(crate)enumE{A,B}f(E::A,\"a\");f(E::A,\"b\");"
        );
        assert_eq!(
            expanded(rules, "enum E { }"),
            Err(Unexpanded::NoRule),
            "`+` needs one"
        );
    }

    #[test]
    fn types_and_paths_end_where_they_end() {
        let rules = "($of:ty : $with:path => $body:block) => { impl $with for $of $body }";
        assert_eq!(
            expanded(rules, "Vec<A, B>: a::b => { x }").expect("a rule"),
            "impla::bforVec<A,B>{x}"
        );
    }

    #[test]
    fn what_becomes_too_long_is_given_up() {
        let rules = "($($a:tt)*) => { $($a $a $a $a)* }";
        let long = "x ".repeat(500);
        assert_eq!(expanded(rules, &long), Err(Unexpanded::TooLong));
    }
}
