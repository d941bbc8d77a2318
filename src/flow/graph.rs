//! The graph of a flow: one vertex for each entry of the flow, one edge for each link that leads to a
//! node. Every question here costs linear time and no recursion, however the flow is made.

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, NodeFiltered, Reversed, VisitMap, Visitable};

use crate::flow::kind::Kind;
use crate::flow::model::Flow;

pub struct Graph {
    edges: DiGraph<(), ()>,
    starts: Vec<usize>,
}

impl Graph {
    pub fn of(flow: &Flow<'_>) -> Self {
        let links = || flow.nodes.iter().flat_map(|node| &node.links);
        let mut edges = DiGraph::with_capacity(flow.nodes.len(), links().count());
        for _ in &flow.nodes {
            edges.add_node(());
        }
        for (from, node) in flow.nodes.iter().enumerate() {
            // In reverse: petgraph names the edge added last first, and a witness takes the first.
            for to in node.links.iter().rev().filter_map(|link| link.to) {
                edges.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
            }
        }
        Self { edges, starts: flow.of_kind(Kind::Start).map(|(index, _)| index).collect() }
    }

    pub fn starts(&self) -> impl Iterator<Item = usize> {
        self.starts.iter().copied()
    }

    pub fn successors(&self, node: usize) -> impl Iterator<Item = usize> {
        self.edges.neighbors(NodeIndex::new(node)).map(NodeIndex::index)
    }

    /// Walks from these nodes, breadth first, and not beyond a node that `stops`.
    pub fn search(&self, from: impl IntoIterator<Item = usize>, stops: impl Fn(usize) -> bool) -> Search {
        let mut search = Search { came_from: vec![None; self.edges.node_count()] };
        let mut queue = VecDeque::new();
        for start in from {
            search.visit(start, start, &mut queue);
        }
        while let Some(node) = queue.pop_front() {
            if !stops(node) {
                self.successors(node).for_each(|next| search.visit(next, node, &mut queue));
            }
        }
        search
    }

    /// Which nodes have a path to one of these, which themselves have.
    pub fn leads_to(&self, targets: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let reversed = Reversed(&self.edges);
        let stack = targets.into_iter().map(NodeIndex::new).collect();
        let mut walk = Dfs::from_parts(stack, self.edges.visit_map());
        while walk.next(reversed).is_some() {}
        self.edges.node_indices().map(|node| walk.discovered.is_visited(&node)).collect()
    }

    /// The strongly connected components among the nodes that `belongs` names, each in order of the
    /// flow, ordered by their first node.
    pub fn components(&self, belongs: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let part = NodeFiltered::from_fn(&self.edges, |node: NodeIndex| belongs(node.index()));
        let mut components: Vec<Vec<usize>> = kosaraju_scc(&part)
            .into_iter()
            .map(|component| component.into_iter().map(NodeIndex::index).collect())
            .collect();
        for component in &mut components {
            component.sort_unstable();
        }
        components.sort_unstable();
        components
    }

    /// The components that hold a cycle.
    pub fn cyclic(&self, belongs: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut components = self.components(belongs);
        components.retain(|component| match component.as_slice() {
            [node] => self.successors(*node).any(|next| next == *node),
            _ => true,
        });
        components
    }

    /// A shortest cycle through the first node of a component that holds one.
    pub fn cycle_in(&self, component: &[usize]) -> Vec<usize> {
        let Some(&first) = component.first() else { return Vec::new() };
        let is_inside = |node: usize| component.binary_search(&node).is_ok();
        let inner = self.successors(first).filter(|next| is_inside(*next));
        let search = self.search(inner, |node| node == first || !is_inside(node));
        let mut cycle = search.path_to(first);
        cycle.insert(0, first);
        cycle
    }
}

/// What a walk reached, and how.
pub struct Search {
    /// The node before each that was reached; a node where the walk began has itself.
    came_from: Vec<Option<usize>>,
}

impl Search {
    fn visit(&mut self, node: usize, from: usize, queue: &mut VecDeque<usize>) {
        if let Some(slot @ None) = self.came_from.get_mut(node) {
            *slot = Some(from);
            queue.push_back(node);
        }
    }

    pub fn reached(&self, node: usize) -> bool {
        self.came_from.get(node).is_some_and(Option::is_some)
    }

    /// A shortest path from where the walk began to a node that it reached.
    pub fn path_to(&self, node: usize) -> Vec<usize> {
        let before = |node: &usize| self.came_from.get(*node).copied().flatten().filter(|from| from != node);
        let mut path: Vec<usize> = std::iter::successors(Some(node), before).collect();
        path.reverse();
        path
    }
}
