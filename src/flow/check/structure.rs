//! Group `structure`: what a flow and each of its nodes must be.

use std::collections::HashMap;

use crate::flow::json::Json;
use crate::flow::kind::Kind;
use crate::flow::model::{Flow, Node};
use crate::flow::place::Place;
use crate::flow::report::{Draft, Findings, quoted};
use crate::flow::rules::RuleId;

/// Whether the input has an array of nodes.
pub fn is_flow(flow: &Flow<'_>, findings: &mut Findings<'_>) -> bool {
    let place = Place::setting("flow");
    if is_old_form(flow) {
        findings.add(RuleId::OldForm, place, || {
            Draft::new("the flow has the form { nodes, edges } of 2025")
                .fix("Pass an array of nodes; each edge becomes an outcome of the node that it begins at")
        });
        return false;
    }
    match flow.json {
        Some(Json::Array(_)) => return true,
        Some(other) => findings.add(RuleId::Readable, place, || {
            Draft::new(format!("flow must be an array of nodes, got {}", other.kind()))
        }),
        None => findings.add(RuleId::Readable, place, || Draft::new("flow is missing")),
    }
    false
}

/// `{ nodes, edges }`, as the flow or as the whole input.
fn is_old_form(flow: &Flow<'_>) -> bool {
    let input = flow.settings.as_ref().map(|settings| settings.json);
    let old = flow.json.or(input);
    old.is_some_and(|json| json.get("nodes").is_some() || json.get("edges").is_some())
}

pub fn check(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    one_start(flow, findings);
    has_end(flow, findings);
    unique_ids(flow, findings);
    for node in &flow.nodes {
        if node.json.as_object().is_none() {
            findings.add(RuleId::NodeIsObject, node.place(), || {
                Draft::new(format!("a node must be an object, got {}", node.json.kind()))
            });
            continue;
        }
        if node.id.is_none() {
            let id = node.json.get("id").map_or("nothing", Json::kind);
            findings.add(RuleId::NodeHasId, node.place().field("id"), || {
                Draft::new(format!("id must be a string, got {id}"))
            });
        }
        known_type(node, findings);
        old_fields(node, findings);
    }
}

fn one_start(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    let mut starts = flow.of_kind(Kind::Start).map(|(_, node)| node);
    let Some(first) = starts.next() else {
        return findings.add(RuleId::OneStart, Place::setting("flow"), || {
            Draft::new("the flow has no node of type start").fix("Add { id, type: 'start', outcome }")
        });
    };
    for other in starts {
        findings.add(RuleId::OneStart, other.place(), || {
            Draft::new(format!("the flow has another start already: {}", first.place().path()))
        });
    }
}

fn has_end(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    if flow.of_kind(Kind::End).next().is_none() {
        findings.add(RuleId::HasEnd, Place::setting("flow"), || {
            Draft::new("the flow has no node of type end, so no session can complete")
        });
    }
}

fn unique_ids(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    let mut seen: HashMap<&str, &Node<'_>> = HashMap::with_capacity(flow.nodes.len());
    for node in &flow.nodes {
        let Some(id) = node.id else { continue };
        if let Some(first) = seen.get(id) {
            findings.add(RuleId::UniqueId, node.place().field("id"), || {
                Draft::new(format!("{} has the id {} already", first.place().path(), quoted(id)))
            });
        } else {
            seen.insert(id, node);
        }
    }
}

fn known_type(node: &Node<'_>, findings: &mut Findings<'_>) {
    let given = node.json.get("type");
    if node.kind.is_some() || given.and_then(Json::as_str) == Some("two_factor") {
        return;
    }
    findings.add(RuleId::KnownType, node.place().field("type"), || match given {
        Some(Json::String(name)) => Draft::new(format!("{} is not a known node type", quoted(name))),
        Some(other) => Draft::new(format!("type must be a string, got {}", other.kind())),
        None => Draft::new("type is missing"),
    });
}

/// Fields and types of 2025, each with what stands in their place. What an unknown type means by such a
/// field isn't known.
fn old_fields(node: &Node<'_>, findings: &mut Findings<'_>) {
    if node.kind.is_none() && node.text("type") != Some("two_factor") {
        return;
    }
    let mut add = |field: &str, message: &str, fix: &str| {
        findings.add(RuleId::OldForm, node.place().field(field), || Draft::new(message).fix(fix));
    };
    if node.text("type") == Some("two_factor") {
        let fix = "Use two_factor_email or two_factor_sms";
        add("type", "two_factor is a type of 2025, which was split in two", fix);
    }
    if node.json.get("transitions").is_some() {
        let fix = "Use outcome or outcomes, as the type of the node has them";
        add("transitions", "transitions is a field of 2025", fix);
    }
    if node.json.get("config").is_some() {
        let fix = "Move what is in config into the node itself";
        add("config", "config is a field of 2025", fix);
    }
}
