//! The most memory that a program had resident.

use std::fs;
use std::io;
use std::process::{Child, ExitStatus};
use std::time::Duration;

/// Waits for the end of a program. The memory is in KiB, and none where the system does not show it: Linux keeps the most
/// that was resident until now, and after the end nothing is left to ask.
pub(crate) fn wait(child: &mut Child) -> io::Result<(ExitStatus, Option<u64>)> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        if let Some(ended) = child.try_wait()? {
            return Ok((ended, peak));
        }
        peak = peak.max(resident(&status));
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn resident(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
