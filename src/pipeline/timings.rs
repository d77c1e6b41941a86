//! A stopwatch beside the stages, for `--timings`.

use std::fmt;
use std::time::{Duration, Instant};

/// What each stage took, in their order.
#[derive(Clone, Debug, Default)]
pub struct Timings(Vec<Stage>);

#[derive(Clone, Debug)]
struct Stage {
    name: &'static str,
    wall: Duration,
    /// Of all threads together; `None` where the system does not tell.
    cpu: Option<Duration>,
    items: usize,
}

impl Timings {
    /// Does `work` and notes down under `name` how long it took; `items` counts what came of it.
    pub fn stage<T>(&mut self, name: &'static str, items: impl FnOnce(&T) -> usize, work: impl FnOnce() -> T) -> T {
        let (wall, cpu) = (Instant::now(), cpu_time());
        let done = work();
        let cpu = cpu_time().zip(cpu).map(|(after, before)| after.saturating_sub(before));
        self.0.push(Stage { name, wall: wall.elapsed(), cpu, items: items(&done) });
        done
    }

    /// Adds the stages of `more`.
    pub fn extend(&mut self, more: Timings) {
        self.0.extend(more.0);
    }
}

/// Processor time of this process so far.
#[cfg(unix)]
fn cpu_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(Duration::new(time.tv_sec.try_into().ok()?, time.tv_nsec.try_into().ok()?))
}

#[cfg(not(unix))]
fn cpu_time() -> Option<Duration> {
    None
}

/// A table: stage, wall and processor time in milliseconds, items.
impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
        writeln!(f, "{:<10}{:>12}{:>12}{:>10}", "stage", "wall ms", "cpu ms", "items")?;
        for stage in &self.0 {
            let cpu = stage.cpu.map_or_else(|| "-".to_owned(), milliseconds);
            writeln!(f, "{:<10}{:>12}{:>12}{:>10}", stage.name, milliseconds(stage.wall), cpu, stage.items)?;
        }
        let wall = self.0.iter().map(|stage| stage.wall).sum();
        let cpu = self.0.iter().map(|stage| stage.cpu).sum::<Option<Duration>>().map_or_else(|| "-".to_owned(), milliseconds);
        write!(f, "{:<10}{:>12}{cpu:>12}", "total", milliseconds(wall))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_stages_and_their_sum() {
        let mut timings = Timings::default();
        assert_eq!(timings.stage("notes", |n| *n, || 3), 3);
        timings.extend(timings.clone());
        let table = timings.to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[1].starts_with("notes ") && lines[1].ends_with(" 3") && lines[3].starts_with("total "), "{table}");
    }
}
