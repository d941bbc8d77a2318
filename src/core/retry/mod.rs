//! Pure decisions about repeating: whether (`classify`), how long to wait (`backoff`,
//! `retry_after`), and whether this client may still (`budget`). Time and randomness are
//! passed in, so that tests need no waiting.

pub mod backoff;
pub mod budget;
pub mod classify;
pub mod retry_after;
