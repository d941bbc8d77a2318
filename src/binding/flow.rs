//! The flow check for JavaScript. JSON comes in; JSON or a picture as a string goes out.

use napi_derive::napi;

use crate::flow;
use crate::flow::render::Format;
use crate::flow::rules::RULES;

/// The report on a flow. `levels` is JSON: severities by the id of the rule.
#[napi(catch_unwind)]
pub fn lint_flow(input: String, levels: String) -> String {
    let levels = serde_json::from_str(&levels).unwrap_or_default();
    serde_json::to_string(&flow::lint(&input, &levels)).unwrap_or_default()
}

/// The picture of a flow, in Mermaid or DOT. `marks` is JSON: an array of findings.
#[napi(catch_unwind)]
pub fn render_flow(input: String, is_mermaid: bool, marks: String) -> String {
    let marks: Vec<_> = serde_json::from_str(&marks).unwrap_or_default();
    flow::render::render(&input, if is_mermaid { Format::Mermaid } else { Format::Dot }, &marks)
}

/// The table of rules in JSON.
#[napi(catch_unwind)]
pub fn flow_rules() -> String {
    serde_json::to_string(RULES.as_slice()).unwrap_or_default()
}
