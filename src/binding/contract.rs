//! The core's tables for the facade: operations, error classes and versions, and the records of errors that only
//! JavaScript can detect.

use napi_derive::napi;

use crate::core::config::SDK_VERSION;
use crate::core::custom_request::CUSTOM_OPERATIONS;
use crate::core::endpoints::{OPERATIONS, Operation, RetrySafety};
use crate::core::error::Class;

/// A query field and when it is sent: `"defined"` or `"truthy"`.
#[napi(object, object_from_js = false)]
pub struct QueryFieldInfo {
    pub name: &'static str,
    pub sent_when: &'static str,
}

/// An operation of `src/core/endpoints.rs`.
#[napi(object, object_from_js = false)]
pub struct OperationInfo {
    /// The index in the table, which identifies the operation in a call.
    pub index: u32,
    pub name: &'static str,
    pub constant: Option<&'static str>,
    /// In lower case, as a value of `Method`.
    pub method: String,
    pub path: &'static str,
    pub path_fields: Vec<&'static str>,
    pub query_fields: Vec<QueryFieldInfo>,
    pub body_fields: Vec<&'static str>,
    /// Whether the operation does something that a retry could do twice.
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
                .map(|field| QueryFieldInfo { name: field.name, sent_when: field.sent_when.into() })
                .collect(),
            body_fields: operation.body_fields.to_vec(),
            acts: operation.retry_safety == RetrySafety::WithIdempotencyKey,
        }
    }
}

/// The table of operations.
#[napi(catch_unwind)]
pub fn operations() -> Vec<OperationInfo> {
    (0..).zip(&OPERATIONS).map(OperationInfo::from).collect()
}

/// The operations of `client.request`, one for each method. Their indices follow those of the table.
#[napi(catch_unwind)]
pub fn custom_operations() -> Vec<OperationInfo> {
    (0..)
        .zip(OPERATIONS.iter().chain(&CUSTOM_OPERATIONS))
        .skip(OPERATIONS.len())
        .map(OperationInfo::from)
        .collect()
}

/// What all errors of a class share (`src/core/error/class.rs`).
#[napi(object, object_from_js = false)]
pub struct ErrorClassInfo {
    pub name: &'static str,
    pub r#type: &'static str,
    pub code: Option<&'static str>,
    pub user_message: &'static str,
}

/// The error classes.
#[napi(catch_unwind)]
pub fn error_classes() -> Vec<ErrorClassInfo> {
    let info = |class: &Class| ErrorClassInfo {
        name: class.into(),
        r#type: class.error_type(),
        code: class.code(),
        user_message: class.user_message(),
    };
    Class::ALL.iter().map(info).collect()
}

/// The version of the SDK API.
#[napi(catch_unwind)]
pub fn sdk_version() -> &'static str {
    SDK_VERSION
}

/// The version of this crate. The loader compares it with the package's.
#[napi(catch_unwind)]
pub fn addon_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
