//! Group `paths`: where a session can get to.

use crate::flow::graph::{Graph, Search};
use crate::flow::kind::Kind;
use crate::flow::model::{Flow, Node};
use crate::flow::report::{Draft, Findings};
use crate::flow::rules::RuleId;

pub fn check(flow: &Flow<'_>, graph: &Graph, findings: &mut Findings<'_>) {
    let reachable = graph.search(graph.starts(), |_| false);
    dead_ends(flow, graph, &reachable, findings);
    unreachable(flow, graph, &reachable, findings);
    condition_cycles(flow, graph, &reachable, findings);
    machine_cycles(flow, graph, &reachable, findings);
}

/// One finding for each place where sessions get stuck, which may be a cycle of nodes. The nodes that
/// lead only there are stuck as well, and cured with it.
fn dead_ends(flow: &Flow<'_>, graph: &Graph, reachable: &Search, findings: &mut Findings<'_>) {
    // A flow without any end is reported by itself.
    if flow.of_kind(Kind::End).next().is_none() {
        return;
    }
    let may_end = |node: &Node<'_>| node.kind == Some(Kind::End) || node.is_open();
    let ends = flow.nodes.iter().enumerate().filter(|(_, node)| may_end(node)).map(|(index, _)| index);
    let leads_to_end = graph.leads_to(ends);
    let is_stuck = |node: usize| reachable.reached(node) && !leads_to_end.get(node).copied().unwrap_or(true);
    for trap in graph.components(is_stuck) {
        let leaves = |node: &usize| graph.successors(*node).any(|next| trap.binary_search(&next).is_err());
        if !trap.iter().any(leaves) {
            dead_end(flow, &trap, reachable, findings);
        }
    }
}

fn dead_end(flow: &Flow<'_>, trap: &[usize], reachable: &Search, findings: &mut Findings<'_>) {
    let Some((&first, node)) = trap.first().and_then(|first| Some((first, flow.node(*first)?))) else {
        return;
    };
    findings.add(RuleId::DeadEnd, node.place(), || {
        let message = match trap.len() {
            1 => "no path leads from here to an end".to_owned(),
            count => format!("no path leads out of these {count} nodes to an end"),
        };
        Draft::new(message).witness(reachable.path_to(first))
    });
}

/// Nodes that nothing leads to. While something leads nowhere, it may be meant to lead to them.
fn unreachable(flow: &Flow<'_>, graph: &Graph, reachable: &Search, findings: &mut Findings<'_>) {
    let is_open = |(index, node): (usize, &Node<'_>)| reachable.reached(index) && node.is_open();
    if graph.starts().next().is_none() || flow.nodes.iter().enumerate().any(is_open) {
        return;
    }
    for (index, node) in flow.nodes.iter().enumerate() {
        if !reachable.reached(index) && node.id.is_some() {
            findings
                .add(RuleId::Unreachable, node.place(), || Draft::new("no path leads from the start to it"));
        }
    }
}

fn condition_cycles(flow: &Flow<'_>, graph: &Graph, reachable: &Search, findings: &mut Findings<'_>) {
    let is_condition = |node: usize| reachable.reached(node) && flow.is_kind(node, Kind::FieldCondition);
    for cycle in graph.cyclic(is_condition) {
        add_cycle(RuleId::ConditionCycle, "field conditions form a cycle", &cycle, flow, graph, findings);
    }
}

/// Cycles of field conditions alone are errors already.
fn machine_cycles(flow: &Flow<'_>, graph: &Graph, reachable: &Search, findings: &mut Findings<'_>) {
    let is_machine = |node: &Node<'_>| node.kind.is_some_and(Kind::is_machine);
    let belongs = |node: usize| reachable.reached(node) && flow.node(node).is_some_and(is_machine);
    for cycle in graph.cyclic(belongs) {
        if cycle.iter().all(|node| flow.is_kind(*node, Kind::FieldCondition)) {
            continue;
        }
        let message = "nothing in this cycle waits for the end user";
        add_cycle(RuleId::MachineCycle, message, &cycle, flow, graph, findings);
    }
}

fn add_cycle(
    rule: RuleId,
    message: &str,
    cycle: &[usize],
    flow: &Flow<'_>,
    graph: &Graph,
    findings: &mut Findings<'_>,
) {
    let Some(first) = cycle.first().and_then(|first| flow.node(*first)) else { return };
    findings.add(rule, first.place(), || Draft::new(message).witness(graph.cycle_in(cycle)));
}
