//! The flow as the rules see it: nodes by position, each with its links, and what the settings of the
//! session say beside it. Nothing is rejected here; what a node lacks is None.

use std::collections::{HashMap, HashSet};

use crate::flow::json::Json;
use crate::flow::kind::Kind;
use crate::flow::link::{Link, links};
use crate::flow::place::Place;

/// The members of the settings that rules read; all others are skipped, however large they are.
pub const SETTINGS: &[&str] =
    &["flow", "nodes", "edges", "langs", "providedData", "extractionSchema", "customization"];

pub const NO_NODES: &[Json<'static>] = &[];

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
        let links = links(json, index, kind);
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

    /// The elements of an array, with their places; empty if the member is not an array.
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
