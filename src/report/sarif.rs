//! Diagnostics as SARIF 2.1.0 (OASIS), which code hosts and editors read.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::base::path::encode;
use crate::diag::{Code, Diagnostic, Level};

/// Writes all of them as one run. `folder` is where the vault stands in the repository: empty, or with a slash at its end.
pub fn write(out: &mut dyn Write, diagnostics: &[Diagnostic], folder: &str) -> io::Result<()> {
    let used: Vec<Code> = diagnostics.iter().map(|d| d.finding.code).collect::<BTreeSet<_>>().into_iter().collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, &used, folder)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "foamsite",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": used.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    writeln!(out, "{log:#}")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
        Level::Off => "none",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.sentence() },
        "help": { "text": code.help() },
        "defaultConfiguration": { "level": level(code.default_level()) },
    })
}

fn result(diagnostic: &Diagnostic, rules: &[Code], folder: &str) -> Value {
    let Diagnostic { file, place, level: weight, finding } = diagnostic;
    let mut text = finding.message.clone();
    finding.hints.iter().for_each(|hint| text += &format!("\n{hint}"));
    let mut result = json!({
        "ruleId": finding.code.name(),
        "ruleIndex": rules.binary_search(&finding.code).unwrap_or_default(),
        "level": level(*weight),
        "message": { "text": text },
    });
    if let Some(file) = file {
        let mut physical = json!({ "artifactLocation": { "uri": encode(&format!("{folder}{file}")), "uriBaseId": "%SRCROOT%" } });
        if let Some((line, column)) = place {
            physical["region"] = json!({ "startLine": line, "startColumn": column });
        }
        result["locations"] = json!([{ "physicalLocation": physical }]);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Finding;

    #[test]
    fn a_run_with_rules_and_results() {
        let finding = |code| Finding::new(code, 3..8, "nothing is called `x`").hint("Write it.");
        let diagnostics = [
            Diagnostic {
                file: Some("a b.md".into()),
                place: Some((2, 4)),
                level: Level::Warning,
                finding: finding(Code::UnresolvedLink),
            },
            Diagnostic { file: None, place: None, level: Level::Info, finding: finding(Code::Limit) },
        ];
        let mut out = Vec::new();
        write(&mut out, &diagnostics, "notes/").expect("memory takes it");
        let log: Value = serde_json::from_slice(&out).expect("it is JSON");
        let run = &log["runs"][0];
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(run["tool"]["driver"]["informationUri"], env!("CARGO_PKG_REPOSITORY"));
        assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(2));
        let first = &run["results"][0];
        assert_eq!(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "notes/a%20b.md");
        assert_eq!(first["locations"][0]["physicalLocation"]["region"]["startColumn"], 4);
        for result in run["results"].as_array().expect("results") {
            let rule = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        }
        assert_eq!(run["results"][1]["level"], "note");
    }
}
