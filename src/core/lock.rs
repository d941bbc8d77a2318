//! Locks whose holders may have panicked: what they guard is whole at every moment, so the next
//! call goes on with it.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the mutex guards, whether or not a holder before panicked.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
