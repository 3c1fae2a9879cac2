//! Operators of the program: `hub << id` is a method of what stands on its left, under a name that no method has.

use super::ir::Func;

/// What stands before the name of the method in the name of an operator.
const MARK: &str = "ops::";

/// The name of an operator, by the method of its trait.
fn name_of(method: &str) -> String {
    format!("{MARK}{method}")
}

/// Whether a method is an operator that stands between or before values.
pub(super) fn is_operator(method: &str) -> bool {
    method.starts_with(MARK)
}

/// The name under which an operator means a function, if the function is one.
pub(super) fn operator_of(func: &Func) -> Option<String> {
    let of_trait = func.of_trait.rsplit("::").next()?;
    let method: String = func.name.chars().filter(|char| *char != '_').collect();
    let known = [
        "Add", "Sub", "Mul", "Div", "Rem", "BitAnd", "BitOr", "BitXor", "Shl", "Shr", "Not", "Neg",
    ];
    let plain = of_trait.strip_suffix("Assign").unwrap_or(of_trait);
    (known.contains(&plain) && of_trait.eq_ignore_ascii_case(&method)).then(|| name_of(&func.name))
}

/// The operator between two values that types of a program may define; comparisons are none.
pub(super) fn between(op: &syn::BinOp) -> Option<String> {
    use syn::BinOp;
    let method = match op {
        BinOp::Add(_) => "add",
        BinOp::Sub(_) => "sub",
        BinOp::Mul(_) => "mul",
        BinOp::Div(_) => "div",
        BinOp::Rem(_) => "rem",
        BinOp::BitAnd(_) => "bitand",
        BinOp::BitOr(_) => "bitor",
        BinOp::BitXor(_) => "bitxor",
        BinOp::Shl(_) => "shl",
        BinOp::Shr(_) => "shr",
        BinOp::AddAssign(_) => "add_assign",
        BinOp::SubAssign(_) => "sub_assign",
        BinOp::MulAssign(_) => "mul_assign",
        BinOp::DivAssign(_) => "div_assign",
        BinOp::RemAssign(_) => "rem_assign",
        BinOp::BitAndAssign(_) => "bitand_assign",
        BinOp::BitOrAssign(_) => "bitor_assign",
        BinOp::BitXorAssign(_) => "bitxor_assign",
        BinOp::ShlAssign(_) => "shl_assign",
        BinOp::ShrAssign(_) => "shr_assign",
        _ => return None,
    };
    Some(name_of(method))
}

/// The same before one value.
pub(super) fn before(op: &syn::UnOp) -> Option<String> {
    match op {
        syn::UnOp::Not(_) => Some(name_of("not")),
        syn::UnOp::Neg(_) => Some(name_of("neg")),
        _ => None,
    }
}
