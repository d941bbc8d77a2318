//! Parses what JavaScript passes in.

use serde::de::DeserializeOwned;

use crate::core::custom_request::CUSTOM_OPERATIONS;
use crate::core::endpoints::{OPERATIONS, Operation};
use crate::core::error::Failure;

/// Parses options that the facade wrote.
///
/// # Errors
/// `Failure::Internal`, without any value: serde's own message would repeat values, which may be secret.
pub fn options<T: DeserializeOwned>(json: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::Internal {
        message: format!("options crossed in an invalid form (at byte {})", error.column()),
    })
}

/// The operation with this index in the table, after which come those of `client.request`.
///
/// # Errors
/// `Failure::Internal`, if there is none.
pub fn operation(index: u32) -> Result<&'static Operation, Failure> {
    let index = index as usize;
    OPERATIONS
        .get(index)
        .or_else(|| CUSTOM_OPERATIONS.get(index.checked_sub(OPERATIONS.len())?))
        .ok_or_else(|| Failure::Internal { message: format!("there is no operation with index {index}") })
}
