/** Stand-ins for uv, pip and python3: small programs on a PATH of their own that do what a test tells them to. */
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { vi } from "vitest";
import type { TinyWheel } from "./tiny-wheel.ts";

/** What the stand-in does when asked to fetch. Files are named by what they are for. */
export interface FakeBehaviour {
  /** The wheel that it delivers; uv delivers `files` unpacked. */
  readonly deliver?: TinyWheel;
  /** What it prints before it fails. */
  readonly fail?: string;
  /** Waits, half of the wheel delivered, until the test calls `release`. */
  readonly waitHalfway?: boolean;
  /** uv only: it finds no Python, which it wants for everything. */
  readonly withoutPython?: boolean;
}

/** What `python3 -c` finds: a package folder and a version, or nothing. */
export interface FakePython {
  readonly folder: string;
  readonly version: string;
}

export interface FakeMachine {
  readonly cache: string;
  readonly root: string;
  readonly addUv: (behaviour: FakeBehaviour) => Promise<void>;
  readonly addPip: (behaviour: FakeBehaviour, python?: FakePython) => Promise<void>;
  /** Lets a stand-in that waits halfway go on. */
  readonly release: () => Promise<void>;
  /** Arguments of every call that asked to fetch, oldest first. */
  readonly calls: () => string[][];
  /** Where uv was told to put a Python in each such call; null for its usual place. */
  readonly pythonFolders: () => (string | null)[];
  /** The process of the last such call. */
  readonly lastPid: () => number;
  readonly remove: () => Promise<void>;
}

// Every fetch starts a few processes, which a busy machine may be slow to do.
vi.setConfig({ testTimeout: 60_000 });

/** A machine with an empty PATH and an empty cache; the environment is the test's until it is removed. */
export async function fakeMachine(): Promise<FakeMachine> {
  const root = await mkdtemp(path.join(tmpdir(), "tresnet-fake-"));
  const inRoot = (name: string) => path.join(root, name);
  await mkdir(inRoot("bin"));
  vi.stubEnv("PATH", inRoot("bin"));
  vi.stubEnv("TRESNET_CACHE_DIR", inRoot("cache"));
  vi.stubEnv("TRESNET_TENSORFLOW_DIR", "");

  const add = async (
    name: string,
    kind: "uv" | "pip",
    { deliver, fail, waitHalfway, withoutPython }: FakeBehaviour,
    python?: FakePython,
  ) => {
    if (deliver) await writeFile(inRoot(`${name}.whl`), deliver.data);
    const settings = {
      kind,
      fail,
      waitHalfway,
      withoutPython,
      python,
      wheel: deliver && inRoot(`${name}.whl`),
      wheelName: deliver?.wheel.file,
      files: deliver?.files,
      log: inRoot("calls.jsonl"),
      go: inRoot("go"),
    };
    const program = path.join(inRoot("bin"), name);
    // Read by sh and by Node: a #! line cannot name a Node whose path holds spaces.
    const start = `#!/bin/sh\n":" //; exec '${process.execPath}' "$0" "$@"\n`;
    await writeFile(program, `${start}const settings = ${JSON.stringify(settings)};\n(${installer})(settings);\n`);
    await chmod(program, 0o755);
  };
  const calls = () => readLog(inRoot("calls.jsonl"));
  return {
    root,
    cache: inRoot("cache"),
    addUv: (behaviour) => add("uv", "uv", behaviour),
    addPip: (behaviour, python) => add("python3", "pip", behaviour, python),
    release: () => writeFile(inRoot("go"), ""),
    calls: () => calls().map(({ args }) => args),
    pythonFolders: () => calls().map(({ pythonFolder }) => pythonFolder),
    lastPid: () => calls().at(-1)?.pid ?? 0,
    remove: async () => {
      vi.unstubAllEnvs();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function readLog(file: string): { pid: number; args: string[]; pythonFolder: string | null }[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

// The stand-in's whole program, in plain JavaScript: Node 20 runs no TypeScript.
const installer = `(settings) => {
  const fs = require("node:fs");
  const path = require("node:path");
  let args = process.argv.slice(2);
  if (args[0] === "-c") {
    const found = settings.python ? [settings.python.folder, settings.python.version] : [null, null];
    console.log("tresnet:" + JSON.stringify(found));
    process.exit(0);
  }
  if (args[0] === "-m" && args[1] === "pip") args = args.slice(2);
  if (args[0] === "--version") {
    console.log(settings.kind === "uv" ? "uv 0.9.9 (fake)" : "pip 23.2.1 from /nowhere (python 3.11)");
    process.exit(0);
  }
  if (args[0] === "python") process.exit(settings.withoutPython ? 2 : 0);
  fs.appendFileSync(settings.log, JSON.stringify({ pid: process.pid, args, pythonFolder: process.env.UV_PYTHON_INSTALL_DIR ?? null }) + "\\n");
  if (settings.fail) {
    console.error(settings.fail);
    process.exit(1);
  }
  const target = args[args.indexOf(settings.kind === "uv" ? "--target" : "--dest") + 1];
  const finish = () => {
    if (settings.kind === "pip") fs.copyFileSync(settings.wheel, path.join(target, settings.wheelName));
    else for (const [name, text] of Object.entries(settings.files)) {
      fs.mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
      fs.writeFileSync(path.join(target, name), text);
    }
    process.exit(0);
  };
  if (!settings.waitHalfway) finish();
  const wheel = fs.readFileSync(settings.wheel);
  fs.writeFileSync(path.join(process.env.TMPDIR, "half"), wheel.subarray(0, wheel.length / 2));
  const parent = process.ppid;
  setInterval(() => {
    if (fs.existsSync(settings.go)) finish();
    if (process.ppid !== parent) process.exit(1);
  }, 20);
}`;
