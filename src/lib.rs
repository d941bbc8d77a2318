//! The FaceSign client as a Node.js addon.
//!
//! `core` is the client in plain Rust: requests, attempts, retries, errors. `binding` carries plain data
//! between JavaScript and `core`, and makes no decisions. Users see the JavaScript API in `lib/` and
//! `index.d.ts`. `flow` checks and draws session flows, independently of both.

pub mod core;
pub mod flow;

// Unit tests don't need the binding, and can't link it.
#[cfg(all(feature = "node", not(test)))]
mod binding;
