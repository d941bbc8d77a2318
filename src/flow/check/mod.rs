//! The rules, one file for each group.

mod camera;
mod conditions;
mod fields;
mod links;
mod paths;
mod prompts;
mod references;
mod routes;
mod structure;

use crate::flow::graph::Graph;
use crate::flow::model::Flow;
use crate::flow::report::Findings;

/// Applies every rule. A flow that can't be read as one has no further findings.
pub fn all(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    if !structure::is_flow(flow, findings) {
        return;
    }
    let graph = Graph::of(flow);
    structure::check(flow, findings);
    links::check(flow, findings);
    paths::check(flow, &graph, findings);
    camera::check(flow, &graph, findings);
    prompts::check(flow, findings);
    routes::check(flow, findings);
    fields::check(flow, &graph, findings);
    conditions::check(flow, findings);
    references::check(flow, &graph, findings);
}
