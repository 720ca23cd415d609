/** Images that take much memory are decoded one at a time, in all threads of the process together. */
import { setTimeout as pause } from "node:timers/promises";
import { threadId } from "node:worker_threads";
import { statedSize } from "./stated-size.ts";

/** Images with more pixels than this wait for each other: decoded they take 96 MiB, and as much on the way. */
const largePixels = 2 ** 25;
const pauseMs = 20;
const free = 0;

/** Whose turn it is: a thread's number and 1; shared with the decode workers. */
let turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const me = threadId + 1;

/** The memory by which threads take turns: a worker is given that of its maker. */
export function sharedTurn(): SharedArrayBuffer {
  const { buffer } = turn;
  if (buffer instanceof SharedArrayBuffer) return buffer;
  throw new TypeError("sharedTurn: expected shared memory.");
}

/** Takes turns with the threads that have this memory. */
export function shareTurn(memory: SharedArrayBuffer): void {
  turn = new Int32Array(memory);
}

/** Ends the turn of a thread that is no more. */
export function endTurnOf(thread: number): void {
  Atomics.compareExchange(turn, 0, thread + 1, free);
}

/** Runs `work` at once for usual images, and for a large one when no other is being decoded. */
export async function inTurn<T>(bytes: Uint8Array, work: () => Promise<T>): Promise<T> {
  const { width, height } = statedSize(bytes) ?? { width: 0, height: 0 };
  if (width * height <= largePixels) return work();
  while (Atomics.compareExchange(turn, 0, free, me) !== free) await pause(pauseMs);
  try {
    return await work();
  } finally {
    Atomics.store(turn, 0, free);
  }
}
