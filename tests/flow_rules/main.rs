//! Every rule of the flow check, by flows that break it and near misses that don't (`cases.json`), and
//! flows that have to be free of errors. The documentation of the rules shows the same flows.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken expectation is a panic"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use facesign_api_native::flow::lint;
use facesign_api_native::flow::report::{Finding, Report};
use facesign_api_native::flow::rules::{Levels, RULES, RuleId};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Case {
    rule: String,
    name: Option<String>,
    breaks: Value,
    /// Where the rule is broken.
    at: Vec<String>,
    passes: Value,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("cases.json")).expect("cases")
}

fn check(input: &Value) -> Report {
    lint(&input.to_string(), &Levels::new())
}

fn places<'a>(report: &'a Report, rule: &str) -> Vec<&'a str> {
    report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule)
        .map(|finding| finding.path.as_str())
        .collect()
}

#[test]
fn each_rule_finds_what_breaks_it_where_it_is() {
    for Case { rule, name, breaks, at, .. } in cases() {
        let report = check(&breaks);
        assert_eq!(places(&report, &rule), at, "{rule}: {name:?}");
    }
}

#[test]
fn each_rule_lets_a_near_miss_pass() {
    for Case { rule, name, passes, .. } in cases() {
        let report = check(&passes);
        assert_eq!(places(&report, &rule), [""; 0], "{rule}: {name:?}");
    }
}

#[test]
fn each_rule_has_a_case() {
    let covered: BTreeSet<String> = cases().into_iter().map(|case| case.rule).collect();
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(covered, rules);
}

/// What is an example of one rule shouldn't be a bad example otherwise.
#[test]
fn a_near_miss_has_no_error() {
    for Case { rule, name, passes, .. } in cases() {
        let report = check(&passes);
        assert!(report.ok, "{rule}: {name:?}: {:#?}", report.findings);
    }
}

#[test]
fn messages_are_short_and_each_finding_leads_to_its_value() {
    for Case { breaks, .. } in cases() {
        for Finding { rule, message, fix, pointer, path, .. } in check(&breaks).findings {
            assert!(message.len() < 200 && fix.len() < 200, "{rule}: {message}. {fix}");
            assert!(!message.ends_with('.') && !fix.ends_with('.'), "{rule}: {message}");
            let settings =
                if breaks.is_array() { serde_json::json!({ "flow": breaks }) } else { breaks.clone() };
            let (parent, _) = pointer.rsplit_once('/').expect("a pointer");
            // What is missing may be missing with all that it is in.
            let found = settings.pointer(parent).is_some() || message.contains("isn't linked");
            assert!(found, "{rule} at {path}: {pointer}");
        }
    }
}

#[test]
fn a_rule_can_be_turned_off_and_can_have_another_severity() {
    let input = r#"[{"id":"start","type":"start","outcome":"nowhere"}]"#;
    let levels = |json: &str| serde_json::from_str::<Levels>(json).expect("levels");
    let counts = |json: &str| {
        let report = lint(input, &levels(json));
        (report.ok, report.counts.error, report.counts.warning, report.counts.info)
    };
    assert_eq!(counts("{}"), (false, 2, 0, 0));
    assert_eq!(counts(r#"{"links/target":"off"}"#), (false, 1, 0, 0));
    assert_eq!(counts(r#"{"links/target":"info","structure/has-end":"warning"}"#), (true, 0, 1, 1));
    assert_eq!(counts(r#"{"prompts/english":"error"}"#), (false, 2, 0, 0));
}

#[test]
fn what_is_no_json_is_one_finding() {
    for text in ["", "{", "nothing"] {
        let report = lint(text, &Levels::new());
        assert_eq!((report.ok, places(&report, "structure/flow")), (false, vec!["flow"]), "{text}");
    }
}

#[test]
fn findings_and_witnesses_are_capped_and_the_rest_is_counted() {
    let mut flow = vec![serde_json::json!({ "id": "start", "type": "start", "outcome": "0" })];
    flow.extend((0..300).map(|at| {
        serde_json::json!({ "id": at.to_string(), "type": "external_call", "outcome": (at + 1).to_string() })
    }));
    flow.push(serde_json::json!({ "id": "300", "type": "recognition", "outcomes": {
        "recognized": "end", "newUser": "end", "noFace": "end" } }));
    flow.push(serde_json::json!({ "id": "end", "type": "end" }));
    let report = check(&Value::from(flow));
    assert_eq!(places(&report, "fields/branch-after-call").len(), 100);
    assert_eq!((report.counts.info, report.left_out), (301, 200));
    let warm_up = report.findings.iter().find(|finding| finding.rule == "camera/warm-up").expect("a finding");
    let witness = warm_up.witness.as_ref().expect("a witness");
    assert_eq!((witness.len(), warm_up.witness_left_out), (50, Some(252)));
    assert_eq!((witness[0].as_str(), witness[49].as_str()), ("start", "300"));
}

#[test]
fn findings_come_in_the_order_of_the_flow_and_of_the_table() {
    let order = |finding: &Finding| {
        let node = finding
            .pointer
            .strip_prefix("/flow/")
            .and_then(|rest| rest.split('/').next()?.parse::<i64>().ok());
        let rule = RuleId::all().position(|rule| rule.info().id == finding.rule);
        (node.unwrap_or(-1), rule)
    };
    for Case { breaks, .. } in cases() {
        assert!(check(&breaks).findings.iter().map(order).is_sorted());
    }
}

#[test]
fn ids_of_rules_are_unique_and_have_a_group() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.id.split_once('/').is_some(), "{}", rule.id);
        assert!(
            rule.summary.ends_with('.') && rule.why.ends_with('.') && rule.source.ends_with('.'),
            "{}",
            rule.id
        );
    }
}

/// The flows in the fixtures' requests and responses.
#[test]
fn flows_of_the_fixtures_have_no_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("fixtures") {
        let path = entry.expect("an entry").path();
        let json: Value = serde_json::from_str(&fs::read_to_string(&path).expect("text")).unwrap_or_default();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        // Sessions from before the current form, by name.
        if name == "list_sessions_legacy.json" {
            continue;
        }
        for settings in settings_in(&json) {
            let report = check(settings);
            assert!(report.ok, "{name}: {:#?}", report.findings);
            seen += 1;
        }
    }
    assert!(seen >= 10, "only {seen} flows were found");
}

/// Every object that has a `flow`, at any depth.
fn settings_in(json: &Value) -> Vec<&Value> {
    let inner: Vec<&Value> = match json {
        Value::Object(members) if members.contains_key("flow") => return vec![json],
        Value::Object(members) => members.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    inner.into_iter().flat_map(settings_in).collect()
}
