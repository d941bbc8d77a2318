//! THE table of rules. An id is stable: renaming or removing one is a breaking change, and so is making
//! a rule an error. The pages in docs/flow are generated from this table.
//!
//! The check knows rules 1, 2 and 8 of the documentation's eleven conversation rules. The other eight
//! (3 to 7, 9 to 11) aren't covered: what they say isn't known.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The day on which the rules were last compared with the SDK and the documentation.
pub const RULESET: &str = "2026-11-27";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It can't work.
    Error,
    /// It goes wrong for some end users, or most likely isn't meant.
    Warning,
    /// Worth knowing.
    Info,
}

/// What a rule stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The types, the README or the changelog of the SDK `@facesignai/api` 1.0.47.
    Types,
    /// The documentation at docs.facesign.ai.
    Documented,
    /// Our inference, or a guess at what a text means.
    Heuristic,
}

/// A rule.
#[derive(Debug, Serialize)]
pub struct Rule {
    /// `group/name`.
    pub id: &'static str,
    /// Unless the caller says otherwise.
    pub severity: Severity,
    pub basis: Basis,
    /// What it asks for.
    pub summary: &'static str,
    /// What happens to the end user, or to the flow, without it.
    pub why: &'static str,
    /// Where the fact comes from.
    pub source: &'static str,
    pub fix: &'static str,
}

impl Rule {
    pub fn group(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(group, _)| group)
    }

    /// The section about it, relative to the package's folder.
    pub fn docs(&self) -> String {
        format!("docs/flow/{}.md#{}", self.group(), self.id.replace('/', ""))
    }
}

/// The severity of each rule in one check; None where it is off.
#[derive(Debug, Clone)]
pub struct Severities([Option<Severity>; RULES.len()]);

/// What a caller sets for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Error,
    Warning,
    Info,
    Off,
}

/// By id of the rule.
pub type Levels = BTreeMap<String, Level>;

impl Severities {
    /// Those of the table, but for the rules that are named.
    pub fn with(levels: &Levels) -> Self {
        Self(RULES.each_ref().map(|rule| match levels.get(rule.id) {
            Some(Level::Error) => Some(Severity::Error),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Info) => Some(Severity::Info),
            Some(Level::Off) => None,
            None => Some(rule.severity),
        }))
    }

    pub fn of(&self, rule: RuleId) -> Option<Severity> {
        self.0.get(rule as usize).copied().flatten()
    }
}

/// Declares `RuleId` and `RULES` in one order.
macro_rules! rules {
    ($($name:ident: $id:literal, $severity:ident, $basis:ident,
        $summary:literal, $why:literal, $source:literal, $fix:literal;)*) => {
        /// A rule by name; its number is its place in `RULES`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum RuleId { $($name),* }

        impl RuleId {
            pub fn all() -> impl Iterator<Item = Self> {
                [$(Self::$name),*].into_iter()
            }

            pub const fn info(self) -> &'static Rule {
                match self { $(Self::$name => &Rule {
                    id: $id, severity: Severity::$severity, basis: Basis::$basis,
                    summary: $summary, why: $why, source: $source, fix: $fix,
                }),* }
            }
        }

        pub static RULES: [&Rule; [$($id),*].len()] = [$(RuleId::$name.info()),*];
    };
}

rules! {
    // structure: what a flow and each of its nodes must be.
    Readable: "structure/flow", Error, Types,
        "A flow is an array of nodes.",
        "The server gets nothing that it could run.",
        "The SDK's types: `SessionSettings.flow` is `FSNode[]`.",
        "Pass the array of nodes, or the settings of session.create with the array as flow";
    NodeIsObject: "structure/node", Error, Types,
        "Each entry of the flow is an object.",
        "Nothing can lead to an entry that has no id, and nothing happens in it.",
        "The SDK's types: `FSNode`.",
        "Remove the entry, or make it a node with id and type";
    OldForm: "structure/old-form", Error, Documented,
        "The flow has none of the forms of 2025: `{ nodes, edges }`, `transitions`, `config`, `two_factor`.",
        "Old pages of the documentation show them; the current server reads an array of nodes with `outcomes`.",
        "The SDK's types, against pages and recordings of 2025.",
        "Write the current form: an array of nodes, each with outcome or outcomes";
    OneStart: "structure/one-start", Error, Types,
        "A flow has exactly one `start` node.",
        "A session begins there. Without one it can't begin, and with two it is unclear where it does.",
        "The SDK's README and types; the documentation's node reference.",
        "Keep one node of type start";
    HasEnd: "structure/has-end", Error, Types,
        "A flow has at least one `end` node.",
        "A session becomes `complete` only when it reaches an `end`.",
        "The SDK's README and types; the documentation's node reference and concepts.",
        "Add a node of type end, and link an outcome to it";
    NodeHasId: "structure/node-id", Error, Documented,
        "Each node has an `id`, a string.",
        "Other nodes name it by its id. Without one nothing can lead to it.",
        "The SDK's types; the documentation's node reference.",
        "Give the node an id that no other node has";
    UniqueId: "structure/unique-id", Error, Documented,
        "No two nodes have the same `id`.",
        "A link to that id can lead to only one of them, and it is unclear which.",
        "The documentation's node reference.",
        "Rename one of the two, and the links that mean it";
    KnownType: "structure/known-type", Warning, Types,
        "Each node has one of the fifteen types.",
        "The server accepted unknown types when it was tried in 2025; what such a node does isn't known.",
        "The SDK's types: `FSNodeType`. A warning and not an error, because a newer server may accept more types.",
        "Use a value of FSNodeType";
    // links: every way out of a node leads to a node.
    EndIsFinal: "links/end", Error, Types,
        "An `end` node has no outcomes.",
        "The session is over there; what follows is never run.",
        "The SDK's types: `FSEndNode`.",
        "Remove the outcomes, or use another type of node";
    AllLinked: "links/all-outcomes", Error, Types,
        "Every outcome of a node is linked to a node.",
        "An end user whose check comes out that way is stuck: the session has nowhere to go.",
        "The SDK's README and types: the outcomes of a node are a complete `Record`.",
        "Link it to the node that follows";
    TargetExists: "links/target", Error, Types,
        "Every link names the id of a node in the flow.",
        "An end user whose session comes out that way is stuck: there is no such node.",
        "The SDK's README and types.",
        "Name the id of a node in this flow";
    Inconclusive: "links/inconclusive", Info, Types,
        "A liveness node links `inconclusive`.",
        "The server links it to the target of `noFace`, and says so in `warnings` of the response.",
        "The SDK's changelog, 1.0.44.",
        "Link inconclusive yourself, to a retry or a fallback";
    NotEmpty: "links/not-empty", Error, Types,
        "`outcomes` of a conversation and of a data validation, and `rules` of a field condition, are arrays with a member.",
        "A node without a way out ends the session there, and never as `complete`.",
        "The SDK's types: `NonEmptyArray`.",
        "Add a member";
    ConditionalOutcome: "links/conditional-outcome", Error, Types,
        "A conditional outcome has `id`, `targetNodeId` and `condition`.",
        "The avatar chooses a way by its condition, and the report names it by its id.",
        "The SDK's README and types: `FSConditionalOutcome`.",
        "Write { id, targetNodeId, condition }, all strings";
    UniqueOutcomeId: "links/unique-outcome-id", Error, Types,
        "The conditional outcomes of a node have different ids.",
        "The report names an outcome by its id, and two of them couldn't be told apart.",
        "The SDK's README and types.",
        "Give each outcome of the node an id of its own";
    // paths: where a session can get to.
    DeadEnd: "paths/dead-end", Error, Documented,
        "From every node that can be reached, an `end` can be reached.",
        "An end user who gets there can't finish: the session never becomes `complete`.",
        "The documentation's concepts: `complete` means that an `end` was reached. Found by a search through the graph.",
        "Link an outcome of these nodes to a node that leads to an end";
    Unreachable: "paths/unreachable", Warning, Heuristic,
        "Every node can be reached from the `start`.",
        "It never runs. Most likely an outcome should lead to it.",
        "A search through the graph. Not reported while a reachable node has a broken link or an unknown type.",
        "Link an outcome to it, or remove it";
    ConditionCycle: "paths/condition-cycle", Error, Heuristic,
        "Field conditions don't form a cycle.",
        "Nothing changes the data on the way round, so a session that goes round once goes round forever.",
        "Inferred from what a field condition does.",
        "Lead one of them out of the cycle, or through a node that waits for the end user";
    MachineCycle: "paths/machine-cycle", Warning, Heuristic,
        "A cycle with an external call or a data validation also has a node that waits for the end user.",
        "The session may call your server again and again, as fast as it can, until a response ends it.",
        "Inferred from what these nodes do.",
        "Put a conversation into the cycle, or use awaitExternal, which polls at an interval and times out";
    // camera: what the checks by video need before them.
    WarmUp: "camera/warm-up", Warning, Documented,
        "On every path, the camera is on for 5 seconds before the first check by video.",
        "The first check has no material and comes out as `noFace` or `inconclusive` for a real person.",
        "The documentation's verification patterns. A conversation that speaks and a two-factor node warm up, and so does a check by video that was passed.",
        "Put a conversation that speaks for 5 seconds before it, on this path";
    CompareWarmUp: "camera/compare-warm-up", Info, Heuristic,
        "A face compare of two stored images may come before the camera is warm.",
        "The documentation asks for a warm-up before every face compare. With no `sessionVideo` among the sources it most likely needs none.",
        "The documentation's verification patterns name the node as a whole; the exception is inferred.",
        "Nothing, unless the comparison comes out as imageUnavailable";
    AfterPermissions: "camera/after-permissions", Warning, Types,
        "No liveness detection, recognition or face scan comes directly after `permissions`.",
        "The camera was switched on this moment, and the check has no material.",
        "The SDK's README and types.",
        "Put a conversation between the two";
    ShortGreeting: "camera/short-greeting", Warning, Heuristic,
        "The greeting before `recognition` lasts 5 seconds, some 12 words.",
        "Known users come out as `newUser` when the greeting is shorter.",
        "The documentation's known behaviors and conversation rule 8. Counted in words, at 150 a minute.",
        "Greet with 12 words or more";
    // prompts: what the avatar says.
    English: "prompts/english", Warning, Heuristic,
        "Prompts and conditions are in English.",
        "The avatar translates by itself; with mixed languages it switches between them.",
        "The documentation's conversation rule 1. Found by letters of another script than Latin.",
        "Write it in English: the avatar speaks the language of the session";
    SayTranslated: "prompts/say-translated", Info, Documented,
        "`Say:` in a session of several languages is translated.",
        "The words that an end user hears aren't exactly those of the prompt.",
        "The documentation's conversation rule 1.",
        "Nothing, if the wording may differ; else offer one language";
    Branching: "prompts/branching", Info, Heuristic,
        "A prompt has no conditional logic.",
        "The avatar may take the wrong branch. The graph branches reliably.",
        "The documentation's conversation rule 2. Found by \"if\" with \"otherwise\", \"else\" or \"if not\".",
        "Branch by outcomes of the conversation, or by a field condition";
    WaysOut: "prompts/ways-out", Info, Heuristic,
        "A conversation with a goal has a way out for silence, too many turns and refusal.",
        "An end user who doesn't answer, or doesn't want to, stays in the conversation.",
        "The SDK's README and types. Found by words in the conditions.",
        "Add an outcome such as: The user is silent or refuses, or 3 attempts were made";
    EmptyCondition: "prompts/empty-condition", Warning, Heuristic,
        "An empty condition comes last.",
        "It always fits, so that no outcome after it is ever taken.",
        "The SDK's types: an empty condition always fits. That the first that fits wins is inferred.",
        "Move it to the end, or remove the outcomes after it";
    ClosingWords: "prompts/closing-words", Warning, Heuristic,
        "A conversation with `doesNotRequireReply` has one outcome, with an empty condition.",
        "It goes on at once, without an answer by which an outcome could be chosen.",
        "The SDK's README and types: the flag is for closing words. The rest is inferred.",
        "Remove doesNotRequireReply, or keep one outcome with an empty condition";
    Placeholder: "prompts/placeholder", Info, Documented,
        "A placeholder such as `{name}` is provided by the session.",
        "The avatar may say it as it stands.",
        "The documentation's node reference.",
        "Give it in providedData, or remove it from the prompt";
    PermissionsSay: "prompts/permissions-say", Info, Types,
        "The prompt of `permissions` begins with `Say:`.",
        "Nobody can answer there. It stays unspoken when permission was given before.",
        "The SDK's README and types.",
        "Begin it with Say:";
    // routes: outcomes that lead where they shouldn't.
    NoFace: "routes/no-face", Info, Documented,
        "`noFace` of a liveness node doesn't lead straight to an `end`.",
        "It comes out wrongly at times, and ends the session of a real person.",
        "The documentation's known behaviors. The SDK's own samples do it.",
        "Lead it to a conversation that asks for another attempt";
    InconclusivePasses: "routes/inconclusive", Warning, Types,
        "`inconclusive` of a liveness node doesn't lead where `livenessDetected` does.",
        "Someone who keeps the check from working passes it.",
        "The SDK's types: it never leads to the happy path.",
        "Lead it to a retry or a fallback";
    SameWelcome: "routes/recognized", Info, Documented,
        "`recognized` and `newUser` of a recognition lead to different nodes.",
        "The recognition changes nothing.",
        "The documentation's use cases.",
        "Lead them apart, or remove the recognition";
    Sms: "routes/sms", Info, Documented,
        "A code by email is preferred to one by SMS.",
        "`two_factor_sms` has a known defect in its handoff. `enter_email`, then `two_factor_email` is preferred.",
        "The documentation's known behaviors.",
        "Use enter_email, then two_factor_email";
    AfterScan: "routes/after-document-scan", Info, Documented,
        "No conversation comes directly after a `document_scan`.",
        "On mobiles the camera may not come back for it.",
        "The documentation's known behaviors.",
        "Try it on a mobile, or scan the document later";
    // fields: values of single fields.
    OtpLength: "fields/otp-length", Error, Types,
        "`otpLength` is an integer from 4 to 8.",
        "The code can't be sent.",
        "The SDK's types: `FSTwoFactorNode`.",
        "Use 4 to 8, or leave it out for 6";
    Similarity: "fields/similarity-threshold", Error, Types,
        "`similarityThreshold` is a number from 0 to 1.",
        "Every face matches, or none.",
        "The SDK's README.",
        "Use a fraction: 0.85 for 85 %";
    ScanningMode: "fields/scanning-mode", Error, Types,
        "`scanningMode` is `single` or `automatic`.",
        "The scan can't begin.",
        "The SDK's types: `FSDocumentScanMode`.",
        "Use single or automatic";
    DocumentType: "fields/document-type", Warning, Types,
        "`allowedDocumentTypes` is an array of known types.",
        "A type that the scanner doesn't know is never accepted.",
        "The SDK's types: `FSDocumentType`. No error, as a newer scanner may know more.",
        "Use a value of DocumentType, such as passport, id or dl";
    CompareKey: "fields/compare-key", Error, Types,
        "A source `providedData` of a face compare has a `providedDataKey`.",
        "There is no image to compare with.",
        "The SDK's README and types.",
        "Name the key of the image in providedData";
    SourceFirst: "fields/source-first", Warning, Types,
        "On every path, a face compare of `faceScan` or `documentPhoto` comes after such a node.",
        "There is no image yet, and the comparison comes out as `imageUnavailable`.",
        "The SDK's README and types: the latest completed node of that kind counts.",
        "Put the scan before the comparison, on this path";
    ExtractedField: "fields/extracted-data", Warning, Types,
        "A reference to `extractedData` names a field of `extractionSchema`.",
        "The field is never there, and the condition never fits.",
        "The SDK's types. Checked where the settings of the session are known.",
        "Add the field to extractionSchema, or correct the name";
    ProvidedKey: "fields/provided-data", Info, Types,
        "A reference to `providedData` names a key that the session provides.",
        "The value is missing, unless you add it later.",
        "The SDK's types. Checked where the settings are known and no external call comes before, as its response may add the key.",
        "Give the key in providedData, or put the external call that adds it before";
    UnneededRight: "fields/unneeded-right", Warning, Types,
        "A rule with `exists` or `notExists` has no `right`.",
        "It is ignored. Most likely another operator is meant.",
        "The SDK's types: `FSFieldConditionRule`.",
        "Remove right, or use another operator";
    MissingRight: "fields/missing-right", Error, Heuristic,
        "A rule that compares has a `right`.",
        "There is nothing to compare with.",
        "The SDK's types: `right` is optional for `exists` and `notExists`. The rest is inferred.",
        "Add right: { type: 'literal', value } or { type: 'ref', source, field }";
    BranchAfterCall: "fields/branch-after-call", Info, Types,
        "A field condition follows an external call.",
        "An external call never branches: a call that failed goes on as one that succeeded.",
        "The SDK's types.",
        "Ask for a field of the response in a field condition";
    AwaitExits: "fields/await-exits", Error, Types,
        "`awaitExternal` has the exits `onDataReady`, `onTimeout` and `onError`.",
        "A conversation that comes out that way has nowhere to go.",
        "The SDK's types: `FSAwaitExternalConfig`.",
        "Link it to the node that follows";
    AwaitTimes: "fields/await-times", Warning, Heuristic,
        "`timeoutMs` of `awaitExternal` is at least its `intervalMs`.",
        "It times out before it asks a second time.",
        "Inferred from what the two mean.",
        "Make timeoutMs a multiple of intervalMs";
    Captions: "fields/captions", Info, Types,
        "`captionsOpenedByDefault` needs `showUxControls`.",
        "Without the controls it does nothing.",
        "The SDK's changelog, 1.0.44.",
        "Show the controls, or remove captionsOpenedByDefault";
}
