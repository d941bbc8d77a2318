//! The crossing: `#[napi]` items that carry plain data between JavaScript and the core. Strings come in, strings go
//! out. Defaults, checks and decisions are in the core. This is internal: users see `index.d.ts`.
#![allow(clippy::needless_pass_by_value, reason = "napi passes owned values")]

mod client;
mod completion_queue;
mod contract;
mod dispatcher;
mod flow;
mod queued_call;
mod runtime;
#[cfg(feature = "test-panic")]
mod test_panic;
