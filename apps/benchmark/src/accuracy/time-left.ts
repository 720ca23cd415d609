/** How long a run still takes, by the turns so far. */

/** One epoch of one side, its evaluation included. */
export interface Turn {
  readonly side: string;
  readonly seconds: number;
}

/**
 * Seconds for the `remaining` epochs of each side, at the side's mean so far; before its first turn at the mean of all.
 */
export function secondsLeft(turns: readonly Turn[], remaining: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const [side, epochs] of remaining) {
    const own = turns.filter((turn) => turn.side === side);
    total += epochs * meanSeconds(own.length > 0 ? own : turns);
  }
  return total;
}

/** 4000 → `1 h 7 min`, 125 → `2 min`, 40 → `40 s`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function meanSeconds(turns: readonly Turn[]): number {
  return turns.length === 0 ? 0 : turns.reduce((sum, { seconds }) => sum + seconds, 0) / turns.length;
}
