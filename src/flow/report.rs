//! What the check found. Findings are in the order of the flow, then of the table of rules, then of the
//! fields. Of each rule so many are reported, and of each path so many nodes; how many were left out
//! is said.

use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::flow::model::Flow;
use crate::flow::place::Place;
use crate::flow::rules::{Basis, RULES, RULESET, RuleId, Severities, Severity};

/// Findings of one rule.
pub const MAX_FINDINGS: usize = 100;
/// Nodes of one witness: the first and the last half of them.
pub const MAX_WITNESS: usize = 50;

/// The result of a check.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Whether there is no error.
    pub ok: bool,
    pub ruleset: &'static str,
    /// All findings, those that were left out as well.
    pub counts: Counts,
    pub findings: Vec<Finding>,
    /// How many findings were left out.
    pub left_out: usize,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub error: usize,
    pub warning: usize,
    pub info: usize,
}

/// Something that breaks a rule.
#[skip_serializing_none]
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub basis: Basis,
    pub path: String,
    pub pointer: String,
    pub node_id: Option<String>,
    pub message: String,
    pub fix: String,
    /// The section of the documentation that explains the rule.
    pub docs: String,
    /// Ids of the nodes on a path that shows it.
    pub witness: Option<Vec<String>>,
    /// How many nodes were left out of the middle of the witness.
    pub witness_left_out: Option<usize>,
}

/// A finding as a rule states it.
pub struct Draft {
    message: String,
    fix: Option<String>,
    witness: Option<Vec<usize>>,
}

impl Draft {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), fix: None, witness: None }
    }

    /// A better fix than the rule's own.
    #[must_use]
    pub fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }

    /// The nodes of a path that shows it.
    #[must_use]
    pub fn witness(self, path: Vec<usize>) -> Self {
        Self { witness: Some(path), ..self }
    }
}

/// Collects the findings of one check.
pub struct Findings<'a> {
    flow: &'a Flow<'a>,
    severities: Severities,
    /// By rule.
    counts: [usize; RULES.len()],
    found: Vec<(Option<usize>, RuleId, Finding)>,
}

impl<'a> Findings<'a> {
    pub fn new(flow: &'a Flow<'a>, severities: Severities) -> Self {
        Self { flow, severities, counts: [0; RULES.len()], found: Vec::new() }
    }

    /// Adds a finding. It is worded only if it is going to be reported.
    pub fn add(&mut self, rule: RuleId, place: Place<'_>, draft: impl FnOnce() -> Draft) {
        let Some(severity) = self.severities.of(rule) else { return };
        let Some(count) = self.counts.get_mut(rule as usize) else { return };
        *count += 1;
        if *count <= MAX_FINDINGS {
            let finding = self.finding(rule, severity, place, draft());
            self.found.push((place.node_index(), rule, finding));
        }
    }

    fn finding(&self, rule: RuleId, severity: Severity, place: Place<'_>, draft: Draft) -> Finding {
        let node = place.node_index().and_then(|index| self.flow.node(index));
        let (witness, witness_left_out) = draft.witness.map(|path| self.witness(&path)).unzip();
        let info = rule.info();
        Finding {
            rule: info.id,
            severity,
            basis: info.basis,
            path: place.path(),
            pointer: place.pointer(),
            node_id: node.and_then(|node| node.id).map(str::to_owned),
            message: draft.message,
            fix: draft.fix.unwrap_or_else(|| info.fix.to_owned()),
            docs: info.docs(),
            witness,
            witness_left_out: witness_left_out.filter(|left_out| *left_out > 0),
        }
    }

    fn witness(&self, path: &[usize]) -> (Vec<String>, usize) {
        let left_out = path.len().saturating_sub(MAX_WITNESS);
        let head = if left_out > 0 { MAX_WITNESS / 2 } else { path.len() };
        let shown = path.iter().take(head).chain(path.iter().skip(head + left_out));
        (shown.map(|index| self.name(*index)).collect(), left_out)
    }

    /// A node's id, or its place for one without.
    fn name(&self, index: usize) -> String {
        let id = self.flow.node(index).and_then(|node| node.id);
        id.map_or_else(|| Place::node(index).path(), str::to_owned)
    }

    pub fn report(mut self) -> Report {
        // Stable: findings of one rule in one node keep the order of the fields.
        self.found.sort_by_key(|(node, rule, _)| (*node, *rule as usize));
        let mut counts = Counts::default();
        for (rule, count) in RuleId::all().zip(self.counts) {
            match self.severities.of(rule) {
                Some(Severity::Error) => counts.error += count,
                Some(Severity::Warning) => counts.warning += count,
                Some(Severity::Info) => counts.info += count,
                None => {}
            }
        }
        let total = counts.error + counts.warning + counts.info;
        let left_out = total - self.found.len();
        let findings = self.found.into_iter().map(|(_, _, finding)| finding).collect();
        Report { ok: counts.error == 0, ruleset: RULESET, counts, findings, left_out }
    }
}

/// The longest id that a message shows.
const MAX_SHOWN: usize = 60;

/// A string of the flow in a message: in quotes, without control characters, cut where it is long.
pub fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN).flat_map(plain).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// The characters that stand for one: a control character, or one that turns the direction of text, is spelled out.
fn plain(letter: char) -> Vec<char> {
    let is_hidden = letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    if is_hidden { letter.escape_unicode().collect() } else { vec![letter] }
}
