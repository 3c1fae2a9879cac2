//! Lock files: what is read can be written, and is the same when it is read again.
#![no_main]

use deny_models::lock::Lock;
use deny_models::model::FactStore;
use deny_models::source::SourceFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(lock) = Lock::parse(&SourceFile::new("deny-models.lock", text)) else {
        return;
    };
    let _ = lock.inconsistent();
    lock.insert_into(&mut FactStore::built_in());
    let written = lock.render();
    let again = Lock::parse(&SourceFile::new("deny-models.lock", written.as_str()));
    assert_eq!(again.expect("its own text").render(), written);
});
