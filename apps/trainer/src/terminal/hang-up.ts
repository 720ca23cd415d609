/** The end of a process whose terminal was closed. */
import { closeSync } from "node:fs";
import { isatty } from "node:tty";

/** Which of input, output and errors were a terminal when the process began. */
const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));

let isHungUp = false;

/** Takes note that the terminal was closed, which SIGHUP tells. */
export function noteHangUp(): void {
  isHungUp = true;
}

/**
 * Ends the process by SIGHUP where that told that its terminal was closed, when all its work is saved: on its way out
 * by itself Node would put the terminal back as it was, fail, and abort.
 */
export function endIfHungUp(wasTerminal: boolean = terminals.length > 0): void {
  if (!isHungUp || !wasTerminal) return;
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

/**
 * Closes the descriptors of terminals that are no more. A process that another session started hears no SIGHUP, and on
 * its way out Node would put them back as they were, fail, and abort.
 */
export function closeLostTerminals(descriptors: readonly number[] = terminals): void {
  for (const descriptor of descriptors) if (!isatty(descriptor)) closeSync(descriptor);
}
