//! A client: its settings, and what its calls share: connections, retry budget and rate-limit pause.

use std::sync::Arc;
use std::time::SystemTime;

use tokio_util::sync::CancellationToken;

use crate::core::call::{self, CallContext, OnRetry};
use crate::core::call_result::{CallFailure, Success};
use crate::core::config::{CallOptions, CallSettings, ClientOptions, Settings};
use crate::core::endpoints::{FIND, Operation};
use crate::core::error::Failure;
use crate::core::limiter::Limiter;
use crate::core::rate_limit_pause::RateLimitPause;
use crate::core::request::Request;
use crate::core::retry::budget::Budget;
use crate::core::transport::Transport;

/// Makes calls to one server with one key.
#[derive(Debug)]
pub struct Client {
    settings: Settings,
    transport: Arc<Transport>,
    pause: Arc<RateLimitPause>,
    limiter: Option<Arc<Limiter>>,
    budget: Arc<Budget>,
}

impl Client {
    /// Creates a client. It opens no connection and reads no system certificates before the first call.
    ///
    /// # Errors
    /// `Failure::Configuration`, with the name of the option.
    pub fn new(options: ClientOptions) -> Result<Self, Failure> {
        Self::with_settings(Settings::new(options)?, None)
    }

    /// Creates a client with other options. While key and server are the same, they share the rate-limit pause, and the
    /// retry budget and `rateLimit` with equal settings; while the connection settings are the same, the connections.
    ///
    /// # Errors
    /// `Failure::Configuration`, with the name of the option.
    pub fn with_options(&self, options: ClientOptions) -> Result<Self, Failure> {
        Self::with_settings(self.settings.derived(options)?, Some(self))
    }

    fn with_settings(mut settings: Settings, parent: Option<&Self>) -> Result<Self, Failure> {
        let transport = Transport::shared(&settings.transport, time_of_day)?;
        settings.transport = Arc::clone(transport.settings());
        let authorization = settings.headers.get(http::header::AUTHORIZATION);
        let pause = RateLimitPause::shared(&settings.server, authorization.map(http::HeaderValue::as_bytes));
        // There is one pause for each key and server.
        let parent = parent.filter(|parent| Arc::ptr_eq(&parent.pause, &pause));
        Ok(Self {
            transport,
            pause,
            limiter: limiter(&settings, parent),
            budget: budget(&settings, parent),
            settings,
        })
    }

    /// The server's address, without a trailing slash.
    pub fn server(&self) -> &str {
        self.settings.server.trim_end_matches('/')
    }

    /// Calls the operation. `arguments` is a JSON object of its fields.
    ///
    /// # Errors
    /// The error that ended the call, with the record of its attempts.
    pub async fn call(
        &self,
        operation: &'static Operation,
        arguments: impl Into<String>,
        options: CallOptions,
        cancel: &CancellationToken,
        on_retry: OnRetry<'_>,
    ) -> Result<Success, CallFailure> {
        let call = self.settings.for_call(options).map_err(CallFailure::unsent)?;
        let own_pause = self.pause_of_another_key(&call);
        let ctx = CallContext {
            wire: &*self.transport,
            slots: self.transport.slots(),
            settings: &self.settings,
            pause: own_pause.as_ref().unwrap_or(&self.pause),
            limiter: self.limiter.as_deref(),
            budget: &self.budget,
            random: fastrand::f64,
            time_of_day,
        };
        let result = if operation.name == FIND {
            // Boxed, so that every other call needs no space for it.
            Box::pin(call::find(&ctx, &arguments.into(), &call, cancel)).await
        } else {
            let request = Request::build(operation, arguments, &self.settings, &call);
            call::run(&ctx, &request.map_err(CallFailure::unsent)?, &call, cancel, on_retry).await
        };
        self.transport.keep();
        result
    }

    /// The rate-limit pause of a call whose headers carry a key of its own.
    fn pause_of_another_key(&self, call: &CallSettings) -> Option<Arc<RateLimitPause>> {
        let own = call.headers.get(http::header::AUTHORIZATION)?;
        let usual = self.settings.headers.get(http::header::AUTHORIZATION);
        (Some(own) != usual).then(|| RateLimitPause::shared(&self.settings.server, Some(own.as_bytes())))
    }
}

/// The parent's if its settings are the same, else a new one.
fn budget(settings: &Settings, parent: Option<&Client>) -> Arc<Budget> {
    let same = parent.filter(|parent| parent.settings.budget == settings.budget);
    same.map_or_else(|| Arc::new(Budget::new(settings.budget)), |parent| Arc::clone(&parent.budget))
}

/// The parent's if its settings are the same, else a new one.
fn limiter(settings: &Settings, parent: Option<&Client>) -> Option<Arc<Limiter>> {
    let same = parent.filter(|parent| parent.settings.requests_per_minute == settings.requests_per_minute);
    match same {
        Some(parent) => parent.limiter.clone(),
        None => settings.requests_per_minute.map(|limit| Arc::new(Limiter::new(limit))),
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
fn time_of_day() -> SystemTime {
    SystemTime::now()
}
