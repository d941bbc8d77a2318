#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| facesign_fuzz::flow::run(data));
