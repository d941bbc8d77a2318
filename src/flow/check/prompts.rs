//! Group `prompts`: what the avatar says. Most of it guesses what a text means.

use crate::flow::kind::Kind;
use crate::flow::model::{Flow, Node, Settings};
use crate::flow::place::Place;
use crate::flow::report::{Draft, Findings, quoted};
use crate::flow::rules::RuleId;

/// What a node tells the avatar.
pub struct Prompt<'a> {
    /// Without `Say:`.
    pub text: &'a str,
    /// Whether it begins with `Say:`, and is spoken nearly word for word.
    pub is_spoken: bool,
}

impl<'a> Prompt<'a> {
    pub fn of(node: &Node<'a>) -> Option<Self> {
        let text = node.text("prompt")?.trim();
        match text.split_at_checked(4) {
            Some((say, rest)) if say.eq_ignore_ascii_case("say:") => {
                Some(Self { text: rest.trim_start(), is_spoken: true })
            }
            _ => Some(Self { text, is_spoken: false }),
        }
    }
}

pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric))
}

pub fn check(flow: &Flow<'_>, findings: &mut Findings<'_>) {
    let placeholders = Provided::of(flow);
    for node in &flow.nodes {
        let Some((place, prompt)) = Prompt::of(node).map(|prompt| (node.place().field("prompt"), prompt))
        else {
            continue;
        };
        english(place, prompt.text, findings);
        placeholders.check(place, prompt.text, findings);
        if node.kind == Some(Kind::Permissions) && !prompt.is_spoken && !prompt.text.is_empty() {
            findings.add(RuleId::PermissionsSay, place, || Draft::new("the prompt doesn't begin with Say:"));
        }
        if node.kind == Some(Kind::Conversation) {
            spoken(place, &prompt, flow.settings.as_ref(), findings);
            branching(place, &prompt, findings);
        }
    }
}

/// Letters of another script, in a prompt or a condition.
pub fn english(place: Place<'_>, text: &str, findings: &mut Findings<'_>) {
    let foreign: String = text.chars().filter(|letter| is_foreign(*letter)).collect();
    // A single one may be a symbol, such as π.
    if foreign.chars().nth(1).is_some() {
        findings.add(RuleId::English, place, || {
            Draft::new(format!("letters that English doesn't have: {}", quoted(&foreign)))
        });
    }
}

/// A letter of no Latin block (Unicode's `Blocks.txt`).
fn is_foreign(letter: char) -> bool {
    let is_latin = matches!(letter,
        '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}'
        | '\u{ab30}'..='\u{ab6f}' | '\u{fb00}'..='\u{fb06}' | '\u{ff21}'..='\u{ff5a}');
    letter.is_alphabetic() && !is_latin
}

fn spoken(
    place: Place<'_>,
    prompt: &Prompt<'_>,
    settings: Option<&Settings<'_>>,
    findings: &mut Findings<'_>,
) {
    let langs = settings.map_or(0, |settings| settings.langs);
    if prompt.is_spoken && langs > 1 {
        findings.add(RuleId::SayTranslated, place, || {
            Draft::new(format!("the session can be held in {langs} languages, and Say: is translated"))
        });
    }
}

/// "if … otherwise", "if … else", "if not". What is only spoken decides nothing.
fn branching(place: Place<'_>, prompt: &Prompt<'_>, findings: &mut Findings<'_>) {
    if prompt.is_spoken {
        return;
    }
    let text = prompt.text.to_lowercase();
    let mut words = words(&text).map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    if words.by_ref().any(|word| word == "if") {
        let rest: Vec<&str> = words.collect();
        let asks_twice = rest.first() == Some(&"not")
            || rest.iter().any(|word| matches!(*word, "otherwise" | "else"))
            || rest.windows(2).any(|pair| pair == ["if", "not"]);
        if asks_twice {
            findings.add(RuleId::Branching, place, || Draft::new("the prompt decides between two ways"));
        }
    }
}

/// What placeholders can stand for.
struct Provided<'a> {
    /// None where it can't be known: without settings, or with a call whose response adds to it.
    settings: Option<&'a Settings<'a>>,
    others: Vec<&'static str>,
}

impl<'a> Provided<'a> {
    fn of(flow: &'a Flow<'_>) -> Self {
        let has = |kind| flow.of_kind(kind).next().is_some();
        let awaits = flow.nodes.iter().any(|node| node.json.get("awaitExternal").is_some());
        let is_open = has(Kind::ExternalCall) || awaits || flow.nodes.iter().any(|node| node.kind.is_none());
        let mut others = Vec::new();
        if has(Kind::EnterEmail) {
            others.push("email");
        }
        if has(Kind::Recognition) {
            others.extend(["name", "email", "phone", "company", "jobTitle"]);
        }
        Self { settings: flow.settings.as_ref().filter(|_| !is_open), others }
    }

    fn check(&self, place: Place<'_>, text: &str, findings: &mut Findings<'_>) {
        let Some(settings) = self.settings else { return };
        for name in placeholders(text) {
            let is_provided = settings.provided.contains(name)
                || settings.extracted.contains(name)
                || self.others.contains(&name);
            if !is_provided {
                findings.add(RuleId::Placeholder, place, || {
                    Draft::new(format!("nothing provides {}", quoted(&format!("{{{name}}}"))))
                });
            }
        }
    }
}

/// The names in single braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|after| {
        let (name, rest) = after.split_once('}')?;
        let is_name =
            !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        (is_name && !rest.starts_with('}')).then_some(name)
    })
}
