//! Which packages the code of a package can name: itself, and what it depends on, at any distance.
//!
//! A method that code calls on a value is one of a type or a trait of these: a trait of another package is not in scope,
//! and a value whose type only a caller knows has no methods but those of traits that bound it.

/// For each package the packages that its code can name, as bits.
#[derive(Debug, Default)]
pub(super) struct Visible {
    packages: Vec<Vec<u64>>,
}

impl Visible {
    /// Of packages by the numbers of those that each depends on.
    pub(super) fn new(packages: &[Vec<u32>]) -> Self {
        let words = packages.len().div_ceil(64);
        let mut all = Self {
            packages: vec![Vec::new(); packages.len()],
        };
        let mut open: Vec<(usize, bool)> = (0..packages.len()).map(|at| (at, false)).collect();
        while let Some((at, entered)) = open.pop() {
            let needed = packages[at].iter().map(|other| *other as usize);
            if entered {
                let mut bits = std::mem::take(&mut all.packages[at]);
                for other in needed {
                    for (word, of_other) in bits.iter_mut().zip(&all.packages[other]) {
                        *word |= of_other;
                    }
                }
                all.packages[at] = bits;
            } else if all.packages[at].is_empty() {
                // Now only itself, so that packages in a circle end.
                all.packages[at] = vec![0; words];
                all.packages[at][at / 64] |= 1 << (at % 64);
                open.push((at, true));
                open.extend(needed.map(|other| (other, false)));
            }
        }
        all
    }

    /// Whether the code of a package can name what another defines.
    pub(super) fn sees(&self, package: u32, other: u32) -> bool {
        let (package, other) = (package as usize, other as usize);
        let bits = self.packages.get(package);
        bits.and_then(|bits| bits.get(other / 64))
            .is_none_or(|word| word & (1 << (other % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_sees_what_it_depends_on() {
        let mut packages = vec![Vec::new(); 70];
        packages[0] = vec![69];
        packages[69] = vec![3, 4];
        packages[4] = vec![3];
        let visible = Visible::new(&packages);
        let seen =
            |of: u32| -> Vec<u32> { (0..70).filter(|other| visible.sees(of, *other)).collect() };
        assert_eq!(seen(0), [0, 3, 4, 69]);
        assert_eq!(seen(4), [3, 4]);
        assert_eq!(seen(3), [3]);
        assert!(
            visible.sees(900, 1),
            "of what is not known nothing is left out"
        );
    }
}
