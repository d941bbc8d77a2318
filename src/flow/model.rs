//! The flow as the rules see it: nodes by position, each with its links, and what the settings of the
//! session say beside it. Nothing is rejected here; what a node lacks is None.

use std::collections::{HashMap, HashSet};

use crate::flow::json::Json;
use crate::flow::kind::{AWAIT_EXITS, Exits, Kind};
use crate::flow::place::Place;

/// The members of the settings that rules read; all others are skipped, however large they are.
pub const SETTINGS: &[&str] =
    &["flow", "nodes", "edges", "langs", "providedData", "extractionSchema", "customization"];

const NO_NODES: &[Json<'static>] = &[];

/// A flow, and the settings around it where they are known.
pub struct Flow<'a> {
    /// In the order of the flow.
    pub nodes: Vec<Node<'a>>,
    /// What should be the array of nodes; None where it is missing.
    pub json: Option<&'a Json<'a>>,
    /// None for an input that is an array of nodes: what the session provides isn't known then.
    pub settings: Option<Settings<'a>>,
}

/// One entry of the flow.
pub struct Node<'a> {
    pub json: &'a Json<'a>,
    /// Its place in the flow, and in the graph.
    pub index: usize,
    /// None where it is missing or no string.
    pub id: Option<&'a str>,
    /// None for an unknown type.
    pub kind: Option<Kind>,
    pub links: Vec<Link<'a>>,
}

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

impl<'a> Flow<'a> {
    /// Takes a flow, or an object that has it as `flow`.
    pub fn of(input: &'a Json<'a>) -> Self {
        let settings = input.as_object().map(|_| Settings::of(input));
        let json = if settings.is_some() { input.get("flow") } else { Some(input) };
        let entries = json.and_then(Json::as_array).unwrap_or(NO_NODES);
        let mut nodes: Vec<Node<'a>> =
            entries.iter().enumerate().map(|(index, json)| Node::of(json, index)).collect();
        resolve(&mut nodes);
        Self { nodes, json, settings }
    }

    pub fn node(&self, index: usize) -> Option<&Node<'a>> {
        self.nodes.get(index)
    }

    /// Nodes of this kind, in order, with their index.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (usize, &Node<'a>)> {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.kind == Some(kind))
    }

    pub fn is_kind(&self, index: usize, kind: Kind) -> bool {
        self.node(index).is_some_and(|node| node.kind == Some(kind))
    }
}

/// Where an id occurs twice, it means the first node.
fn resolve(nodes: &mut [Node<'_>]) {
    let mut by_id = HashMap::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        if let Some(id) = node.id {
            by_id.entry(id).or_insert(index);
        }
    }
    for link in nodes.iter_mut().flat_map(|node| &mut node.links) {
        link.to = link.target.and_then(Json::as_str).and_then(|id| by_id.get(id).copied());
    }
}

impl<'a> Node<'a> {
    fn of(json: &'a Json<'a>, index: usize) -> Self {
        let kind = json.get("type").and_then(Json::as_str).and_then(Kind::of);
        let links = Links { json, from: index, found: Vec::new() }.of(kind);
        Self { json, id: json.get("id").and_then(Json::as_str), kind, links, index }
    }

    pub const fn place(&self) -> Place<'a> {
        Place::node(self.index)
    }

    /// The member of this name, with its place.
    pub fn field(&self, name: &'static str) -> Option<(Place<'a>, &'a Json<'a>)> {
        Some((self.place().field(name), self.json.get(name)?))
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.json.get(name).and_then(Json::as_str)
    }

    /// The elements of an array, with their places; empty where the member is no array.
    pub fn items(&self, name: &'static str) -> impl Iterator<Item = (Place<'a>, &'a Json<'a>)> + use<'a> {
        let place = self.place().field(name);
        let items = self.json.get(name).and_then(Json::as_array).unwrap_or(NO_NODES);
        items.iter().enumerate().map(move |(index, item)| (place.item(index), item))
    }

    /// The node behind the outcome of this key.
    pub fn target_of(&self, key: &str) -> Option<usize> {
        self.links.iter().find(|link| link.label == key)?.to
    }

    /// Whether it may lead to what isn't known: by fields of an unknown type, or by a broken link,
    /// which is reported by itself. What can't be decided for such a node isn't reported.
    pub fn is_open(&self) -> bool {
        self.kind.is_none() || self.links.iter().any(Link::is_broken)
    }
}

struct Links<'a> {
    json: &'a Json<'a>,
    from: usize,
    found: Vec<Link<'a>>,
}

impl<'a> Links<'a> {
    fn of(mut self, kind: Option<Kind>) -> Vec<Link<'a>> {
        match kind.map(Kind::exits) {
            Some(Exits::None) => {}
            Some(Exits::One) => self.one(),
            Some(Exits::Fixed(keys)) => self.keyed(keys),
            Some(Exits::Conditional) => self.conditional(),
            Some(Exits::Rules) => self.rules(),
            None => self.guessed(),
        }
        if kind == Some(Kind::Conversation) {
            self.await_exits();
        }
        self.found
    }

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

/// What a session provides, as far as rules ask for it.
pub struct Settings<'a> {
    pub json: &'a Json<'a>,
    /// Keys of `providedData`.
    pub provided: HashSet<&'a str>,
    /// Names in `extractionSchema`.
    pub extracted: HashSet<&'a str>,
    /// How many languages the session can be held in.
    pub langs: usize,
}

impl<'a> Settings<'a> {
    fn of(json: &'a Json<'a>) -> Self {
        let provided = json.get("providedData").and_then(Json::as_object).unwrap_or_default();
        let schema = json.get("extractionSchema").and_then(Json::as_array).unwrap_or_default();
        Self {
            json,
            provided: provided.iter().map(|(name, _)| &**name).collect(),
            extracted: schema.iter().filter_map(|field| field.get("fieldName")?.as_str()).collect(),
            langs: json.get("langs").and_then(Json::as_array).map_or(0, <[_]>::len),
        }
    }
}
