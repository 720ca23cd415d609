/**
 * `pnpm pack-check`: is what npm would get what a user needs?
 *
 * Builds, packs every public package, checks the tarballs with publint and are-the-types-wrong, installs them with plain npm
 * and without install scripts into an empty folder outside of the repository, runs a small program per package there, and
 * type-checks a consumer. The last line is "N passed, N failed".
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "./command.mjs";
import { countsLine } from "./counts.mjs";
import { phases } from "./phases.mjs";
import { pnpm, quietTools } from "./pnpm.mjs";
import { typescriptSnippets } from "./readme-snippets.mjs";
import { repository, requireNode } from "./repository.mjs";

const counts = { passed: 0, failed: 0 };
/** The commands that the apps install, at work. */
const commands = [
  ["tresnet", "models", "--json"],
  ["tresnet", "doctor", "--json"],
  [
    "tresnet",
    "train",
    "--data",
    "synthetic",
    "--model",
    "tresnet_s",
    "--epochs",
    "1",
    "--img-size",
    "32",
    "--output",
    "runs/one",
  ],
  ["tresnet", "predict", "--help"],
  ["tresnet-bench", "--help"],
];

const bin = (/** @type {string} */ name) => path.join(repository, "node_modules/.bin", name);

requireNode();
const folder = mkdtempSync(path.join(tmpdir(), "tresnet consumer "));
try {
  await packCheck();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(countsLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;

async function packCheck() {
  for (const phase of [phases().install, phases().build]) {
    if (!(await check(phase.name, phase.command))) return;
  }
  const packages = publicPackages();
  for (const { name, source, manifest } of packages) {
    count(`${name}: has no install script`, !hasInstallScript(manifest));
    if (!(await check(`${name}: packs`, [...pnpm(), "pack", "--pack-destination", folder], source))) return;
  }
  const tarballs = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  for (const tarball of tarballs) {
    await check(`${tarball}: publint`, [bin("publint"), "run", path.join(folder, tarball), "--strict"]);
    await check(`${tarball}: types resolve`, [bin("attw"), path.join(folder, tarball), "--profile", "esm-only"]);
  }

  cpSync(path.join(repository, "tooling/consumer"), folder, { recursive: true });
  const install = [
    "npm",
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    nodeTypes(),
    ...tarballs.map((file) => `./${file}`),
  ];
  if (!(await check("npm installs the tarballs without install scripts", install, folder))) return;
  const addon = path.join(folder, "node_modules/@tensorflow/tfjs-node-gpu");
  count("tfjs-node-gpu and its install script stay away", !existsSync(addon));

  for (const { name, manifest } of packages) {
    const program = `${path.basename(name)}.mjs`;
    // A package of commands alone has no program of a user's: its commands run below.
    if (manifest.bin !== undefined && !existsSync(path.join(folder, program))) continue;
    await check(`${name}: its program runs`, [process.execPath, program], folder);
  }
  for (const [name = "", ...args] of commands) {
    await check([name, ...args].join(" "), [path.join(folder, "node_modules/.bin", name), ...args], folder);
  }
  const snippets = typescriptSnippets(readFileSync(path.join(repository, "README.md"), "utf8"));
  for (const [index, code] of snippets.entries()) writeFileSync(path.join(folder, `readme-${index + 1}.ts`), code);
  await check("README's TypeScript compiles, library types checked too", [bin("tsc"), "-p", folder], folder);
}

/** Runs one command, prints whether it passed and, if not, what it said. @returns {Promise<boolean>} */
async function check(/** @type {string} */ name, /** @type {readonly string[]} */ command, cwd = repository) {
  const options = { quiet: true, cwd, env: quietTools };
  const { code, output } = await run(command, options).catch((error) => ({ code: 127, output: String(error) }));
  if (code !== 0) console.log(output.trimEnd());
  return count(name, code === 0);
}

function count(/** @type {string} */ name, /** @type {boolean} */ passed) {
  console.log(`${passed ? "passed" : "FAILED"}: ${name}`);
  counts[passed ? "passed" : "failed"]++;
  return passed;
}

/** The types of Node in the version that the repository pins; a TypeScript user has some too. */
function nodeTypes() {
  const manifest = path.join(repository, "node_modules/@types/node/package.json");
  return `@types/node@${JSON.parse(readFileSync(manifest, "utf8")).version}`;
}

/** npm would run these on a user's machine. */
function hasInstallScript(/** @type {{ scripts?: Record<string, string> }} */ { scripts = {} }) {
  return ["preinstall", "install", "postinstall", "prepare"].some((script) => script in scripts);
}

/** Every package of the workspace that is not private, with its manifest. */
function publicPackages() {
  return ["packages", "apps"]
    .flatMap((group) => readdirSync(path.join(repository, group)).map((name) => path.join(repository, group, name)))
    .map((source) => ({ source, manifest: JSON.parse(readFileSync(path.join(source, "package.json"), "utf8")) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ source, manifest }) => ({ source, manifest, name: String(manifest.name) }));
}
