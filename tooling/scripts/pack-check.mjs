/**
 * `pnpm pack-check`: is what npm would get what a user needs?
 *
 * Builds, packs every public package, checks the tarballs with publint and are-the-types-wrong, installs them with
 * plain npm and without install scripts into an empty folder outside of the repository, runs a small program per
 * package there, bundles one by esbuild, compiles the TypeScript of all READMEs and a program in CommonJS, and runs
 * them. The last line is "N passed, N failed".
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "./command.mjs";
import { countsLine } from "./counts.mjs";
import { phases } from "./phases.mjs";
import { pnpm, quietTools } from "./pnpm.mjs";
import { snippets } from "./readme-snippets.mjs";
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
    await checkPapers(tarball, packages);
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

  for (const { name, source } of packages) {
    const program = `${path.basename(source)}.mjs`; // the README's program alone, where there is none
    if (!existsSync(path.join(folder, program))) continue;
    await check(`${name}: its program runs`, [process.execPath, program], folder);
  }
  const bundle = ["bundled.mjs", "--bundle", "--platform=node", "--format=esm", "--packages=external"];
  if (await check("esbuild bundles a program", [bin("esbuild"), ...bundle, "--outfile=out/program.mjs"], folder)) {
    await check("the bundled program runs", [process.execPath, "out/program.mjs"], folder);
  }
  for (const [name = "", ...args] of commands) {
    await check([name, ...args].join(" "), [path.join(folder, "node_modules/.bin", name), ...args], folder);
  }
  await checkReadmes(packages);
}

/** A package on npm says what it is and under which licence, and what others' work is in it. */
async function checkPapers(
  /** @type {string} */ tarball,
  /** @type {readonly { name: string, source: string }[]} */ packages,
) {
  const { output } = await run(["tar", "-tzf", path.join(folder, tarball)], { quiet: true });
  const files = output.split("\n");
  const package_ = packages.find(({ name }) => tarball.startsWith(`${name.replace("@", "").replace("/", "-")}-`));
  const hasNotice = package_ !== undefined && existsSync(path.join(package_.source, "NOTICE"));
  for (const paper of ["README.md", "LICENSE", ...(hasNotice ? ["NOTICE"] : [])]) {
    count(`${tarball}: has a ${paper}`, files.includes(`package/${paper}`));
  }
}

/**
 * Compiles the TypeScript of README.md, of docs/ and of every package's README, and runs programs: all of a package's,
 * elsewhere those that are marked.
 */
async function checkReadmes(/** @type {readonly { name: string, source: string }[]} */ packages) {
  const readmes = [
    { title: "README.md", name: "root", file: path.join(repository, "README.md"), runsAll: false },
    { title: "docs/weights.md", name: "weights", file: path.join(repository, "docs/weights.md"), runsAll: false },
    ...packages.map(({ name, source }) => ({
      title: `${name}'s README`,
      name: path.basename(source),
      file: path.join(source, "README.md"),
      runsAll: true,
    })),
  ];
  const programs = readmes.flatMap(({ title, name, file, runsAll }) => {
    const found = existsSync(file) ? snippets(readFileSync(file, "utf8")) : [];
    count(`${title} has a program`, found.length > 0);
    return found.map(({ code, runs }, index) => {
      const module = `readme-${name}-${index + 1}`;
      writeFileSync(path.join(folder, `${module}.ts`), code);
      return { title: `${title}, program ${index + 1}`, module, runs: runs || runsAll };
    });
  });
  const compile = [bin("tsc"), "-p", folder, "--noEmit", "false", "--outDir", path.join(folder, "compiled")];
  if (!(await check("the READMEs' TypeScript compiles, library types checked too", compile, folder))) return;
  await check("a program in CommonJS runs", [process.execPath, "compiled/commonjs.cjs"], folder);
  if (!(await check("photographs are drawn", [process.execPath, "photos.mjs"], folder))) return;
  for (const { title, module } of programs.filter(({ runs }) => runs)) {
    await check(`${title} runs`, [process.execPath, `compiled/${module}.js`], folder);
  }
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
    .filter((source) => existsSync(path.join(source, "package.json")))
    .map((source) => ({ source, manifest: JSON.parse(readFileSync(path.join(source, "package.json"), "utf8")) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ source, manifest }) => ({ source, manifest, name: String(manifest.name) }));
}
