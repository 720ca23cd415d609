/**
 * stop.request: a file in a run's folder that asks its training to stop after the step, as Ctrl-C does.
 *
 * A file and no signal: it reaches a training on another machine or in another container that shares the folder, on
 * every system, and never a process that merely has the number of one that ended.
 */
import { rm, stat, writeFile } from "node:fs/promises";

const everyMs = 500;

/** Asks the training in the folder to stop. */
export async function requestStop(file: string): Promise<void> {
  await writeFile(file, `${new Date().toISOString()}\n`);
}

/** Calls `onRequest` once the file is there; returns what ends the watch. An earlier request is removed first. */
export async function watchStopRequest(file: string, onRequest: () => void): Promise<() => Promise<void>> {
  await rm(file, { force: true });
  const timer = setInterval(async () => {
    if ((await stat(file).catch(() => undefined)) === undefined) return;
    clearInterval(timer);
    onRequest();
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await rm(file, { force: true }).catch(() => undefined);
  };
}
