//! Tells the linker what a Node.js addon needs; nothing to do for the plain core.

fn main() {
    #[cfg(feature = "node")]
    napi_build::setup();
}
