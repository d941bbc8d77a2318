//! THE table of operations: for each its name, method, path, fields and how it may be
//! repeated. The exported `…Endpoint` constants, the facade's picking of arguments and the
//! requests are all made from it (docs/api-contract.md#endpoint-constants, #query-parameters, #request-body).

use http::Method;

/// When a query field goes out (docs/api-contract.md#query-parameters).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentWhen {
    /// The value is not `undefined`; so `0` and `null` go out.
    Defined,
    /// The value is truthy in JavaScript's sense; so an empty text stays out.
    Truthy,
}

impl SentWhen {
    /// The word the facade reads: `"defined"` or `"truthy"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Defined => "defined",
            Self::Truthy => "truthy",
        }
    }
}

/// A field of the query string.
#[derive(Debug, PartialEq, Eq)]
pub struct QueryField {
    pub name: &'static str,
    pub sent_when: SentWhen,
}

/// What a second attempt of an operation may do on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetrySafety {
    /// Nothing that the caller could lose: a read, or a refresh whose lost secret nobody holds.
    Safe,
    /// It may act twice, so every attempt carries the same `Idempotency-Key`.
    WithIdempotencyKey,
}

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// The name in errors and logs, as a caller writes it: `session.create`.
    pub name: &'static str,
    /// The name of the exported endpoint constant (docs/api-contract.md#endpoint-constants).
    pub constant: &'static str,
    pub method: Method,
    /// The path below the server's address, with `{field}` for each path parameter.
    pub path: &'static str,
    pub path_fields: &'static [&'static str],
    pub query_fields: &'static [QueryField],
    pub body_fields: &'static [&'static str],
    pub repeat: RetrySafety,
}

const fn defined(name: &'static str) -> QueryField {
    QueryField { name, sent_when: SentWhen::Defined }
}

const fn truthy(name: &'static str) -> QueryField {
    QueryField { name, sent_when: SentWhen::Truthy }
}

/// All operations, in the order of docs/api-contract.md#runtime-exports.
pub static OPERATIONS: [Operation; 6] = [
    Operation {
        name: "session.create",
        constant: "createSessionEndpoint",
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
        repeat: RetrySafety::WithIdempotencyKey,
    },
    Operation {
        name: "session.retrieve",
        constant: "getSessionEndpoint",
        method: Method::GET,
        path: "/sessions/{sessionId}",
        path_fields: &["sessionId"],
        query_fields: &[],
        body_fields: &[],
        repeat: RetrySafety::Safe,
    },
    Operation {
        name: "session.list",
        constant: "getSessionsEndpoint",
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
        repeat: RetrySafety::Safe,
    },
    Operation {
        name: "session.createClientSecret",
        constant: "createClientSecretEndpoint",
        method: Method::GET,
        path: "/sessions/{sessionId}/refresh",
        path_fields: &["sessionId"],
        query_fields: &[],
        body_fields: &[],
        repeat: RetrySafety::Safe,
    },
    Operation {
        name: "langs.retrieve",
        constant: "getLangsEndpoint",
        method: Method::GET,
        path: "/langs",
        path_fields: &[],
        query_fields: &[],
        body_fields: &[],
        repeat: RetrySafety::Safe,
    },
    Operation {
        name: "avatars.retrieve",
        constant: "getAvatarsEndpoint",
        method: Method::GET,
        path: "/avatars",
        path_fields: &[],
        query_fields: &[],
        body_fields: &[],
        repeat: RetrySafety::Safe,
    },
];

impl Operation {
    /// Whether the arguments are the body of the request.
    pub fn has_body(&self) -> bool {
        self.method == Method::POST
    }
}

/// The operation of that name, if there is one.
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_parameter_stands_in_the_path_and_the_other_way_round() {
        for operation in &OPERATIONS {
            let named = operation.path.matches('{').count();
            assert_eq!(named, operation.path_fields.len(), "{}", operation.name);
            for field in operation.path_fields {
                assert!(operation.path.contains(&format!("{{{field}}}")), "{}", operation.name);
            }
        }
    }

    #[test]
    fn an_operation_with_a_body_has_its_fields_nowhere_else() {
        for operation in &OPERATIONS {
            assert_eq!(operation.has_body(), !operation.body_fields.is_empty(), "{}", operation.name);
            let in_address = operation.path_fields.len() + operation.query_fields.len();
            assert!(!operation.has_body() || in_address == 0, "{}", operation.name);
        }
    }

    #[test]
    fn an_operation_is_found_by_its_name_alone() {
        for operation in &OPERATIONS {
            assert!(std::ptr::eq(find(operation.name).expect(operation.name), operation));
        }
        assert!(find("session.delete").is_none());
    }
}
