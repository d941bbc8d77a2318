//! What a client that `withOptions` makes takes from the client that it was called on: the options with secrets or
//! certificates, which JavaScript doesn't keep.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, header};
use rustls::pki_types::CertificateDer;

use crate::core::config::headers::{HeaderSize, add_headers, authorization};
use crate::core::config::settings::{Settings, authorities, proxies};
use crate::core::config::{ClientOptions, Keep};
use crate::core::error::Failure;
use crate::core::pem::Identity;
use crate::core::proxies::Proxies;
use crate::core::redaction::Redactor;

/// The settings of the client that `withOptions` was called on, if it was, and which of them stay.
#[derive(Clone, Copy)]
pub struct Inherited<'a> {
    parent: Option<&'a Settings>,
    keep: Keep,
}

impl<'a> Inherited<'a> {
    pub const fn new(parent: Option<&'a Settings>, keep: Keep) -> Self {
        Self { parent, keep }
    }

    fn parent_if(self, kept: bool) -> Option<&'a Settings> {
        self.parent.filter(|_| kept)
    }

    /// The header with the key.
    pub fn authorization(self, options: &ClientOptions) -> Result<Option<HeaderValue>, Failure> {
        match self.parent_if(self.keep.auth) {
            Some(parent) => Ok(parent.authorization.clone()),
            None => authorization(options.auth.as_ref()),
        }
    }

    /// The caller's headers: those of the parent without removed ones, then new ones.
    pub fn own_headers(self, options: &ClientOptions) -> Result<HeaderMap, Failure> {
        let kept = self.parent_if(self.keep.headers);
        let mut headers = kept.map_or_else(HeaderMap::new, |parent| parent.own_headers.clone());
        for name in &options.removed_headers {
            headers.remove(name);
        }
        // First, since a map of more than 2^15 headers panics.
        HeaderSize::default().with(&options.headers)?;
        add_headers(&mut headers, &options.headers)?;
        Ok(headers)
    }

    /// The redactor of requests with these headers: the parent's if they have the same key.
    pub fn redactor(self, headers: &HeaderMap) -> Arc<Redactor> {
        let key = headers.get(header::AUTHORIZATION);
        match self.parent.filter(|parent| parent.headers.get(header::AUTHORIZATION) == key) {
            Some(parent) => Arc::clone(&parent.call.redactor),
            None => Arc::new(Redactor::new(headers)),
        }
    }

    pub fn proxies(self, options: &ClientOptions) -> Result<Option<Arc<Proxies>>, Failure> {
        match self.parent_if(self.keep.proxy) {
            Some(parent) => Ok(parent.transport.proxies.clone()),
            None => proxies(&options.proxy),
        }
    }

    pub fn ca(self, options: &ClientOptions) -> Result<Arc<[CertificateDer<'static>]>, Failure> {
        match self.parent_if(self.keep.ca) {
            Some(parent) => Ok(Arc::clone(&parent.transport.ca)),
            None => authorities(&options.ca),
        }
    }

    /// `cert` and `key` belong together, so they are kept or replaced together.
    pub fn identity(self, options: &ClientOptions) -> Result<Option<Identity>, Failure> {
        match self.parent_if(self.keep.identity) {
            Some(parent) => Ok(parent.transport.identity.clone()),
            None => Identity::read(options.cert.as_deref(), options.key.as_ref().map(|key| key.0.as_str())),
        }
    }

    /// The environment is read once, for the first client.
    pub fn extra_ca_file(self, given: Option<String>) -> Option<String> {
        self.parent.map_or(given, |parent| parent.transport.extra_ca_file.clone())
    }
}
