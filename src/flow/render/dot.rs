//! DOT, the language of Graphviz.

use std::fmt::Write;

use super::{Arrow, Box, Picture, Shape};
use crate::flow::rules::Severity;

pub fn text(picture: &Picture) -> String {
    let mut text = String::from(
        "digraph flow {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for one in &picture.boxes {
        let _ = writeln!(text, "  {}", vertex(one));
    }
    for (index, id) in picture.missing.iter().enumerate() {
        let style = "shape=plain, fontcolor=\"#b00020\"";
        let _ = writeln!(text, "  m{index} [label=\"no node {}\", {style}];", escaped(id));
    }
    for arrow in &picture.arrows {
        let _ = writeln!(text, "  {}", edge(arrow));
    }
    text.push_str("}\n");
    text
}

fn vertex(one: &Box) -> String {
    let style = match one.shape {
        Shape::Terminal => "shape=oval",
        Shape::Spoken => "shape=box, style=rounded",
        Shape::Choice => "shape=diamond",
        Shape::Step => "shape=box",
        Shape::Marked(Severity::Error) => {
            "shape=octagon, style=filled, fillcolor=\"#ffdce0\", color=\"#b00020\", penwidth=3"
        }
        Shape::Marked(Severity::Warning) => {
            "shape=trapezium, style=filled, fillcolor=\"#fff2cc\", color=\"#8a6100\", penwidth=2"
        }
        Shape::Marked(Severity::Info) => "shape=note, style=filled, fillcolor=\"#dcecff\", color=\"#0b5cad\"",
    };
    format!("{} [label=\"{}\", {style}];", one.name, escaped(&one.label))
}

fn edge(arrow: &Arrow) -> String {
    match arrow.label.trim() {
        "" => format!("{} -> {};", arrow.from, arrow.to),
        label => format!("{} -> {} [label=\"{}\"];", arrow.from, arrow.to, escaped(label)),
    }
}

/// In quotes a backslash begins an escape, and an ampersand an entity of HTML.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;").replace('\n', "\\n")
}
