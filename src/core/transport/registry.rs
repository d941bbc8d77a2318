//! The transports of this process. A program that creates a client per request still reuses its connections, as with
//! the old SDK, whose agent is global.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Weak};
use std::time::SystemTime;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::core::config::TransportSettings;
use crate::core::error::Failure;
use crate::core::lock::lock;
use crate::core::transport::Transport;
use crate::core::transport::idle::MAX_IDLE;

/// Two hashes of the settings. Neither the settings nor secrets in them, such as a private key, are stored here.
type Fingerprint = (u64, u64);

static TRANSPORTS: LazyLock<Mutex<HashMap<Fingerprint, Weak<Transport>>>> = LazyLock::new(Mutex::default);

impl Transport {
    /// The transport for these settings: an existing one, or a new one.
    pub fn shared(
        settings: &Arc<TransportSettings>,
        time_of_day: fn() -> SystemTime,
    ) -> Result<Arc<Self>, Failure> {
        let fingerprint = fingerprint(settings);
        if let Some(known) = lock(&TRANSPORTS).get(&fingerprint).and_then(Weak::upgrade) {
            return Ok(known);
        }
        let transport = Arc::new(Self {
            settings: Arc::clone(settings),
            slots: Semaphore::new(settings.max_concurrency),
            pool: Mutex::default(),
            verifier: Mutex::default(),
            kept: AtomicBool::new(false),
            time_of_day,
        });
        let mut transports = lock(&TRANSPORTS);
        transports.retain(|_, transport| transport.strong_count() > 0);
        transports.insert(fingerprint, Arc::downgrade(&transport));
        Ok(transport)
    }

    /// Until when the connections may be reused. `None` if that time is over.
    fn idle_at(&self) -> Option<Instant> {
        let last = lock(&self.pool).last_response()?;
        Some(last + MAX_IDLE).filter(|idle_at| *idle_at > Instant::now())
    }

    /// Keeps the transport alive for future clients while its connections may be reused.
    pub fn keep(self: &Arc<Self>) {
        if self.kept.swap(true, Ordering::Relaxed) {
            return;
        }
        let kept = Kept(Arc::clone(self));
        tokio::spawn(async move {
            while let Some(idle_at) = kept.0.idle_at() {
                tokio::time::sleep_until(idle_at).await;
            }
        });
    }
}

fn fingerprint(settings: &TransportSettings) -> Fingerprint {
    static HASHERS: LazyLock<(RandomState, RandomState)> = LazyLock::new(Default::default);
    (HASHERS.0.hash_one(settings), HASHERS.1.hash_one(settings))
}

/// A transport that is kept alive until this is dropped.
struct Kept(Arc<Transport>);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.kept.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::core::config::{ClientOptions, Settings};

    fn shared(options: &str) -> Arc<Transport> {
        let options: ClientOptions = serde_json::from_str(options).expect("options");
        let settings = Settings::new(options).expect("settings").transport;
        Transport::shared(&settings, || SystemTime::UNIX_EPOCH).expect("a transport")
    }

    #[test]
    fn clients_with_equal_settings_share_a_transport_and_others_do_not() {
        let one = shared(r#"{"serverUrl":"http://a.test/v1"}"#);
        assert!(Arc::ptr_eq(&one, &shared(r#"{"serverUrl":"http://a.test/v2","timeoutMs":1}"#)));
        for other in [
            r#"{"serverUrl":"http://a.test:81"}"#,
            r#"{"serverUrl":"http://a.test","maxConcurrency":9}"#,
            r#"{"serverUrl":"http://a.test","http2":true}"#,
            r#"{"serverUrl":"http://a.test","proxy":{"http":"http://p.test"}}"#,
        ] {
            assert!(!Arc::ptr_eq(&one, &shared(other)), "{other}");
        }
    }

    #[test]
    fn a_transport_is_dropped_with_its_last_client() {
        let transport = Arc::downgrade(&shared(r#"{"serverUrl":"http://ends.test"}"#));
        assert!(transport.upgrade().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_transport_outlives_its_clients_while_its_connections_may_be_reused() {
        let transport = shared(r#"{"serverUrl":"http://kept.test"}"#);
        lock(&transport.pool).note_response(transport.clocks(), None);
        transport.keep();
        let kept = Arc::downgrade(&transport);
        drop(transport);
        tokio::time::sleep(MAX_IDLE.saturating_sub(Duration::from_millis(1))).await;
        assert!(kept.upgrade().is_some());
        tokio::time::sleep(Duration::from_millis(2)).await;
        assert!(kept.upgrade().is_none());
    }
}
