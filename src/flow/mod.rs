//! The flow check: finds what can't work in the flow of a session, or goes wrong for some end users,
//! before one meets it. Pure: a flow as JSON text in, a report or a picture out. It depends on nothing
//! else of this crate.
//!
//! `rules` is the table of rules; `check` has one file for each group of them. `model` and `graph` are
//! built once for all. An invalid flow is reported, never an error; the cost grows linearly.
#![forbid(unsafe_code)]

mod check;
mod document_types;
mod graph;
mod json;
mod kind;
mod link;
mod model;
mod place;
pub mod render;
pub mod report;
pub mod rules;

use json::{Json, well_formed};
use model::{Flow, SETTINGS};
use place::Place;
use report::{Draft, Findings, Report};
use rules::{Levels, RuleId, Severities};

/// Checks a flow: JSON text of an array of nodes, or of the settings of a session. Rules that `levels`
/// doesn't name have the severity of the table; unknown names do nothing.
pub fn lint(input: &str, levels: &Levels) -> Report {
    let severities = Severities::with(levels);
    if input.is_empty() {
        return unreadable(
            "the flow is missing, or JSON.stringify refuses it: a cycle, a BigInt, too deep",
            severities,
        );
    }
    let input = well_formed(input);
    match Json::read(&input, SETTINGS) {
        Ok(json) => {
            let flow = Flow::of(&json);
            let mut findings = Findings::new(&flow, severities);
            check::all(&flow, &mut findings);
            findings.report()
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            unreadable(&format!("the flow isn't JSON: line {line}, column {column}"), severities)
        }
    }
}

fn unreadable(message: &str, severities: Severities) -> Report {
    let flow = Flow::of(&Json::Null);
    let mut findings = Findings::new(&flow, severities);
    findings.add(RuleId::Readable, Place::setting("flow"), || Draft::new(message));
    findings.report()
}
