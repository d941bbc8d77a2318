//! Group `fields`, second half: names of data that the session doesn't have. Checked where the settings
//! of the session are known.

use crate::flow::graph::{Graph, Search};
use crate::flow::json::Json;
use crate::flow::kind::Kind;
use crate::flow::model::{Flow, Node, Settings};
use crate::flow::place::Place;
use crate::flow::report::{Draft, Findings, quoted};
use crate::flow::rules::RuleId;

pub fn check(flow: &Flow<'_>, graph: &Graph, findings: &mut Findings<'_>) {
    let Some(settings) = &flow.settings else { return };
    let after_call = after_calls(flow, graph);
    for (index, node) in flow.nodes.iter().enumerate() {
        for (place, reference) in references(node) {
            let (source, name) = reference;
            match source {
                "extractedData" => extracted(place, name, settings, findings),
                "providedData" if !after_call.reached(index) => provided(place, name, settings, findings),
                _ => {}
            }
        }
    }
}

/// The nodes that may come after an external call, whose response adds to the provided data. So may a
/// node of an unknown type.
fn after_calls(flow: &Flow<'_>, graph: &Graph) -> Search {
    let calls = |node: &Node<'_>| {
        matches!(node.kind, None | Some(Kind::ExternalCall)) || node.json.get("awaitExternal").is_some()
    };
    let callers = flow.nodes.iter().enumerate().filter(|(_, node)| calls(node));
    let next: Vec<usize> = callers.flat_map(|(index, _)| graph.successors(index)).collect();
    graph.search(next, |_| false)
}

fn extracted(place: Place<'_>, name: &str, settings: &Settings<'_>, findings: &mut Findings<'_>) {
    if !settings.extracted.contains(name) {
        findings.add(RuleId::ExtractedField, place, || {
            Draft::new(format!("extractionSchema has no field {}", quoted(name)))
        });
    }
}

fn provided(place: Place<'_>, name: &str, settings: &Settings<'_>, findings: &mut Findings<'_>) {
    if !settings.provided.contains(name) {
        findings.add(RuleId::ProvidedKey, place, || {
            Draft::new(format!("providedData has no key {}", quoted(name)))
        });
    }
}

/// A field of the session's data: where it is read from, and its name.
type Reference<'a> = (&'a str, &'a str);

/// All references of a node, each with the place of its name.
fn references<'a>(node: &Node<'a>) -> Vec<(Place<'a>, Reference<'a>)> {
    let mut found = Vec::new();
    match node.kind {
        Some(Kind::FieldCondition) => {
            for (place, rule) in node.items("rules") {
                found.extend(reference(place.field("left"), rule.get("left")));
                found.extend(operand(place.field("right"), rule.get("right")));
            }
        }
        Some(Kind::ExternalCall) => vars(node.place(), Some(node.json), &mut found),
        Some(Kind::Conversation) => {
            vars(node.place().field("awaitExternal"), node.json.get("awaitExternal"), &mut found);
        }
        Some(Kind::FaceScan) => found.extend(key(node.place(), node.json, "referenceImageKey")),
        Some(Kind::FaceCompare) => {
            for (place, config) in ["sourceA", "sourceB"].into_iter().filter_map(|name| node.field(name)) {
                found.extend(key(place, config, "providedDataKey"));
            }
        }
        _ => {}
    }
    found
}

fn reference<'a>(place: Place<'a>, json: Option<&'a Json<'a>>) -> Option<(Place<'a>, Reference<'a>)> {
    let json = json?;
    let source = json.get("source")?.as_str()?;
    Some((place.field("field"), (source, json.get("field")?.as_str()?)))
}

/// One that may be written out instead.
fn operand<'a>(place: Place<'a>, json: Option<&'a Json<'a>>) -> Option<(Place<'a>, Reference<'a>)> {
    let is_reference = json?.get("type").and_then(Json::as_str) == Some("ref");
    if is_reference { reference(place, json) } else { None }
}

/// The values that a call sends.
fn vars<'a>(place: Place<'a>, caller: Option<&'a Json<'a>>, found: &mut Vec<(Place<'a>, Reference<'a>)>) {
    let vars = caller.and_then(|caller| caller.get("request")?.get("vars")?.as_array()).unwrap_or_default();
    let place = place.field("request").field("vars");
    for (index, var) in vars.iter().enumerate() {
        found.extend(operand(place.item(index).field("value"), var.get("value")));
    }
}

/// A field that holds a key of the provided data. An empty one is another rule's.
fn key<'a>(place: Place<'a>, json: &'a Json<'a>, name: &'static str) -> Option<(Place<'a>, Reference<'a>)> {
    let key = json.get(name)?.as_str().filter(|key| !key.is_empty())?;
    Some((place.field(name), ("providedData", key)))
}
