//! Locks that survive a panic of their holder. The guarded data is consistent at every moment, so the next
//! call can use it.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks the mutex, even if a holder panicked.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
