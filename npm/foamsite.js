#!/usr/bin/env node
// Runs the program that npm has installed for this system, and ends as it does.
"use strict";
const { spawnSync } = require("node:child_process");

const name = `foamsite-${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "foamsite.exe" : "foamsite";
let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  console.error(
    `foamsite: the package ${name} is not installed. Either there is no program for this system (then: cargo install foamsite),\n` +
      "or npm was told to leave out optional dependencies (then: npm install --include=optional).",
  );
  process.exit(3);
}
const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`foamsite: cannot run ${program}: ${error.message}`);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exit(status ?? 3);
