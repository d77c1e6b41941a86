// node npm/make.mjs VERSION ARCHIVES OUT: makes the packages for npm of the archives of a release: one with the program for each
// system, and `foamsite`, which has npm install the one that fits. Archives that are not there are left out.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What npm calls a system, and which archive has its program. The musl program runs on every Linux. */
const SYSTEMS = [
  { os: "linux", cpu: "x64", archive: "foamsite-x86_64-unknown-linux-musl.tgz" },
  { os: "linux", cpu: "arm64", archive: "foamsite-aarch64-unknown-linux-musl.tgz" },
  { os: "darwin", cpu: "x64", archive: "foamsite-x86_64-apple-darwin.tgz" },
  { os: "darwin", cpu: "arm64", archive: "foamsite-aarch64-apple-darwin.tgz" },
  { os: "win32", cpu: "x64", archive: "foamsite-x86_64-pc-windows-msvc.zip" },
];

const [version, archives, out] = process.argv.slice(2);
if (!version || !archives || !out) {
  console.error("node npm/make.mjs VERSION ARCHIVES OUT");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const common = {
  version,
  description: "Publishes a folder of linked notes (Foam, Obsidian) as a website, with every backlink in its context",
  license: "MIT OR Apache-2.0",
  repository: { type: "git", url: "git+https://github.com/foamsite/foamsite.git" },
};

function folder(name, manifest) {
  const path = join(out, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "package.json"), `${JSON.stringify({ name, ...common, ...manifest }, null, 2)}\n`);
  copyFileSync(join(here, "README.md"), join(path, "README.md"));
  return path;
}

const made = {};
for (const { os, cpu, archive } of SYSTEMS) {
  const from = join(archives, archive);
  if (!existsSync(from)) {
    console.error(`left out: ${archive} is not there`);
    continue;
  }
  const name = `foamsite-${os}-${cpu}`;
  const program = os === "win32" ? "foamsite.exe" : "foamsite";
  const path = folder(name, { os: [os], cpu: [cpu], files: [program] });
  const inside = `${archive.replace(/\.(tgz|zip)$/, "")}/${program}`;
  if (archive.endsWith(".zip")) {
    execFileSync("unzip", ["-q", "-j", from, inside, "-d", path]);
  } else {
    execFileSync("tar", ["-xzf", from, "-C", path, "--strip-components=1", inside]);
  }
  chmodSync(join(path, program), 0o755);
  made[name] = version;
}
if (Object.keys(made).length === 0) {
  console.error("no archive, no package");
  process.exit(1);
}
const main = folder("foamsite", {
  keywords: ["foam", "obsidian", "static-site", "backlinks", "wiki"],
  bin: { foamsite: "foamsite.js" },
  files: ["foamsite.js"],
  engines: { node: ">=18" },
  optionalDependencies: made,
});
copyFileSync(join(here, "foamsite.js"), join(main, "foamsite.js"));
