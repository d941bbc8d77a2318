//! Pure decisions about retries: whether to retry (`classify`), how long to wait (`backoff`, `retry_after`), and
//! whether the client's budget allows it (`budget`). Time and randomness are passed in, so tests don't wait.

pub mod backoff;
pub mod budget;
pub mod classify;
pub mod retry_after;
