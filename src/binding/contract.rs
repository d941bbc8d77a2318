//! The core's lists for the facade: operations, versions, and the records of failures that
//! only JavaScript can notice.

use napi_derive::napi;

use crate::core::call_result::CallFailure;
use crate::core::config::SDK_VERSION;
use crate::core::endpoints::{self, OPERATIONS, Operation, RetrySafety};
use crate::core::error::{Class, Failure};
use crate::core::report;
use crate::core::retry::classify::Outcome;

/// A field of the query and when it goes out: `"defined"` or `"truthy"`.
#[napi(object, object_from_js = false)]
pub struct QueryFieldInfo {
    pub name: &'static str,
    pub sent_when: &'static str,
}

/// An operation as `src/core/endpoints.rs` has it.
#[napi(object, object_from_js = false)]
pub struct OperationInfo {
    /// The place in the table, by which a call names the operation.
    pub index: u32,
    pub name: &'static str,
    pub constant: &'static str,
    /// In lower case, as a value of `Method`.
    pub method: String,
    pub path: &'static str,
    pub path_fields: Vec<&'static str>,
    pub query_fields: Vec<QueryFieldInfo>,
    pub body_fields: Vec<&'static str>,
    /// Whether it makes the server do something that a second attempt would do twice.
    pub acts: bool,
}

impl From<(u32, &Operation)> for OperationInfo {
    fn from((index, operation): (u32, &Operation)) -> Self {
        let query_fields = operation.query_fields.iter();
        Self {
            index,
            name: operation.name,
            constant: operation.constant,
            method: operation.method.as_str().to_ascii_lowercase(),
            path: operation.path,
            path_fields: operation.path_fields.to_vec(),
            query_fields: query_fields
                .map(|field| QueryFieldInfo { name: field.name, sent_when: field.sent_when.as_str() })
                .collect(),
            body_fields: operation.body_fields.to_vec(),
            acts: operation.repeat == RetrySafety::WithIdempotencyKey,
        }
    }
}

/// The table of operations.
#[napi(catch_unwind)]
pub fn operations() -> Vec<OperationInfo> {
    (0..).zip(&OPERATIONS).map(OperationInfo::from).collect()
}

/// What all errors of a class have in common, as `src/core/error.rs` has it.
#[napi(object, object_from_js = false)]
pub struct ErrorClassInfo {
    pub name: &'static str,
    pub r#type: &'static str,
    pub code: Option<&'static str>,
    pub user_message: &'static str,
}

/// The error classes that occur.
#[napi(catch_unwind)]
pub fn error_classes() -> Vec<ErrorClassInfo> {
    let info = |class: Class| ErrorClassInfo {
        name: class.as_str(),
        r#type: class.error_type(),
        code: class.code(),
        user_message: class.user_message(),
    };
    Class::ALL.map(info).into()
}

/// The version of the SDK surface.
#[napi(catch_unwind)]
pub fn sdk_version() -> &'static str {
    SDK_VERSION
}

/// The version of this crate; the loader compares it with the package's.
#[napi(catch_unwind)]
pub fn addon_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The record of a bad option or argument that the facade noticed.
#[napi(catch_unwind)]
pub fn configuration_failure(param: String, message: String) -> String {
    report::of_unsent(Failure::configuration(param, message))
}

/// The record of a call that JavaScript itself ended by the caller's signal. Only before the call
/// has `begun` is it certain that nothing of it went out.
#[napi(catch_unwind)]
pub fn aborted(operation: String, begun: bool) -> String {
    report::of_aborted(known(&operation), if begun { Outcome::Unknown } else { Outcome::NotSent })
}

/// The record of a response that is no JSON; `detail` is what the parser said.
#[napi(catch_unwind)]
pub fn unreadable_response(operation: String, status: u16, detail: String) -> String {
    report::of_unreadable(known(&operation), status, detail)
}

/// The record of a fault of this package, in a call or in what comes before one.
#[napi(catch_unwind)]
pub fn internal_failure(message: String, in_call: bool) -> String {
    let failure = Failure::Internal { message };
    if in_call { report::of_failure(&CallFailure::lost(failure)) } else { report::of_unsent(failure) }
}

fn known(operation: &str) -> &'static str {
    endpoints::find(operation).map_or("client", |operation| operation.name)
}
