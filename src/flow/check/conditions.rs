//! Group `prompts`, second half: the conditions by which the avatar chooses a way.

use crate::flow::check::prompts::{Prompt, english};
use crate::flow::json::Json;
use crate::flow::kind::{Exits, Kind};
use crate::flow::model::{Flow, Node};
use crate::flow::place::Place;
use crate::flow::report::{Draft, Findings};
use crate::flow::rules::RuleId;

/// Words that speak of silence, of a number of attempts or of refusal.
const WAYS_OUT: &[&str] = &[
    "abort",
    "answer",
    "any",
    "anything",
    "attempt",
    "attempts",
    "cancel",
    "cancels",
    "decline",
    "declines",
    "declined",
    "else",
    "exit",
    "fail",
    "fails",
    "failed",
    "hang",
    "leave",
    "leaves",
    "no",
    "none",
    "not",
    "otherwise",
    "quit",
    "reject",
    "rejects",
    "refuse",
    "refuses",
    "refused",
    "silence",
    "silent",
    "stop",
    "stops",
    "times",
    "tries",
    "turns",
    "unable",
    "unclear",
    "unresponsive",
    "unwilling",
    "without",
    "won't",
    "can't",
    "cannot",
    "doesn't",
    "didn't",
    "isn't",
];

pub fn check(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    for node in &flow.nodes {
        if node.kind.map(Kind::exits) != Some(Exits::Conditional) {
            continue;
        }
        let conditions = conditions(node);
        for (place, condition) in &conditions {
            english(*place, condition, findings);
        }
        empty_condition(&conditions, findings);
        if node.kind == Some(Kind::Conversation) {
            ways_out(node, &conditions, findings);
            closing_words(node, &conditions, findings);
        }
    }
}

/// The conditions that are strings, with their places.
fn conditions<'a>(node: &Node<'a>) -> Vec<(Place<'a>, &'a str)> {
    let outcomes = node.items("outcomes");
    outcomes
        .filter_map(|(place, outcome)| {
            let condition = outcome.get("condition").and_then(Json::as_str)?;
            Some((place.field("condition"), condition.trim()))
        })
        .collect()
}

fn empty_condition(conditions: &[(Place<'_>, &str)], findings: &mut Findings<'_>) {
    let first = conditions.iter().position(|(_, condition)| condition.is_empty());
    let Some((at, (place, _))) = first.and_then(|at| Some((at, conditions.get(at)?))) else { return };
    let after = conditions.len() - at - 1;
    if after > 0 {
        findings.add(RuleId::EmptyCondition, *place, || {
            Draft::new(format!("this condition always fits, so outcomes after it are never taken: {after}"))
        });
    }
}

fn ways_out(node: &Node<'_>, conditions: &[(Place<'_>, &str)], findings: &mut Findings<'_>) {
    let has_goal = Prompt::of(node).is_some_and(|prompt| !prompt.is_spoken && !prompt.text.is_empty());
    let goes_on = node.json.get("doesNotRequireReply").and_then(Json::as_bool) == Some(true);
    if !has_goal || goes_on || conditions.is_empty() {
        return;
    }
    if !conditions.iter().any(|(_, condition)| condition.is_empty() || is_way_out(condition)) {
        findings.add(RuleId::WaysOut, node.place().field("outcomes"), || {
            Draft::new("no outcome seems to be for silence, too many turns or refusal")
        });
    }
}

fn is_way_out(condition: &str) -> bool {
    let text = condition.to_lowercase().replace('’', "'");
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
    words.any(|word| WAYS_OUT.contains(&word))
}

fn closing_words(node: &Node<'_>, conditions: &[(Place<'_>, &str)], findings: &mut Findings<'_>) {
    let Some((place, Json::Bool(true))) = node.field("doesNotRequireReply") else { return };
    let chooses = conditions.len() > 1 || conditions.iter().any(|(_, condition)| !condition.is_empty());
    if chooses {
        findings.add(RuleId::ClosingWords, place, || {
            Draft::new("nobody answers here, so no outcome can be chosen by an answer")
        });
    }
}
