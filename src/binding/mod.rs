//! The crossing: `#[napi]` items that carry plain data between JavaScript and the core. Texts
//! go in, texts come out; no default, no check and no decision is made here. Internal: what
//! users see is `index.d.ts`.
#![allow(clippy::needless_pass_by_value, reason = "napi hands over owned values")]

mod client;
mod completion_queue;
mod contract;
mod dispatcher;
mod flow;
mod queued_call;
mod runtime;
#[cfg(feature = "test-panic")]
mod test_panic;
