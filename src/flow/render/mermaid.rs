//! Mermaid: a flowchart that GitHub and many editors draw.

use std::fmt::Write;

use super::{Arrow, Box, Picture, Shape};
use crate::flow::rules::Severity;

const CLASSES: [&str; 4] = [
    "classDef error fill:#ffdce0,stroke:#b00020,stroke-width:3px,color:#000",
    "classDef warning fill:#fff2cc,stroke:#8a6100,stroke-width:2px,color:#000",
    "classDef info fill:#dcecff,stroke:#0b5cad,color:#000",
    "classDef missing fill:#fff,stroke:#b00020,stroke-dasharray:4 3,color:#b00020",
];

pub fn text(picture: &Picture) -> String {
    let mut text = String::from("flowchart TD\n");
    for one in &picture.boxes {
        let _ = writeln!(text, "  {}", vertex(one));
    }
    for (index, id) in picture.missing.iter().enumerate() {
        let _ = writeln!(text, "  m{index}>\"no node {}\"]:::missing", escaped(id));
    }
    for arrow in &picture.arrows {
        let _ = writeln!(text, "  {}", edge(arrow));
    }
    for class in CLASSES {
        let _ = writeln!(text, "  {class}");
    }
    text
}

fn vertex(one: &Box) -> String {
    let (open, close, class) = match one.shape {
        Shape::Terminal => ("([", "])", ""),
        Shape::Spoken => ("(", ")", ""),
        Shape::Choice => ("{", "}", ""),
        Shape::Step => ("[", "]", ""),
        Shape::Marked(Severity::Error) => ("{{", "}}", ":::error"),
        Shape::Marked(Severity::Warning) => ("[/", "\\]", ":::warning"),
        Shape::Marked(Severity::Info) => ("[[", "]]", ":::info"),
    };
    format!("{}{open}\"{}\"{close}{class}", one.name, escaped(&one.label))
}

fn edge(arrow: &Arrow) -> String {
    match arrow.label.trim() {
        "" => format!("{} --> {}", arrow.from, arrow.to),
        label => format!("{} -->|\"{}\"| {}", arrow.from, escaped(label), arrow.to),
    }
}

/// In quotes, only what could end them, begin markup or an entity code has a meaning.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, letter| {
        match letter {
            '\n' => escaped.push_str("<br/>"),
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | ';' => {
                let _ = write!(escaped, "#{};", u32::from(letter));
            }
            _ => escaped.push(letter),
        }
        escaped
    })
}
