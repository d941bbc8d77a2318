//! The table of operations: name, method, path, fields and retry safety. The exported `…Endpoint` constants,
//! the facade's selection of arguments and the requests are all derived from it
//! (docs/api-contract.md#endpoint-constants, #query-parameters, #request-body).

use http::Method;
use strum::IntoStaticStr;

/// When a query field is sent (docs/api-contract.md#query-parameters). The facade reads `"defined"` or `"truthy"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum SentWhen {
    /// If the value is not `undefined`. `0` and `null` are sent.
    Defined,
    /// If the value is truthy in JavaScript. An empty string is not sent.
    Truthy,
}

/// A field of the query string.
#[derive(Debug, PartialEq, Eq)]
pub struct QueryField {
    pub name: &'static str,
    pub sent_when: SentWhen,
}

/// Whether an operation is safe to retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetrySafety {
    /// A retry does no harm: a read, or a refresh whose lost secret was never used.
    Safe,
    /// A retry may act twice, so every attempt carries the same `Idempotency-Key`.
    WithIdempotencyKey,
}

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// The name in errors and logs, as a caller writes it: `session.create`.
    pub name: &'static str,
    /// The name of the exported endpoint constant (docs/api-contract.md#endpoint-constants). `None` for a call of several
    /// requests.
    pub constant: Option<&'static str>,
    pub method: Method,
    /// The path below the server's address, with `{field}` for each path parameter.
    pub path: &'static str,
    pub path_fields: &'static [&'static str],
    pub query_fields: &'static [QueryField],
    pub body_fields: &'static [&'static str],
    pub retry_safety: RetrySafety,
}

const fn defined(name: &'static str) -> QueryField {
    QueryField { name, sent_when: SentWhen::Defined }
}

const fn truthy(name: &'static str) -> QueryField {
    QueryField { name, sent_when: SentWhen::Truthy }
}

/// The call that makes requests of other operations (`call::lookup`).
pub const FIND: &str = "session.findByIdempotencyKey";

/// All operations, in the order of docs/api-contract.md#runtime-exports.
pub static OPERATIONS: [Operation; 7] = [
    Operation {
        name: "session.create",
        constant: Some("createSessionEndpoint"),
        method: Method::POST,
        path: "/sessions",
        path_fields: &[],
        query_fields: &[],
        body_fields: &[
            "clientReferenceId",
            "metadata",
            "providedData",
            "avatarId",
            "langs",
            "defaultLang",
            "zone",
            "flow",
            "customization",
            "videoAIAnalysisEnabled",
            "extractionSchema",
            "backgroundAssetId",
        ],
        retry_safety: RetrySafety::WithIdempotencyKey,
    },
    Operation {
        name: "session.retrieve",
        constant: Some("getSessionEndpoint"),
        method: Method::GET,
        path: "/sessions/{sessionId}",
        path_fields: &["sessionId"],
        query_fields: &[],
        body_fields: &[],
        retry_safety: RetrySafety::Safe,
    },
    Operation {
        name: "session.list",
        constant: Some("getSessionsEndpoint"),
        method: Method::GET,
        path: "/sessions",
        path_fields: &[],
        query_fields: &[
            defined("limit"),
            truthy("cursor"),
            truthy("flowId"),
            truthy("clientReferenceId"),
            truthy("status"),
            defined("fromDate"),
            defined("toDate"),
            truthy("sortBy"),
            truthy("sortOrder"),
            truthy("search"),
            defined("includeTotal"),
        ],
        body_fields: &[],
        retry_safety: RetrySafety::Safe,
    },
    Operation {
        name: "session.createClientSecret",
        constant: Some("createClientSecretEndpoint"),
        method: Method::GET,
        path: "/sessions/{sessionId}/refresh",
        path_fields: &["sessionId"],
        query_fields: &[],
        body_fields: &[],
        retry_safety: RetrySafety::Safe,
    },
    Operation {
        name: "langs.retrieve",
        constant: Some("getLangsEndpoint"),
        method: Method::GET,
        path: "/langs",
        path_fields: &[],
        query_fields: &[],
        body_fields: &[],
        retry_safety: RetrySafety::Safe,
    },
    Operation {
        name: "avatars.retrieve",
        constant: Some("getAvatarsEndpoint"),
        method: Method::GET,
        path: "/avatars",
        path_fields: &[],
        query_fields: &[],
        body_fields: &[],
        retry_safety: RetrySafety::Safe,
    },
    Operation {
        name: FIND,
        constant: None,
        method: Method::GET,
        path: "/sessions",
        path_fields: &[],
        query_fields: &[truthy("idempotencyKey"), truthy("clientReferenceId"), defined("since")],
        body_fields: &[],
        retry_safety: RetrySafety::Safe,
    },
];

impl Operation {
    /// Whether the arguments are the request body.
    pub fn has_body(&self) -> bool {
        self.method == Method::POST
    }
}

/// Finds an operation by name.
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_fields_match_the_placeholders_in_the_path() {
        for operation in &OPERATIONS {
            let named = operation.path.matches('{').count();
            assert_eq!(named, operation.path_fields.len(), "{}", operation.name);
            for field in operation.path_fields {
                assert!(operation.path.contains(&format!("{{{field}}}")), "{}", operation.name);
            }
        }
    }

    #[test]
    fn a_body_operation_has_no_other_fields() {
        for operation in &OPERATIONS {
            assert_eq!(operation.has_body(), !operation.body_fields.is_empty(), "{}", operation.name);
            let in_url = operation.path_fields.len() + operation.query_fields.len();
            assert!(!operation.has_body() || in_url == 0, "{}", operation.name);
        }
    }

    #[test]
    fn operations_are_found_by_name() {
        for operation in &OPERATIONS {
            assert!(std::ptr::eq(find(operation.name).expect(operation.name), operation));
        }
        assert!(find("session.delete").is_none());
    }
}
