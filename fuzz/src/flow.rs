//! Properties of the flow check: every input has a consistent report, and pictures in which no string of the flow
//! ends its quotes.

use facesign_api_native::flow::lint;
use facesign_api_native::flow::render::{Format, Mark, render};
use facesign_api_native::flow::report::{MAX_FINDINGS, MAX_WITNESS, Report};
use facesign_api_native::flow::rules::{Levels, RULES};

pub fn run(data: &[u8]) {
    let input = String::from_utf8_lossy(data);
    let report = lint(&input, &Levels::new());
    adds_up(&report);
    let again = lint(&input, &Levels::new());
    assert_eq!(json(&report), json(&again), "{input:?}");
    let marks: Vec<Mark> = report.findings.iter().map(mark).collect();
    for (format, quote) in [(Format::Mermaid, None), (Format::Dot, Some('\\'))] {
        for line in render(&input, format, &marks).lines() {
            assert_eq!(quotes(line, quote) % 2, 0, "{line:?} of {input:?}");
        }
    }
}

fn json(report: &Report) -> String {
    serde_json::to_string(report).expect("JSON")
}

fn adds_up(report: &Report) {
    let counts = &report.counts;
    assert_eq!(counts.error + counts.warning + counts.info, report.findings.len() + report.left_out);
    assert_eq!(report.ok, counts.error == 0);
    assert!(report.findings.len() <= MAX_FINDINGS * RULES.len());
    for finding in &report.findings {
        assert!(finding.pointer.starts_with('/') && !finding.message.contains('\n'), "{finding:?}");
        assert!(finding.witness.as_ref().is_none_or(|witness| witness.len() <= MAX_WITNESS), "{finding:?}");
    }
}

fn mark(finding: &facesign_api_native::flow::report::Finding) -> Mark {
    Mark { pointer: finding.pointer.clone(), severity: finding.severity }
}

/// The quotation marks of a line that end or begin a string.
fn quotes(line: &str, escape: Option<char>) -> usize {
    let mut count = 0;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if Some(letter) == escape {
            letters.next();
        } else if letter == '"' {
            count += 1;
        }
    }
    count
}
