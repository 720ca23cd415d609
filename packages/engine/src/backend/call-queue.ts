/** One native call at a time: a traced step may change variables that the next one reads. */
let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/** Runs `call` after every call before it has ended, whether that failed or not. */
export function enqueue<T>(call: () => T | Promise<T>): Promise<T> {
  waiting++;
  const turn = last.then(call);
  last = turn
    .catch(() => undefined)
    .finally(() => {
      waiting--;
    });
  return turn;
}

/**
 * Runs `action` where no call of a traced function is under way, so that all variables are of the same moment: at once
 * where there is none, else after those that were made before.
 */
export function betweenCalls<T>(action: () => T): T | Promise<T> {
  return waiting === 0 ? action() : enqueue(action);
}
