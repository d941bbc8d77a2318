//! Group `camera`: what the checks by video need before them.

use crate::flow::check::prompts::{Prompt, words};
use crate::flow::graph::{Graph, Search};
use crate::flow::json::Json;
use crate::flow::kind::Kind;
use crate::flow::model::{Flow, Node};
use crate::flow::report::{Draft, Findings};
use crate::flow::rules::RuleId;

/// Spoken in 5 seconds, at 150 words a minute.
const WORDS_OF_A_GREETING: usize = 12;

pub fn check(flow: &Flow<'_>, graph: &Graph, findings: &mut Findings<'_>) {
    let warms_up = |index: usize| flow.node(index).is_some_and(warms_up);
    let cold = graph.search(graph.starts(), warms_up);
    warm_up(flow, &cold, findings);
    after_permissions(flow, findings);
    short_greetings(flow, graph, &cold, findings);
}

/// Whether the camera is warm after it.
fn warms_up(node: &Node<'_>) -> bool {
    node.kind.is_some_and(|kind| match kind {
        Kind::Conversation => Prompt::of(node).is_some_and(|prompt| !prompt.text.is_empty()),
        Kind::FaceCompare => uses_video(node),
        kind => kind.is_two_factor() || kind.is_video(),
    })
}

/// A comparison of images that are stored needs no camera.
fn uses_video(node: &Node<'_>) -> bool {
    let source =
        |name: &str| node.json.get(name).and_then(|source| source.get("source")).and_then(Json::as_str);
    let is_stored = |name: &str| matches!(source(name), Some("faceScan" | "providedData" | "documentPhoto"));
    !(is_stored("sourceA") && is_stored("sourceB"))
}

/// What a search that stops at every warm-up still reaches, has a path without one.
fn warm_up(flow: &Flow<'_>, cold: &Search, findings: &mut Findings<'_>) {
    for (index, node) in flow.nodes.iter().enumerate() {
        if !cold.reached(index) || !node.kind.is_some_and(Kind::is_video) {
            continue;
        }
        let rule = if warms_up(node) { RuleId::WarmUp } else { RuleId::CompareWarmUp };
        findings.add(rule, node.place(), || {
            Draft::new("a path leads here without 5 seconds of camera before it").witness(cold.path_to(index))
        });
    }
}

fn after_permissions(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    for (index, node) in flow.of_kind(Kind::Permissions) {
        for link in &node.links {
            let Some((to, next)) = link.to.and_then(|to| Some((to, flow.node(to)?))) else { continue };
            let needs_camera =
                matches!(next.kind, Some(Kind::LivenessDetection | Kind::Recognition | Kind::FaceScan));
            if needs_camera {
                findings.add(RuleId::AfterPermissions, link.place(), || {
                    let name = next.kind.map_or("", Into::into);
                    Draft::new(format!("a {name} comes directly after permissions")).witness(vec![index, to])
                });
            }
        }
    }
}

/// A greeting counts that is the only warm-up before a recognition.
fn short_greetings(flow: &Flow<'_>, graph: &Graph, cold: &Search, findings: &mut Findings<'_>) {
    for (index, node) in flow.of_kind(Kind::Conversation) {
        let Some(prompt) = Prompt::of(node).filter(|prompt| prompt.is_spoken) else { continue };
        let count = words(prompt.text).count();
        let next = graph.successors(index).find(|next| flow.is_kind(*next, Kind::Recognition));
        let Some(next) = next.filter(|_| cold.reached(index) && (1..WORDS_OF_A_GREETING).contains(&count))
        else {
            continue;
        };
        findings.add(RuleId::ShortGreeting, node.place().field("prompt"), || {
            Draft::new(format!("the greeting before a recognition has {count} words"))
                .witness([cold.path_to(index), vec![next]].concat())
        });
    }
}
