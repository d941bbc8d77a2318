//! The FaceSign client as a Node.js addon.
//!
//! `core` is the client in plain Rust: requests, attempts, waits, errors. `binding` carries
//! plain data between JavaScript and `core` and decides nothing. The typed surface that
//! users see is JavaScript: `lib/` and `index.d.ts`. `flow` checks and draws the flows of sessions;
//! it depends on neither.

pub mod core;
pub mod flow;

// Not in unit tests: nothing there calls what only JavaScript calls.
#[cfg(all(feature = "node", not(test)))]
mod binding;
