/** The end of a process whose terminal was closed. */
import { isatty } from "node:tty";

/** Whether there was a terminal when the process began. */
const hadTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));

let isHungUp = false;

/** Takes note that the terminal was closed, which SIGHUP tells. */
export function noteHangUp(): void {
  isHungUp = true;
}

/**
 * Ends the process by SIGHUP where that told that its terminal was closed, when all its work is saved: on its way out
 * by itself Node would put the terminal back as it was, fail, and abort.
 */
export function endIfHungUp(wasTerminal: boolean = hadTerminal): void {
  if (!isHungUp || !wasTerminal) return;
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}
