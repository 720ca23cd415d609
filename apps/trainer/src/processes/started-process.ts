/** A process that trains with others, seen from the command that has started it. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TrainEvent } from "../training/train-event.ts";
import type { Ending } from "./ending.ts";
import type { FromProcess, ToProcess } from "./messages.ts";
import { errorOf } from "./told-error.ts";

// From dist the program is plain JavaScript; from source, in this repository's tests, it is TypeScript and is started
// through tsx.
const fromSource = import.meta.url.endsWith(".ts");
const sourceEntry = "../train-process-from-source.mjs"; // which no tool that follows addresses should look for in dist
const entry = fileURLToPath(
  fromSource ? new URL(sourceEntry, import.meta.url) : new URL("./train-process.js", import.meta.url),
);
const execArgv = fromSource ? ["--conditions=@tresnet/source"] : [];
/** Characters of stderr that are kept for the case that the process says nothing else. */
const keptCharacters = 2000;

/** What a process is started for. */
export interface StartOptions {
  readonly task: number;
  readonly begin: ToProcess;
  /** Variables besides those of this process. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Hears what happens. */
  readonly onEvent: (event: TrainEvent) => void;
}

/** A started process. */
export interface StartedProcess {
  /** Resolves when it has ended, however that was. */
  readonly ended: Promise<Ending>;
  /** Asks it to stop after its step. */
  stop(): void;
  /** Ends it at once, even one that was stopped by a signal. */
  kill(): void;
}

/**
 * Starts a process, in a session of its own: what is typed on the terminal is this process's to hear. It ends when this
 * process does, however that is.
 */
export function startProcess({ task, begin, environment, onEvent }: StartOptions): StartedProcess {
  const child = spawn(process.execPath, [...execArgv, entry], {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced",
  });
  let wasKilled = false;
  const kill = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    wasKilled = true;
    child.kill("SIGKILL");
  };
  send(child, begin);
  return {
    ended: endingOf(child, task, onEvent).then((ending) => ({ ...ending, wasKilled })),
    stop: () => send(child, { type: "stop" }),
    kill,
  };
}

/** A process that is gone hears nothing, and its end tells why. */
function send(child: ChildProcess, message: ToProcess): void {
  if (child.connected) child.send(message, () => undefined);
}

function endingOf(
  child: ChildProcess,
  task: number,
  onEvent: (event: TrainEvent) => void,
): Promise<Omit<Ending, "wasKilled">> {
  let said: Pick<Ending, "result" | "error"> = {};
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-keptCharacters);
  });
  child.on("message", (message: FromProcess) => {
    if (message.type === "event") onEvent(message.event);
    else if (message.type === "result") said = { result: message.result };
    else said = { error: errorOf(message.error) };
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ task, error, code: null, signal: null, stderr }));
    child.once("close", (code, signal) => resolve({ task, ...said, code, signal, stderr }));
  });
}
