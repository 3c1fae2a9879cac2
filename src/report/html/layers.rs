//! Columns and rows of the diagram: which node stands in which column, and in which order from the top.
//!
//! Pure and without chance: the same graph always gives the same places. The position of a row on the screen is set by
//! the page, since it depends on what is filtered.

use std::collections::BTreeSet;

/// Passes that sort the rows by their neighbours, once from the left and once from the right.
const SWEEPS: usize = 6;

/// Where a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Column from the left, from 0.
    pub(super) column: usize,
    /// Row from the top within the column, from 0 without a gap.
    pub(super) row: usize,
}

/// Places nodes so that lines go to the right, but for those that close a cycle, and cross little.
///
/// Nodes of `late` stand to the right of all others. `rank` is the order of the rows where no edge sets another.
pub(super) fn place(late: &[bool], rank: &[usize], edges: &[(usize, usize)]) -> Vec<Spot> {
    let edges = acyclic(late.len(), edges);
    let column = columns(late, &edges);
    let rows = rows(&column, rank, &edges);
    column
        .into_iter()
        .zip(rows)
        .map(|(column, row)| Spot { column, row })
        .collect()
}

/// The edges without those that lead back to a node on the way to them.
fn acyclic(nodes: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (from, to) in edges {
        out[*from].push(*to);
    }
    let mut back: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut done = vec![false; nodes];
    let mut open = vec![false; nodes];
    for start in 0..nodes {
        // Without recursion: a lineage may be thousands of steps long.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            if done[at] {
                path.pop();
                continue;
            }
            open[at] = true;
            if let Some(to) = out[at].get(*next) {
                *next += 1;
                if open[*to] {
                    back.insert((at, *to));
                } else if !done[*to] {
                    path.push((*to, 0));
                }
            } else {
                open[at] = false;
                done[at] = true;
                path.pop();
            }
        }
    }
    let mut kept: Vec<(usize, usize)> = edges
        .iter()
        .copied()
        .filter(|edge| !back.contains(edge))
        .collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// The longest way to each node; late ones start behind the last of the others.
fn columns(late: &[bool], edges: &[(usize, usize)]) -> Vec<usize> {
    let order = topological(late.len(), edges);
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); late.len()];
    for (from, to) in edges {
        out[*from].push(*to);
    }
    let mut column = vec![0; late.len()];
    let push = |column: &mut Vec<usize>, of_late: bool| {
        for at in order.iter().filter(|at| late[**at] == of_late) {
            for to in &out[*at] {
                column[*to] = column[*to].max(column[*at] + 1);
            }
        }
    };
    push(&mut column, false);
    let early = (0..late.len()).filter(|at| !late[*at]);
    let first = early.map(|at| column[at] + 1).max().unwrap_or(0);
    for at in (0..late.len()).filter(|at| late[*at]) {
        column[at] = column[at].max(first);
    }
    push(&mut column, true);
    column
}

fn topological(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut waits = vec![0_usize; nodes];
    for (from, to) in edges {
        out[*from].push(*to);
        waits[*to] += 1;
    }
    let mut order: Vec<usize> = (0..nodes).filter(|at| waits[*at] == 0).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for to in &out[at] {
            waits[*to] -= 1;
            if waits[*to] == 0 {
                order.push(*to);
            }
        }
    }
    order
}

/// Rows by the mean of the neighbours' rows, the rank where there is none or a tie.
fn rows(column: &[usize], rank: &[usize], edges: &[(usize, usize)]) -> Vec<usize> {
    let width = column.iter().max().map_or(0, |last| last + 1);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); width];
    for (at, of) in column.iter().enumerate() {
        columns[*of].push(at);
    }
    let mut row = vec![0; column.len()];
    for nodes in &mut columns {
        nodes.sort_by_key(|at| (rank[*at], *at));
        number(nodes, &mut row);
    }
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); column.len()];
    let mut after = before.clone();
    for (from, to) in edges {
        before[*to].push(*from);
        after[*from].push(*to);
    }
    for _ in 0..SWEEPS {
        for nodes in &mut columns {
            arrange(nodes, &before, &mut row);
        }
        for nodes in columns.iter_mut().rev() {
            arrange(nodes, &after, &mut row);
        }
    }
    row
}

fn arrange(nodes: &mut [usize], neighbours: &[Vec<usize>], row: &mut [usize]) {
    // As sum and count, so that means compare without rounding.
    let mean = |at: usize| match neighbours[at].as_slice() {
        [] => (row[at] as u64, 1),
        near => (
            near.iter().map(|at| row[*at] as u64).sum::<u64>(),
            near.len() as u64,
        ),
    };
    let mut keyed: Vec<((u64, u64), usize)> = nodes.iter().map(|at| (mean(*at), *at)).collect();
    // Stable: nodes of the same mean keep their order.
    keyed.sort_by(|((a, of_a), _), ((b, of_b), _)| (a * of_b).cmp(&(b * of_a)));
    for (slot, (_, at)) in nodes.iter_mut().zip(keyed) {
        *slot = at;
    }
    number(nodes, row);
}

fn number(nodes: &[usize], row: &mut [usize]) {
    for (at, node) in nodes.iter().enumerate() {
        row[*node] = at;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(column: usize, row: usize) -> Spot {
        Spot { column, row }
    }

    #[test]
    fn models_stand_behind_crates_and_bases_behind_models() {
        // A member that pulls a model itself and through a crate; the second model was made from a third.
        let late = [false, false, true, true, true];
        let edges = [(0, 1), (0, 2), (1, 3), (3, 4)];
        let spots = place(&late, &[0, 1, 2, 3, 4], &edges);
        assert_eq!(spots, [at(0, 0), at(1, 0), at(2, 0), at(2, 1), at(3, 0)]);
    }

    #[test]
    fn lines_that_cross_are_uncrossed() {
        let spots = place(
            &[false, false, true, true],
            &[0, 1, 2, 3],
            &[(0, 3), (1, 2)],
        );
        assert_eq!((spots[2].row, spots[3].row), (1, 0));
    }

    #[test]
    fn a_cycle_ends() {
        let spots = place(&[true; 3], &[0, 1, 2], &[(0, 1), (1, 2), (2, 0), (1, 1)]);
        assert_eq!(spots, [at(0, 0), at(1, 0), at(2, 0)]);
    }

    #[test]
    fn nothing_has_no_place() {
        assert!(place(&[], &[], &[]).is_empty());
    }

    #[test]
    fn a_lineage_of_thousands_of_steps_is_no_matter() {
        let edges: Vec<(usize, usize)> = (1..20_000).map(|at| (at - 1, at)).collect();
        let rank: Vec<usize> = (0..20_000).collect();
        assert_eq!(
            place(&vec![true; 20_000], &rank, &edges)[19_999],
            at(19_999, 0)
        );
    }

    fn graphs() -> impl Strategy<Value = (Vec<bool>, Vec<(usize, usize)>)> {
        (1..40_usize).prop_flat_map(|nodes| {
            let edges = prop::collection::vec((0..nodes, 0..nodes), 0..80);
            (prop::collection::vec(any::<bool>(), nodes), edges)
        })
    }

    proptest! {
        #[test]
        fn no_two_stand_on_one_spot_and_no_row_is_empty((late, edges) in graphs()) {
            let rank: Vec<usize> = (0..late.len()).collect();
            // No model leads to a crate.
            let edges: Vec<_> = edges.into_iter().filter(|(from, to)| !late[*from] || late[*to]).collect();
            let spots = place(&late, &rank, &edges);
            prop_assert_eq!(&spots, &place(&late, &rank, &edges));
            let distinct: BTreeSet<Spot> = spots.iter().copied().collect();
            prop_assert_eq!(distinct.len(), late.len());
            for spot in &spots {
                prop_assert!(spot.row == 0 || distinct.contains(&at(spot.column, spot.row - 1)));
            }
            let last_early = spots.iter().zip(&late).filter(|(_, late)| !**late).map(|(spot, _)| spot.column).max();
            for (spot, late) in spots.iter().zip(&late) {
                prop_assert!(!late || Some(spot.column) > last_early);
            }
            for (from, to) in acyclic(late.len(), &edges) {
                prop_assert!(spots[from].column < spots[to].column);
            }
        }
    }
}
