/** Lets one native call run at a time: a traced step may change variables that the next one reads. */
let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Runs `call` once every earlier call has ended, whether that failed or not, and passes on what it returns or throws.
 */
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

/** Whether no call is under way and none waits for its turn. */
export function isIdle(): boolean {
  return waiting === 0;
}

/**
 * Runs `action` while no call of a traced function is under way, so that all variables are of the same moment.
 *
 * It runs at once, and its result is returned, where no call is waiting; else it runs after those that were made
 * before, and a promise of its result is returned.
 */
export function betweenCalls<T>(action: () => T): T | Promise<T> {
  return isIdle() ? action() : enqueue(action);
}
