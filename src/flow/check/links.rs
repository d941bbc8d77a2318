//! Group `links`: every way out of a node leads to a node.

use std::collections::HashSet;

use crate::flow::json::Json;
use crate::flow::kind::{Exits, Kind};
use crate::flow::link::{Link, Slot};
use crate::flow::model::{Flow, Node};
use crate::flow::place::Place;
use crate::flow::report::{Draft, Findings, quoted};
use crate::flow::rules::RuleId;

pub fn check(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    for node in &flow.nodes {
        end_is_final(node, findings);
        not_empty(node, findings);
        conditional_outcomes(node, findings);
        // What an unknown type means by its fields isn't known.
        if node.kind.is_some() {
            links(node, findings);
        }
    }
}

fn end_is_final(node: &Node<'_>, findings: &mut Findings<'_>) {
    if node.kind != Some(Kind::End) {
        return;
    }
    for name in ["outcome", "outcomes"] {
        if let Some((place, _)) = node.field(name) {
            findings.add(RuleId::EndIsFinal, place, || Draft::new(format!("an end node can't have {name}")));
        }
    }
}

fn not_empty(node: &Node<'_>, findings: &mut Findings<'_>) {
    let name = match node.kind.map(Kind::exits) {
        Some(Exits::Conditional) => "outcomes",
        Some(Exits::Rules) => "rules",
        _ => return,
    };
    let problem = match node.json.get(name) {
        Some(Json::Array(items)) if !items.is_empty() => return,
        Some(Json::Array(_)) => format!("{name} is empty"),
        Some(other) => format!("{name} must be an array, got {}", other.kind()),
        None => format!("{name} is missing"),
    };
    findings.add(RuleId::NotEmpty, node.place().field(name), || Draft::new(problem));
}

fn conditional_outcomes(node: &Node<'_>, findings: &mut Findings<'_>) {
    if node.kind.map(Kind::exits) != Some(Exits::Conditional) {
        return;
    }
    let mut seen = HashSet::new();
    for (place, outcome) in node.items("outcomes") {
        for name in ["id", "condition"] {
            if outcome.get(name).and_then(Json::as_str).is_none() {
                let got = outcome.get(name).map_or("nothing", Json::kind);
                findings.add(RuleId::ConditionalOutcome, place.field(name), || {
                    Draft::new(format!("{name} of a conditional outcome must be a string, got {got}"))
                });
            }
        }
        if let Some(id) = outcome.get("id").and_then(Json::as_str)
            && !seen.insert(id)
        {
            findings.add(RuleId::UniqueOutcomeId, place.field("id"), || {
                Draft::new(format!("another outcome of this node has the id {} already", quoted(id)))
            });
        }
    }
}

fn links(node: &Node<'_>, findings: &mut Findings<'_>) {
    // One finding for outcomes that are missing as a whole.
    if let Some(Exits::Fixed(keys)) = node.kind.map(Kind::exits)
        && node.json.get("outcomes").and_then(Json::as_object).is_none()
    {
        let got = node.json.get("outcomes").map_or("nothing", Json::kind);
        findings.add(RuleId::AllLinked, node.place().field("outcomes"), || {
            Draft::new(format!("outcomes must be an object with {}, got {got}", keys.join(", ")))
        });
        return;
    }
    for link in &node.links {
        match link.target {
            None => missing(node, link, findings),
            Some(target) if link.to.is_none() => no_such_node(link.place(), target, findings),
            Some(_) => {}
        }
    }
}

fn missing(node: &Node<'_>, link: &Link<'_>, findings: &mut Findings<'_>) {
    let rule = match link.slot {
        Slot::Outcome | Slot::Key | Slot::Rule(_) | Slot::Default => RuleId::AllLinked,
        Slot::FilledIn => RuleId::Inconclusive,
        Slot::Conditional(_) => RuleId::ConditionalOutcome,
        Slot::AwaitExit => RuleId::AwaitExits,
    };
    findings.add(rule, link.place(), || {
        let draft = Draft::new(match link.slot {
            Slot::FilledIn => "inconclusive isn't linked; the server leads it where noFace leads".to_owned(),
            _ => format!("{} isn't linked", link.place().path()),
        });
        match similar_key(node, link) {
            Some(key) => draft.fix(format!("Rename the outcome {} to {}", quoted(key), link.label)),
            None => draft,
        }
    });
}

/// A key beside the missing one that differs by a letter: some types have `canceled`, others `cancelled`.
fn similar_key<'a>(node: &Node<'a>, missing: &Link<'a>) -> Option<&'a str> {
    let keys = node.json.get("outcomes")?.as_object()?;
    let plain = |key: &str| key.to_lowercase().replace("ll", "l").replace('_', "");
    let mut others = keys.iter().map(|(key, _)| &**key);
    others.find(|key| *key != missing.label && plain(key) == plain(missing.label))
}

fn no_such_node(place: Place<'_>, target: &Json<'_>, findings: &mut Findings<'_>) {
    findings.add(RuleId::TargetExists, place, || {
        Draft::new(match target {
            Json::String(id) => format!("no node has the id {}", quoted(id)),
            other => format!("the target must be the id of a node, got {}", other.kind()),
        })
    });
}
