//! Pictures of a flow: text of Mermaid or Graphviz. What a finding is about is marked by its color, its
//! shape and a sign before its name, so that no one has to tell colors apart.

mod dot;
mod mermaid;

use serde::Deserialize;

use crate::flow::json::{Json, well_formed};
use crate::flow::kind::Kind;
use crate::flow::link::Link;
use crate::flow::model::{Flow, Node, SETTINGS};
use crate::flow::rules::Severity;

/// The language of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Mermaid,
    Dot,
}

/// What a picture marks: the part of a finding that it needs.
#[derive(Debug, Deserialize)]
pub struct Mark {
    pub pointer: String,
    pub severity: Severity,
}

/// The picture of a flow, given as `lint` takes it. What can't be drawn is left out: an input that is no
/// flow gives a picture without nodes.
pub fn render(input: &str, format: Format, marks: &[Mark]) -> String {
    let input = well_formed(input);
    let json = Json::read(&input, SETTINGS).unwrap_or(Json::Null);
    let picture = Picture::of(&Flow::of(&json), marks);
    match format {
        Format::Mermaid => mermaid::text(&picture),
        Format::Dot => dot::text(&picture),
    }
}

/// What is drawn.
struct Picture {
    boxes: Vec<Box>,
    arrows: Vec<Arrow>,
    /// Ids that links name and no node has.
    missing: Vec<String>,
}

struct Box {
    name: String,
    label: String,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Terminal,
    Spoken,
    Choice,
    Step,
    /// A finding, in place of the shape of the type.
    Marked(Severity),
}

struct Arrow {
    from: String,
    to: String,
    label: String,
}

/// The longest label of a node's id, or of an arrow.
const MAX_LABEL: usize = 40;

impl Picture {
    fn of(flow: &Flow<'_>, marks: &[Mark]) -> Self {
        let severities = severities(flow.nodes.len(), marks);
        let boxes = flow.nodes.iter().zip(&severities).enumerate();
        let mut picture = Self {
            boxes: boxes.map(|(index, (node, severity))| Box::of(index, node, *severity)).collect(),
            arrows: Vec::new(),
            missing: Vec::new(),
        };
        for (from, node) in flow.nodes.iter().enumerate() {
            for link in &node.links {
                picture.arrow(from, link);
            }
        }
        picture
    }

    fn arrow(&mut self, from: usize, link: &Link<'_>) {
        let to = match (link.to, link.target.and_then(Json::as_str)) {
            (Some(to), _) => format!("n{to}"),
            (None, Some(id)) => {
                self.missing.push(label(id));
                format!("m{}", self.missing.len() - 1)
            }
            (None, None) => return,
        };
        self.arrows.push(Arrow { from: format!("n{from}"), to, label: label(link.label) });
    }
}

impl Box {
    fn of(index: usize, node: &Node<'_>, severity: Option<Severity>) -> Self {
        let id = node.id.map_or_else(|| format!("flow[{index}]"), label);
        let kind = node.text("type").map_or_else(|| "no type".to_owned(), label);
        let sign = severity.map_or("", sign);
        let shape = severity.map_or_else(|| shape_of(node.kind), Shape::Marked);
        Self { name: format!("n{index}"), label: format!("{sign}{id}\n{kind}"), shape }
    }
}

const fn shape_of(kind: Option<Kind>) -> Shape {
    match kind {
        Some(Kind::Start | Kind::End) => Shape::Terminal,
        Some(Kind::Conversation) => Shape::Spoken,
        Some(Kind::FieldCondition | Kind::DataValidation) => Shape::Choice,
        _ => Shape::Step,
    }
}

const fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "✖ ",
        Severity::Warning => "▲ ",
        Severity::Info => "● ",
    }
}

/// The gravest mark of each node.
fn severities(nodes: usize, marks: &[Mark]) -> Vec<Option<Severity>> {
    let mut severities = vec![None; nodes];
    for mark in marks {
        let index = mark
            .pointer
            .strip_prefix("/flow/")
            .and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        if let Some(slot) = index.and_then(|index| severities.get_mut(index)) {
            *slot = Some(slot.map_or(mark.severity, |severity: Severity| gravest(severity, mark.severity)));
        }
    }
    severities
}

fn gravest(one: Severity, other: Severity) -> Severity {
    if (one as u8) < (other as u8) { one } else { other }
}

/// A string of the flow in one line, cut where it is long.
fn label(text: &str) -> String {
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut shown: String = text.chars().take(MAX_LABEL).map(plain).collect();
    if text.chars().nth(MAX_LABEL).is_some() {
        shown.push('…');
    }
    shown
}
