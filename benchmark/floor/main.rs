//! The lower bounds of the benchmark: the loop of benchmark/cell.mjs without Node, with our own core, bare reqwest and
//! bare hyper. It takes the same job, as JSON in its first argument, and prints the same measurements. It has one
//! thread, like the loop in Node.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark tool: it stops with a message, and uses the machine's clock"
)]

mod target;

use std::rc::Rc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;
use target::Target;

/// The fields of the harness's job that matter without JavaScript.
#[derive(Deserialize)]
struct Job {
    module: String,
    given: target::Server,
    /// `create` or `list`.
    call: String,
    /// The JSON that `create` posts.
    body: String,
    /// `c` and the number of concurrent calls.
    load: String,
    times: Times,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Times {
    warmup_ms: u64,
    measure_ms: u64,
}

fn main() {
    let json = std::env::args().nth(1).expect("a job as JSON: benchmark/cells.mjs makes it");
    let job: Job = serde_json::from_str(&json).expect("a job");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, run(job));
}

async fn run(job: Job) {
    let loops: usize =
        job.load.strip_prefix('c').and_then(|number| number.parse().ok()).expect("a load c<number>");
    let target = Rc::new(Target::open(&job.module, job.given, &job.call, job.body).await);
    let first = target.call().await;
    assert!(first > 1_000, "the response has only {first} bytes");
    closed(&target, loops, Duration::from_millis(job.times.warmup_ms)).await;
    let (started, cpu) = (Instant::now(), cpu_us());
    let mut latencies = closed(&target, loops, Duration::from_millis(job.times.measure_ms)).await;
    let (elapsed, cpu) = (started.elapsed(), cpu_us() - cpu);
    latencies.sort_unstable();
    print(&latencies, elapsed, cpu);
}

/// Runs `loops` loops. Each starts its next call when the previous one has its response.
async fn closed(target: &Rc<Target>, loops: usize, span: Duration) -> Vec<Duration> {
    let end = Instant::now() + span;
    let running: Vec<_> = (0..loops)
        .map(|_| {
            let target = Rc::clone(target);
            tokio::task::spawn_local(async move {
                let mut latencies = Vec::new();
                while Instant::now() < end {
                    let started = Instant::now();
                    target.call().await;
                    latencies.push(started.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in running {
        all.extend(task.await.expect("a loop"));
    }
    all
}

/// CPU time of the only working thread.
fn cpu_us() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).expect("a number") / 1e3
}

#[allow(clippy::cast_precision_loss, reason = "counts of calls are small")]
fn print(sorted: &[Duration], elapsed: Duration, cpu: f64) {
    let calls = sorted.len() as f64;
    let percentile = |hundredths: usize| {
        sorted.get(sorted.len() * hundredths / 100).map_or(0.0, Duration::as_secs_f64) * 1e6
    };
    println!(
        "{}",
        json!({
            "calls": sorted.len(), "perSecond": calls / elapsed.as_secs_f64(),
            "p50Us": percentile(50), "p99Us": percentile(99), "cpuUs": cpu / calls, "rssMb": rss_mb(),
        })
    );
}

fn rss_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1024.0
}
