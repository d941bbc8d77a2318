//! Properties of error responses (docs/api-contract.md#api-errors). `serde_json::Value`, which the core does not use, is the
//! oracle: it finds the same envelope with equal fields.

use facesign_api_native::core::crossing::reports;
use facesign_api_native::core::error::ApiError;
use facesign_api_native::core::error::{Class, Failure};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::message;

const OPERATION: &str = "session.list";

pub fn run(data: &[u8]) {
    let response = message::parse(data);
    let (status, body) = (response.status, String::from_utf8_lossy(&response.body).into_owned());
    let read = ApiError::read(OPERATION, "http://localhost", response);
    assert_eq!(read.status, status);
    assert_eq!(read.raw_body, body);
    assert_class_fits(&read);
    if let Ok(body) = serde_json::from_str::<Value>(&body) {
        assert_envelope_is(&read, &body);
    }
    if read.envelope.is_some() {
        assert_eq!(read.message, read.raw_body);
    } else {
        assert!(read.message.starts_with(OPERATION) && read.code().is_none(), "{}", read.message);
    }
    assert_report_is_json(read);
}

fn assert_class_fits(read: &ApiError) {
    assert_eq!(read.class == Class::ConflictError, read.status == 409);
    if read.class != Class::ConflictError {
        assert_eq!(read.error_type, read.class.error_type());
    }
    let named = read.envelope.as_ref().and_then(|envelope| envelope.error_type.as_deref());
    let documented = Class::ALL[..6].iter().find(|class| Some(class.error_type()) == named);
    if let Some(class) = documented {
        assert_eq!(read.error_type, class.error_type());
    }
}

fn assert_envelope_is(read: &ApiError, body: &Value) {
    let Some(expected) = body.get("error").filter(|error| error.is_object()) else {
        assert!(read.envelope.is_none());
        return;
    };
    let envelope = read.envelope.as_ref().expect("an object under «error» is an envelope");
    let string = |name| expected.get(name).and_then(Value::as_str);
    assert_eq!(envelope.error_type.as_deref(), string("type"));
    assert_eq!(envelope.message.as_deref(), string("message"));
    assert_eq!(envelope.code.as_deref(), string("code"));
    assert_eq!(serde_json::from_str::<Value>(envelope.raw.get()).ok().as_ref(), Some(expected));
}

/// The facade parses the report. If it were invalid JSON, the caller would get an `InternalError`.
fn assert_report_is_json(read: ApiError) {
    let report = reports::of_unsent(Failure::Api(Box::new(read)));
    assert!(serde_json::from_str::<IgnoredAny>(&report).is_ok(), "{report}");
}
