//! Group `fields`: values of single fields.

use crate::flow::document_types::DOCUMENT_TYPES;
use crate::flow::graph::Graph;
use crate::flow::json::Json;
use crate::flow::kind::Kind;
use crate::flow::model::{Flow, Node};
use crate::flow::place::Place;
use crate::flow::report::{Draft, Findings, quoted};
use crate::flow::rules::RuleId;

pub fn check(flow: &Flow<'_>, graph: &Graph, findings: &mut Findings<'_>) {
    for node in &flow.nodes {
        match node.kind {
            Some(kind) if kind.is_two_factor() => otp_length(node, findings),
            Some(Kind::FaceScan) => similarity(node, findings),
            Some(Kind::FaceCompare) => {
                similarity(node, findings);
                compare_keys(node, findings);
            }
            Some(Kind::DocumentScan) => document_scan(node, findings),
            Some(Kind::ExternalCall) => branch_after_call(flow, node, findings),
            Some(Kind::FieldCondition) => operands(node, findings),
            Some(Kind::Conversation) => await_times(node, findings),
            _ => {}
        }
    }
    source_first(flow, graph, findings);
    captions(flow, findings);
}

/// A number in a message, or what stands in its place.
fn shown(value: &Json<'_>) -> String {
    match value {
        Json::Number(number) => number.to_string(),
        Json::String(text) => format!("{} (a string)", quoted(text)),
        other => other.kind().to_owned(),
    }
}

fn otp_length(node: &Node<'_>, findings: &mut Findings<'_>) {
    let Some((place, value)) = node.field("otpLength") else { return };
    let fits = value.as_number().is_some_and(|length| (4.0..=8.0).contains(&length) && length.fract() == 0.0);
    if !fits {
        findings.add(RuleId::OtpLength, place, || {
            Draft::new(format!("otpLength must be an integer from 4 to 8, got {}", shown(value)))
        });
    }
}

fn similarity(node: &Node<'_>, findings: &mut Findings<'_>) {
    let Some((place, value)) = node.field("similarityThreshold") else { return };
    if !value.as_number().is_some_and(|threshold| (0.0..=1.0).contains(&threshold)) {
        findings.add(RuleId::Similarity, place, || {
            Draft::new(format!("similarityThreshold must be a number from 0 to 1, got {}", shown(value)))
        });
    }
}

fn document_scan(node: &Node<'_>, findings: &mut Findings<'_>) {
    let mode = node.json.get("scanningMode");
    if !matches!(mode.and_then(Json::as_str), Some("single" | "automatic")) {
        findings.add(RuleId::ScanningMode, node.place().field("scanningMode"), || {
            let got = mode.map_or_else(|| "nothing".to_owned(), shown);
            Draft::new(format!("scanningMode must be single or automatic, got {got}"))
        });
    }
    let allowed = node.json.get("allowedDocumentTypes");
    if allowed.and_then(Json::as_array).is_none() {
        let got = allowed.map_or("nothing", Json::kind);
        findings.add(RuleId::DocumentType, node.place().field("allowedDocumentTypes"), || {
            Draft::new(format!("allowedDocumentTypes must be an array, got {got}"))
        });
    }
    for (place, value) in node.items("allowedDocumentTypes") {
        if !value.as_str().is_some_and(|name| DOCUMENT_TYPES.contains(&name)) {
            findings.add(RuleId::DocumentType, place, || {
                Draft::new(format!("{} is not a known document type", shown(value)))
            });
        }
    }
}

/// The two sources of a comparison, with their places.
fn sources<'a>(node: &Node<'a>) -> impl Iterator<Item = (Place<'a>, &'a Json<'a>)> {
    ["sourceA", "sourceB"].into_iter().filter_map(|name| node.field(name))
}

fn source_of<'a>(config: &'a Json<'_>) -> Option<&'a str> {
    config.get("source").and_then(Json::as_str)
}

fn compare_keys(node: &Node<'_>, findings: &mut Findings<'_>) {
    for (place, config) in sources(node) {
        let key = config.get("providedDataKey").and_then(Json::as_str).unwrap_or_default();
        if source_of(config) == Some("providedData") && key.is_empty() {
            findings.add(RuleId::CompareKey, place.field("providedDataKey"), || {
                Draft::new("the source providedData needs a providedDataKey")
            });
        }
    }
}

/// A search that stops at the scans reaches the comparisons that may come before any.
fn source_first(flow: &Flow<'_>, graph: &Graph, findings: &mut Findings<'_>) {
    for (source, scan) in [("faceScan", Kind::FaceScan), ("documentPhoto", Kind::DocumentScan)] {
        let without_scan = graph.search(graph.starts(), |node| flow.is_kind(node, scan));
        for (index, node) in flow.of_kind(Kind::FaceCompare) {
            let uses = sources(node).find(|(_, config)| source_of(config) == Some(source));
            let Some((place, _)) = uses.filter(|_| without_scan.reached(index)) else { continue };
            findings.add(RuleId::SourceFirst, place, || {
                Draft::new(format!("a path leads here without a {scan} before it"))
                    .witness(without_scan.path_to(index))
            });
        }
    }
}

fn branch_after_call(flow: &Flow<'_>, node: &Node<'_>, findings: &mut Findings<'_>) {
    for link in &node.links {
        if link.to.is_some_and(|to| !flow.is_kind(to, Kind::FieldCondition)) {
            findings.add(RuleId::BranchAfterCall, link.place(), || {
                Draft::new("no field condition asks whether the call succeeded")
            });
        }
    }
}

fn operands(node: &Node<'_>, findings: &mut Findings<'_>) {
    for (place, rule) in node.items("rules") {
        let Some(operator) = rule.get("operator").and_then(Json::as_str) else { continue };
        let place = place.field("right");
        match (operator, rule.get("right")) {
            ("exists" | "notExists", Some(_)) => findings.add(RuleId::UnneededRight, place, || {
                Draft::new(format!("the operator {operator} ignores right"))
            }),
            ("equals" | "notEquals" | "gt" | "lt" | "gte" | "lte", None) => {
                findings.add(RuleId::MissingRight, place, || {
                    Draft::new(format!("the operator {operator} has nothing to compare with"))
                });
            }
            _ => {}
        }
    }
}

fn await_times(node: &Node<'_>, findings: &mut Findings<'_>) {
    let Some((place, poll)) = node
        .field("awaitExternal")
        .and_then(|(place, config)| Some((place.field("poll").field("timeoutMs"), config.get("poll")?)))
    else {
        return;
    };
    let time = |name: &str| poll.get(name).and_then(Json::as_number);
    if let (Some(interval), Some(timeout)) = (time("intervalMs"), time("timeoutMs"))
        && timeout < interval
    {
        findings.add(RuleId::AwaitTimes, place, || {
            Draft::new(format!("timeoutMs is {timeout}, less than intervalMs, {interval}"))
        });
    }
}

fn captions(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    let Some(settings) = &flow.settings else { return };
    let controls = settings.json.get("customization").and_then(|all| all.get("controls"));
    let flag = |name: &str| controls.and_then(|controls| controls.get(name)).and_then(Json::as_bool);
    if flag("captionsOpenedByDefault") == Some(true) && flag("showUxControls") == Some(false) {
        let place = Place::setting("customization").field("controls").field("captionsOpenedByDefault");
        findings.add(RuleId::Captions, place, || {
            Draft::new("captionsOpenedByDefault does nothing while showUxControls is false")
        });
    }
}
