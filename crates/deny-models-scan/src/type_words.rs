//! How code spells types: what they hold, what they give to their parameters, and what bounds them.

use syn::punctuated::Punctuated;
use syn::{GenericArgument, PathArguments, Token, Type, TypeParamBound};

/// Types that are seen as what they hold.
const THROUGH: [&str; 10] = [
    "Option", "Result", "Box", "Arc", "Rc", "Vec", "Cow", "Mutex", "RwLock", "RefCell",
];

/// Types of the standard library that are not seen as what they hold. A program may have types with these names; a type
/// that is found to be one of those has the key of its own.
const OF_STD: [&str; 24] = [
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Cell",
    "Command",
    "Duration",
    "File",
    "HashMap",
    "HashSet",
    "Instant",
    "LazyCell",
    "LazyLock",
    "LinkedList",
    "OnceCell",
    "OnceLock",
    "OsStr",
    "OsString",
    "Path",
    "PathBuf",
    "Pin",
    "String",
    "SystemTime",
    "VecDeque",
    "Weak",
];

/// Whether a kind is a type of the standard library: one of the program's with the same name has another key.
pub(super) fn is_of_std(kind: &str) -> bool {
    OF_STD.contains(&kind)
}

/// A type as written, through references, options, boxes and the like, and without its parameters.
pub(super) fn kind_of(kind: &Type, owner: &str) -> String {
    match held(kind) {
        Type::Path(of)
            if of
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Self") =>
        {
            owner.to_owned()
        }
        Type::Path(of) => spelt(&of.path),
        Type::ImplTrait(of) => bound_of(&of.bounds),
        Type::TraitObject(of) => bound_of(&of.bounds),
        _ => String::new(),
    }
}

/// A path without its parameters.
pub(super) fn spelt(path: &syn::Path) -> String {
    let parts: Vec<String> = path
        .segments
        .iter()
        .map(|part| part.ident.to_string())
        .collect();
    parts.join("::")
}

/// The first trait of bounds; a future or a function is what it gives, which is not known.
pub(super) fn bound_of(bounds: &Punctuated<TypeParamBound, Token![+]>) -> String {
    let named = bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(of) => Some(spelt(&of.path)),
        _ => None,
    });
    // What these stand for is followed as a value, not by a name.
    let open = [
        "Fn",
        "FnMut",
        "FnOnce",
        "AsRef",
        "Into",
        "ToString",
        "Borrow",
        "Display",
        "IntoIterator",
        "Iterator",
        "Future",
        "Deref",
        "Send",
        "Sync",
        "Clone",
        "Copy",
        "Default",
        "Debug",
    ];
    named
        .filter(|name| !open.contains(&name.rsplit("::").next().unwrap_or_default()))
        .unwrap_or_default()
}

/// What a type holds, through references, options, boxes and the like.
pub(super) fn held(mut of: &Type) -> &Type {
    loop {
        of = match of {
            Type::Reference(inner) => &inner.elem,
            Type::Slice(inner) => &inner.elem,
            Type::Array(inner) => &inner.elem,
            Type::Paren(inner) => &inner.elem,
            Type::Group(inner) => &inner.elem,
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else {
                    return of;
                };
                let PathArguments::AngleBracketed(args) = &last.arguments else {
                    return of;
                };
                let inner = args.args.iter().find_map(|arg| match arg {
                    GenericArgument::Type(inner) => Some(inner),
                    _ => None,
                });
                match inner {
                    Some(inner) if THROUGH.contains(&last.ident.to_string().as_str()) => inner,
                    _ => return of,
                }
            }
            _ => return of,
        }
    }
}

/// The types that a type gives to its parameters, each with its number.
pub(super) fn given_in(of: &Type) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let own = match held(of) {
        Type::Path(of) => of.path.segments.last().map(|last| &last.arguments),
        _ => None,
    };
    if let Some(PathArguments::AngleBracketed(args)) = own {
        let types = args.args.iter().filter_map(|arg| match arg {
            GenericArgument::Lifetime(_) => None,
            GenericArgument::Type(Type::Path(of)) => Some(spelt(&of.path)),
            _ => Some(String::new()),
        });
        found.extend((0..).zip(types).filter(|(_, of)| !of.is_empty()));
    }
    found
}

/// The names of type parameters that a type takes; empty for what is none.
pub(super) fn names_of(
    args: &Punctuated<GenericArgument, Token![,]>,
    is_param: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let named = args.iter().filter_map(|arg| match arg {
        GenericArgument::Type(of) => Some(kind_of(of, "")),
        GenericArgument::Const(syn::Expr::Path(of)) => Some(spelt(&of.path)),
        GenericArgument::Lifetime(_) => None,
        _ => Some(String::new()),
    });
    named
        .map(|name| if is_param(&name) { name } else { String::new() })
        .collect()
}

/// Whether a type is given types for its parameters.
pub(super) fn takes_types(of: &Type) -> bool {
    let Type::Path(of) = of else { return false };
    let last = of.path.segments.last();
    last.is_some_and(|last| matches!(last.arguments, PathArguments::AngleBracketed(_)))
}

/// Type parameters with each trait that bounds them.
pub(super) fn bounds(generics: &syn::Generics) -> Vec<(String, String)> {
    let own = generics
        .type_params()
        .map(|param| (param.ident.to_string(), &param.bounds));
    let clauses = generics.where_clause.iter();
    let clauses = clauses.flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|clause| match clause {
        syn::WherePredicate::Type(of) => Some((kind_of(&of.bounded_ty, ""), &of.bounds)),
        _ => None,
    });
    let named = own.chain(clauses).flat_map(|(name, bounds)| {
        let traits = bounds.iter().filter_map(|bound| match bound {
            TypeParamBound::Trait(of) => Some(spelt(&of.path)),
            _ => None,
        });
        traits.map(move |of| (name.clone(), of))
    });
    named.collect()
}
