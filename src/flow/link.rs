//! The links of a node: every way from it to the next.

use crate::flow::json::Json;
use crate::flow::kind::{AWAIT_EXITS, Exits, Kind};
use crate::flow::model::NO_NODES;
use crate::flow::place::Place;

/// A way from a node to the next.
pub struct Link<'a> {
    pub slot: Slot,
    /// What the way is called in a picture: the outcome's key or id.
    pub label: &'a str,
    /// The id of the target; None where it is missing.
    pub target: Option<&'a Json<'a>>,
    /// The node of that id; None where there is none.
    pub to: Option<usize>,
    /// The node that it begins at.
    from: usize,
}

/// The field that holds a link; it decides which rule reports one that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// `outcome`.
    Outcome,
    /// The member of `outcomes` that the label names.
    Key,
    /// The same, of `inconclusive` beside a `noFace`, from which the server fills it in.
    FilledIn,
    /// `targetNodeId` in `outcomes`.
    Conditional(usize),
    /// `outcome` in `rules`.
    Rule(usize),
    /// `default`.
    Default,
    /// The exit of `awaitExternal` that the label names.
    AwaitExit,
}

impl<'a> Link<'a> {
    /// Whether it leads nowhere. What the server fills in doesn't: it leads where `noFace` does.
    pub fn is_broken(&self) -> bool {
        self.to.is_none() && !(self.slot == Slot::FilledIn && self.target.is_none())
    }

    pub fn place(&self) -> Place<'a> {
        let node = Place::node(self.from);
        match self.slot {
            Slot::Outcome => node.field("outcome"),
            Slot::Key | Slot::FilledIn => node.field("outcomes").field(self.label),
            Slot::Conditional(index) => node.field("outcomes").item(index).field("targetNodeId"),
            Slot::Rule(index) => node.field("rules").item(index).field("outcome"),
            Slot::Default => node.field("default"),
            Slot::AwaitExit => node.field("awaitExternal").field("exits").field(self.label),
        }
    }
}

/// The links of a node, not resolved yet.
pub fn links<'a>(json: &'a Json<'a>, from: usize, kind: Option<Kind>) -> Vec<Link<'a>> {
    let mut links = Links { json, from, found: Vec::new() };
    match kind.map(Kind::exits) {
        Some(Exits::None) => {}
        Some(Exits::One) => links.one(),
        Some(Exits::Fixed(keys)) => links.keyed(keys),
        Some(Exits::Conditional) => links.conditional(),
        Some(Exits::Rules) => links.rules(),
        None => links.guessed(),
    }
    if kind == Some(Kind::Conversation) {
        links.await_exits();
    }
    links.found
}

struct Links<'a> {
    json: &'a Json<'a>,
    from: usize,
    found: Vec<Link<'a>>,
}

impl<'a> Links<'a> {
    fn add(&mut self, slot: Slot, label: &'a str, target: Option<&'a Json<'a>>) {
        self.found.push(Link { slot, label, target, to: None, from: self.from });
    }

    fn one(&mut self) {
        self.add(Slot::Outcome, "", self.json.get("outcome"));
    }

    /// The expected keys in their order, then the others that `outcomes` has.
    fn keyed(&mut self, keys: &'static [&'static str]) {
        let outcomes = self.json.get("outcomes");
        for key in keys {
            let is_filled_in = *key == "inconclusive" && outcomes.and_then(|all| all.get("noFace")).is_some();
            let slot = if is_filled_in { Slot::FilledIn } else { Slot::Key };
            self.add(slot, key, outcomes.and_then(|all| all.get(key)));
        }
        for (key, target) in outcomes.and_then(Json::as_object).unwrap_or_default() {
            if !keys.contains(&&**key) {
                self.add(Slot::Key, key, Some(target));
            }
        }
    }

    fn conditional(&mut self) {
        for (index, outcome) in self.array("outcomes") {
            let label = outcome.get("id").and_then(Json::as_str).unwrap_or_default();
            self.add(Slot::Conditional(index), label, outcome.get("targetNodeId"));
        }
    }

    fn rules(&mut self) {
        for (index, rule) in self.array("rules") {
            let label = rule.get("operator").and_then(Json::as_str).unwrap_or_default();
            self.add(Slot::Rule(index), label, rule.get("outcome"));
        }
        self.add(Slot::Default, "default", self.json.get("default"));
    }

    fn await_exits(&mut self) {
        let Some(config) = self.json.get("awaitExternal") else { return };
        let exits = config.get("exits");
        for key in AWAIT_EXITS {
            self.add(Slot::AwaitExit, key, exits.and_then(|all| all.get(key)));
        }
    }

    /// The fields that known types use, of a type that isn't known.
    fn guessed(&mut self) {
        self.conditional();
        self.keyed(&[]);
        if self.json.get("outcome").is_some() {
            self.one();
        }
    }

    fn array(&self, name: &str) -> impl Iterator<Item = (usize, &'a Json<'a>)> + use<'a> {
        self.json.get(name).and_then(Json::as_array).unwrap_or(NO_NODES).iter().enumerate()
    }
}
