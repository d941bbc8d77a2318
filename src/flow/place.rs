//! Where in the input something is: `flow[3].outcomes.noFace` for people, `/flow/3/outcomes/noFace`
//! (a JSON pointer, RFC 6901) for programs.

use std::fmt::Write;

/// A place in the settings of a session. An input that is the flow alone has the same places. It costs
/// no allocation: most places are never reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    node: Option<usize>,
    /// The first that is none ends it.
    steps: [Option<Step<'a>>; MAX_STEPS],
}

/// Those of `awaitExternal.request.vars[0].value.field`.
const MAX_STEPS: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// A field of the settings, such as `flow`.
    pub fn setting(name: &'a str) -> Self {
        Self { node: None, steps: [None; MAX_STEPS] }.field(name)
    }

    /// The node at this index of the flow.
    pub const fn node(index: usize) -> Self {
        Self { node: Some(index), steps: [None; MAX_STEPS] }
    }

    /// A field of what is here.
    pub fn field(self, name: &'a str) -> Self {
        self.with(Step::Name(name))
    }

    /// An element of the array that is here.
    pub fn item(self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(mut self, step: Step<'a>) -> Self {
        if let Some(slot) = self.steps.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(step);
        }
        self
    }

    /// The index of the node that this is in.
    pub const fn node_index(&self) -> Option<usize> {
        self.node
    }

    pub fn path(&self) -> String {
        let mut path = String::new();
        if let Some(node) = self.node {
            let _ = write!(path, "flow[{node}]");
        }
        for step in self.steps.iter().flatten() {
            let _ = match step {
                Step::Index(index) => write!(path, "[{index}]"),
                Step::Name(name) if !is_identifier(name) => write!(path, "[{}]", json_string(name)),
                Step::Name(name) if path.is_empty() => write!(path, "{name}"),
                Step::Name(name) => write!(path, ".{name}"),
            };
        }
        path
    }

    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        if let Some(node) = self.node {
            let _ = write!(pointer, "/flow/{node}");
        }
        for step in self.steps.iter().flatten() {
            let _ = match step {
                Step::Index(index) => write!(pointer, "/{index}"),
                Step::Name(name) => write!(pointer, "/{}", name.replace('~', "~0").replace('/', "~1")),
            };
        }
        pointer
    }
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$')
}

fn json_string(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_a_path_and_a_pointer() {
        let node = Place::node(3);
        for (place, path, pointer) in [
            (Place::setting("flow"), "flow", "/flow"),
            (node, "flow[3]", "/flow/3"),
            (node.field("outcomes").field("noFace"), "flow[3].outcomes.noFace", "/flow/3/outcomes/noFace"),
            (node.field("rules").item(0).field("left"), "flow[3].rules[0].left", "/flow/3/rules/0/left"),
            (node.field("a/b~c"), r#"flow[3]["a/b~c"]"#, "/flow/3/a~1b~0c"),
            (node.field(""), r#"flow[3][""]"#, "/flow/3/"),
            (node.field("1"), r#"flow[3]["1"]"#, "/flow/3/1"),
            (
                node.field("awaitExternal")
                    .field("request")
                    .field("vars")
                    .item(0)
                    .field("value")
                    .field("field"),
                "flow[3].awaitExternal.request.vars[0].value.field",
                "/flow/3/awaitExternal/request/vars/0/value/field",
            ),
        ] {
            assert_eq!((place.path().as_str(), place.pointer().as_str()), (path, pointer));
        }
    }
}
