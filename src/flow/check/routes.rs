//! Group `routes`: outcomes that lead where they shouldn't.

use crate::flow::kind::Kind;
use crate::flow::model::{Flow, Node};
use crate::flow::report::{Draft, Findings};
use crate::flow::rules::RuleId;

pub fn check(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    for (_, node) in flow.of_kind(Kind::LivenessDetection) {
        no_face(flow, node, findings);
        same_target(RuleId::InconclusivePasses, node, ("inconclusive", "livenessDetected"), findings);
    }
    for (_, node) in flow.of_kind(Kind::Recognition) {
        same_target(RuleId::SameWelcome, node, ("newUser", "recognized"), findings);
    }
    for (_, node) in flow.of_kind(Kind::TwoFactorSms) {
        findings
            .add(RuleId::Sms, node.place().field("type"), || Draft::new("two_factor_sms has a known fault"));
    }
    for (_, node) in flow.of_kind(Kind::DocumentScan) {
        conversation_after(flow, node, findings);
    }
}

fn no_face(flow: &Flow<'_>, node: &Node<'_>, findings: &mut Findings<'_>) {
    let ends = node.links.iter().filter(|link| link.label == "noFace");
    for link in ends.filter(|link| link.to.is_some_and(|to| flow.is_kind(to, Kind::End))) {
        findings.add(RuleId::NoFace, link.place(), || {
            Draft::new("noFace ends the session, and comes out wrongly at times")
        });
    }
}

/// Two outcomes that should part, reported at the first.
fn same_target(rule: RuleId, node: &Node<'_>, (key, other): (&str, &str), findings: &mut Findings<'_>) {
    let Some(to) = node.target_of(key) else { return };
    if node.target_of(other) == Some(to) {
        let place = node.place().field("outcomes").field(key);
        findings.add(rule, place, || Draft::new(format!("{key} leads to the same node as {other}")));
    }
}

fn conversation_after(flow: &Flow<'_>, node: &Node<'_>, findings: &mut Findings<'_>) {
    for link in &node.links {
        if link.to.is_some_and(|to| flow.is_kind(to, Kind::Conversation)) {
            findings.add(RuleId::AfterScan, link.place(), || {
                Draft::new("a conversation comes directly after a document scan")
            });
        }
    }
}
