//! CPU and memory of the node, from /proc.

/// CPU seconds used so far and resident memory now.
#[derive(Clone, Copy)]
pub struct Reading {
    pub cpu_s: f64,
    pub resident_bytes: u64,
}

/// `None` without a pid or when the process is gone.
pub fn read(pid: Option<u32>) -> Option<Reading> {
    let pid = pid?;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The command name may hold spaces; the fields after its bracket are fixed. proc(5): utime is 14, stime 15.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    let pages: u64 = fields.get(21)?.parse().ok()?;
    // SAFETY: sysconf only reads.
    let (ticks_a_second, page_bytes) =
        unsafe { (libc::sysconf(libc::_SC_CLK_TCK) as f64, libc::sysconf(libc::_SC_PAGESIZE) as u64) };
    Some(Reading { cpu_s: ticks / ticks_a_second, resident_bytes: pages * page_bytes })
}
