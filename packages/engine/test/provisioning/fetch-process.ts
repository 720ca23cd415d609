/** Runs `fetch-program.ts` as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface FetchProcess {
  readonly child: ChildProcess;
  /** Resolves with the first line that fits; rejects when the process ends without one. */
  readonly line: (fits: (line: Record<string, unknown>) => boolean) => Promise<Record<string, unknown>>;
  readonly ended: Promise<number | null>;
}

/** Starts the process in the test's environment. */
export function startFetchProcess(): FetchProcess {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const program = fileURLToPath(new URL("./fetch-program.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@tresnet/source", "--import", tsx, program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  const tell = () => {
    for (const check of waiting) check();
  };
  createInterface({ input: child.stdout }).on("line", (text) => {
    lines.push(JSON.parse(text));
    tell();
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const line = (fits: (line: Record<string, unknown>) => boolean) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      waiting.push(() => {
        const found = lines.find(fits);
        if (found) resolve(found);
      });
      tell();
      void ended.then((code) => reject(new Error(`the process ended (${code}) after ${JSON.stringify(lines)}`)));
    });
  return { child, line, ended };
}
