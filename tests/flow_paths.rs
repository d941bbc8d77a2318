//! The rules that search the graph, against plain enumeration of paths: random flows of up to 8 nodes,
//! of which every simple path and every simple cycle is written down.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken expectation is a panic"
)]

use std::collections::BTreeSet;

use facesign_api_native::flow::lint;
use facesign_api_native::flow::report::{Finding, Report};
use facesign_api_native::flow::rules::Levels;
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    End,
    /// A conversation that speaks.
    Spoken,
    /// A conversation without words.
    Silent,
    Liveness,
    FaceScan,
    DocumentScan,
    /// A comparison with the video of the session.
    CompareVideo,
    /// A comparison of the document's photo with the scan of the face.
    CompareStored,
    Code,
    Permissions,
    Call,
    Validation,
    Condition,
    Unknown,
}

use Kind::*;

const KINDS: [Kind; 15] = [
    Start,
    End,
    Spoken,
    Silent,
    Liveness,
    FaceScan,
    DocumentScan,
    CompareVideo,
    CompareStored,
    Code,
    Permissions,
    Call,
    Validation,
    Condition,
    Unknown,
];

/// A flow as the oracle sees it.
#[derive(Debug, Clone)]
struct Model {
    kinds: Vec<Kind>,
    /// By node: where each outcome leads; none for a broken link.
    exits: Vec<Vec<Option<usize>>>,
}

const fn exits_of(kind: Kind) -> usize {
    match kind {
        End => 0,
        Start | Call | Spoken | Silent => 1,
        Permissions | Validation | Condition | Unknown => 2,
        DocumentScan | CompareVideo | CompareStored => 3,
        Liveness | FaceScan => 4,
        Code => 5,
    }
}

fn models() -> impl Strategy<Value = Model> {
    let kinds = prop::collection::vec(prop::sample::select(&KINDS[..]), 1..8);
    (kinds, any::<bool>(), prop::collection::vec(0..40_usize, 40)).prop_map(|(mut kinds, rarely, numbers)| {
        if !rarely {
            kinds.insert(0, Start);
        }
        let count = kinds.len();
        let mut numbers = numbers.into_iter().cycle();
        // One link in forty is broken.
        let mut target = || numbers.next().filter(|number| *number < 39).map(|number| number % count);
        let exits = kinds.iter().map(|kind| (0..exits_of(*kind)).map(|_| target()).collect()).collect();
        Model { kinds, exits }
    })
}

impl Model {
    fn json(&self) -> Value {
        self.kinds
            .iter()
            .zip(&self.exits)
            .enumerate()
            .map(|(at, (kind, exits))| node(at, *kind, exits))
            .collect()
    }

    fn next(&self, node: usize) -> impl Iterator<Item = usize> {
        self.exits[node].iter().flatten().copied()
    }

    fn is(&self, node: usize, kinds: &[Kind]) -> bool {
        kinds.contains(&self.kinds[node])
    }

    fn nodes(&self) -> impl Iterator<Item = usize> {
        0..self.kinds.len()
    }

    /// Every path without repetition that begins here and stays within `inside`.
    fn paths(&self, from: usize, inside: &dyn Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut found = Vec::new();
        self.extend(vec![from], inside, &mut found);
        found
    }

    fn extend(&self, path: Vec<usize>, inside: &dyn Fn(usize) -> bool, found: &mut Vec<Vec<usize>>) {
        let next: BTreeSet<usize> = self.next(path[path.len() - 1]).collect();
        for next in next.into_iter().filter(|next| inside(*next) && !path.contains(next)) {
            self.extend([path.clone(), vec![next]].concat(), inside, found);
        }
        found.push(path);
    }

    fn all_paths(&self) -> Vec<Vec<usize>> {
        let starts = self.nodes().filter(|node| self.is(*node, &[Start]));
        starts.flat_map(|start| self.paths(start, &|_| true)).collect()
    }

    fn leads(&self, from: usize, to: usize, inside: &dyn Fn(usize) -> bool) -> bool {
        self.paths(from, inside).iter().any(|path| path[path.len() - 1] == to)
    }

    /// Every cycle among these nodes, by each of its nodes.
    fn cycles(&self, inside: &dyn Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let closes = |path: &Vec<usize>| self.next(path[path.len() - 1]).any(|next| next == path[0]);
        let nodes = self.nodes().filter(|node| inside(*node));
        nodes.flat_map(|node| self.paths(node, inside)).filter(closes).collect()
    }

    fn is_open(&self, node: usize) -> bool {
        self.is(node, &[Unknown]) || self.exits[node].contains(&None)
    }
}

fn node(at: usize, kind: Kind, exits: &[Option<usize>]) -> Value {
    let to = |exit: usize| exits[exit].map_or_else(|| "nowhere".to_owned(), |to| to.to_string());
    let keyed = |keys: &[&str]| -> Value {
        keys.iter().enumerate().map(|(exit, key)| ((*key).to_owned(), Value::from(to(exit)))).collect()
    };
    let outcomes = || -> Value {
        let one = |exit: usize| json!({ "id": exit.to_string(), "targetNodeId": to(exit), "condition": "" });
        (0..exits.len()).map(one).collect()
    };
    let mut node = match kind {
        Start => json!({ "type": "start", "outcome": to(0) }),
        End => json!({ "type": "end" }),
        Spoken => json!({ "type": "conversation", "prompt": "Say: Welcome.", "outcomes": outcomes() }),
        Silent => json!({ "type": "conversation", "prompt": "Say: ", "outcomes": outcomes() }),
        Liveness => json!({ "type": "liveness_detection",
            "outcomes": keyed(&["livenessDetected", "deepfakeDetected", "noFace", "inconclusive"]) }),
        FaceScan => {
            json!({ "type": "face_scan", "outcomes": keyed(&["passed", "notPassed", "cancelled", "error"]) })
        }
        DocumentScan => {
            json!({ "type": "document_scan", "scanningMode": "single", "allowedDocumentTypes": [],
            "outcomes": keyed(&["scanSuccess", "userCancelled", "scanTimeout"]) })
        }
        CompareVideo => json!({ "type": "face_compare", "sourceA": { "source": "sessionVideo" },
            "sourceB": { "source": "documentPhoto" }, "outcomes": keyed(&["match", "noMatch", "imageUnavailable"]) }),
        CompareStored => json!({ "type": "face_compare", "sourceA": { "source": "faceScan" },
            "sourceB": { "source": "documentPhoto" }, "outcomes": keyed(&["match", "noMatch", "imageUnavailable"]) }),
        Code => json!({ "type": "two_factor_email",
            "outcomes": keyed(&["verified", "delivery_failed", "failed_unverified", "cancelled", "error"]) }),
        Permissions => json!({ "type": "permissions", "permissions": {},
            "outcomes": keyed(&["permissionsGranted", "permissionsDenied"]) }),
        Call => {
            json!({ "type": "external_call", "request": { "url": "https://hooks.example.com" }, "outcome": to(0) })
        }
        Validation => json!({ "type": "data_validation", "outcomes": outcomes() }),
        Condition => json!({ "type": "field_condition", "default": to(1),
            "rules": [{ "left": { "source": "providedData", "field": "a" }, "operator": "exists", "outcome": to(0) }] }),
        Unknown => json!({ "type": "survey", "outcomes": keyed(&["one", "other"]) }),
    };
    node["id"] = Value::from(at.to_string());
    node
}

fn found<'a>(report: &'a Report, rule: &str) -> Vec<(usize, &'a Finding)> {
    let of_rule = report.findings.iter().filter(|finding| finding.rule == rule);
    of_rule
        .map(|finding| {
            let id = finding.node_id.as_deref().expect("an id");
            (id.parse().expect("a number"), finding)
        })
        .collect()
}

fn nodes_of(found: &[(usize, &Finding)]) -> BTreeSet<usize> {
    found.iter().map(|(node, _)| *node).collect()
}

fn witness(finding: &Finding) -> Vec<usize> {
    let witness = finding.witness.as_ref().expect("a witness");
    witness.iter().map(|id| id.parse().expect("a number")).collect()
}

fn is_path(model: &Model, path: &[usize]) -> bool {
    path.windows(2).all(|step| model.next(step[0]).any(|next| next == step[1]))
}

/// Nodes where a path ends that begins at a start and has none of these before its last node.
fn reached_without(model: &Model, stops: &dyn Fn(usize) -> bool) -> BTreeSet<usize> {
    let paths = model.all_paths().into_iter();
    paths
        .filter(|path| !path[..path.len() - 1].iter().any(|node| stops(*node)))
        .map(|path| path[path.len() - 1])
        .collect()
}

fn check_witnesses(model: &Model, found: &[(usize, &Finding)], stops: &dyn Fn(usize) -> bool) {
    for (node, finding) in found {
        let path = witness(finding);
        assert!(is_path(model, &path), "{path:?}");
        assert!(model.is(path[0], &[Start]) && path[path.len() - 1] == *node, "{path:?}");
        assert!(!path[..path.len() - 1].iter().any(|node| stops(*node)), "{path:?}");
    }
}

fn reachability(model: &Model, report: &Report, reachable: &BTreeSet<usize>) {
    let found = nodes_of(&found(report, "paths/unreachable"));
    let has_start = model.kinds.contains(&Start);
    if !has_start || reachable.iter().any(|node| model.is_open(*node)) {
        assert_eq!(found, BTreeSet::new());
    } else {
        assert_eq!(found, model.nodes().filter(|node| !reachable.contains(node)).collect());
    }
}

fn dead_ends(model: &Model, report: &Report, reachable: &BTreeSet<usize>) {
    let found = found(report, "paths/dead-end");
    if !model.kinds.contains(&End) {
        assert!(found.is_empty());
        return;
    }
    let may_end = |node: usize| model.is(node, &[End]) || model.is_open(node);
    let is_stuck =
        |node: &usize| !model.paths(*node, &|_| true).iter().any(|path| may_end(path[path.len() - 1]));
    let stuck: BTreeSet<usize> = reachable.iter().copied().filter(is_stuck).collect();
    let traps = nodes_of(&found);
    assert!(traps.is_subset(&stuck), "{traps:?} of {stuck:?}");
    // Every stuck path ends in a node that was reported, and no two reports are about the same place.
    for node in &stuck {
        assert!(traps.iter().any(|trap| model.leads(*node, *trap, &|_| true)), "{node} is stuck");
    }
    for (one, other) in traps.iter().flat_map(|one| traps.iter().map(move |other| (one, other))) {
        assert!(one == other || !model.leads(*one, *other, &|_| true), "{one} and {other}");
    }
    check_witnesses(model, &found, &|_| false);
}

fn cycles(model: &Model, report: &Report, reachable: &BTreeSet<usize>) {
    let conditions = |node: usize| reachable.contains(&node) && model.is(node, &[Condition]);
    let machines = |node: usize| reachable.contains(&node) && model.is(node, &[Condition, Call, Validation]);
    let all = |_: &Vec<usize>| true;
    let calls = |cycle: &Vec<usize>| cycle.iter().any(|node| !model.is(*node, &[Condition]));
    cycles_of(model, &found(report, "paths/condition-cycle"), &conditions, &all);
    cycles_of(model, &found(report, "paths/machine-cycle"), &machines, &calls);
}

/// Each such cycle is reported once, at a node that it leads to and back from.
fn cycles_of(
    model: &Model,
    found: &[(usize, &Finding)],
    inside: &dyn Fn(usize) -> bool,
    counts: &dyn Fn(&Vec<usize>) -> bool,
) {
    let cycles: Vec<Vec<usize>> = model.cycles(inside).into_iter().filter(|cycle| counts(cycle)).collect();
    let is_same =
        |one: usize, other: usize| model.leads(one, other, inside) && model.leads(other, one, inside);
    for cycle in &cycles {
        let reports = found.iter().filter(|(node, _)| is_same(cycle[0], *node)).count();
        assert_eq!(reports, 1, "{cycle:?}");
    }
    for (node, finding) in found {
        assert!(cycles.iter().any(|cycle| is_same(cycle[0], *node)), "{node} is in no cycle");
        let path = witness(finding);
        assert!(path.len() > 1 && is_path(model, &path) && path.iter().all(|node| inside(*node)), "{path:?}");
        assert!(path[0] == *node && path[path.len() - 1] == *node, "{path:?}");
    }
}

fn warm_up(model: &Model, report: &Report) {
    let warms = |node: usize| model.is(node, &[Spoken, Code, Liveness, FaceScan, CompareVideo]);
    let cold = reached_without(model, &warms);
    for (rule, kinds) in [
        ("camera/warm-up", &[Liveness, FaceScan, CompareVideo][..]),
        ("camera/compare-warm-up", &[CompareStored][..]),
    ] {
        let found = found(report, rule);
        assert_eq!(
            nodes_of(&found),
            cold.iter().copied().filter(|node| model.is(*node, kinds)).collect(),
            "{rule}"
        );
        check_witnesses(model, &found, &warms);
    }
}

fn source_first(model: &Model, report: &Report) {
    let expected = |scan: Kind, users: &[Kind]| {
        let reached = reached_without(model, &|node| model.is(node, &[scan]));
        reached.into_iter().filter(|node| model.is(*node, users)).collect::<BTreeSet<usize>>()
    };
    let found = found(report, "fields/source-first");
    let at = |source: &str| {
        found.iter().filter(|(_, one)| one.path.ends_with(source)).copied().collect::<Vec<_>>()
    };
    assert_eq!(nodes_of(&at("sourceB")), expected(DocumentScan, &[CompareVideo, CompareStored]));
    assert_eq!(nodes_of(&at("sourceA")), expected(FaceScan, &[CompareStored]));
    check_witnesses(model, &at("sourceB"), &|node| model.is(node, &[DocumentScan]));
}

proptest! {
    #[test]
    fn graph_rules_find_what_plain_enumeration_of_paths_finds(model in models()) {
        let report = lint(&model.json().to_string(), &Levels::new());
        let reachable = reached_without(&model, &|_| false);
        reachability(&model, &report, &reachable);
        dead_ends(&model, &report, &reachable);
        cycles(&model, &report, &reachable);
        warm_up(&model, &report);
        source_first(&model, &report);
    }
}
