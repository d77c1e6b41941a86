// The JSON Feed of the example site against the schema of its format.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";

const root = fileURLToPath(new URL("../..", import.meta.url));
const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("jsonfeed-schema/schema-v1.1.json"), "utf8"));

test("feed.json holds to JSON Feed 1.1", () => {
  const out = mkdtempSync(join(tmpdir(), "foamsite-feed-"));
  execFileSync(join(root, "target/debug/foamsite"), ["build", join(root, "example-site"), "-o", out, "--base-url", "https://notes.test/", "-q"]);
  const feed = JSON.parse(readFileSync(join(out, "feed.json"), "utf8"));
  rmSync(out, { recursive: true });
  const holds = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  assert.ok(holds(feed), JSON.stringify(holds.errors));
  assert.ok(feed.items.length >= 10);
  delete feed.items[0].id;
  assert.equal(holds(feed), false, "the schema is one that can fail");
});
