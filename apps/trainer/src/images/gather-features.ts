/** Gives every process the features that all have computed: in training each image may be anybody's. */
import { gatherValues, type Team } from "../cluster/team.ts";
import type { FeatureRows } from "./feature-loader.ts";

/** Of each process at most so many numbers travel at once. */
const mostNumbers = 2 ** 22;

/** Adds the rows of all other processes to this one's. */
export async function gatherFeatures(team: Team, rows: FeatureRows): Promise<void> {
  if (team.size === 1) return;
  const own = rows.indices();
  const told = await gatherValues(team, { count: own.length, shape: rows.shape });
  const shape = told.find(({ count }) => count > 0)?.shape ?? rows.shape;
  const length = shape[0] * shape[1] * shape[2];
  const at = Math.max(1, Math.floor(mostNumbers / Math.max(1, length)));
  const most = Math.max(...told.map(({ count }) => count));
  for (let from = 0; from < most; from += at) {
    const indices = own.slice(from, from + at);
    const values = new Float32Array(indices.length * length);
    for (const [slot, index] of indices.entries()) values.set(rows.get(index) ?? [], slot * length);
    const all = await team.gather(Buffer.concat([Buffer.from(indices.buffer), Buffer.from(values.buffer)]));
    for (const [task, bytes] of all.entries()) {
      if (task === team.task) continue;
      const count = bytes.length / (4 * (1 + length));
      const theirs = new Int32Array(new Uint8Array(bytes.subarray(0, 4 * count)).buffer);
      rows.put(theirs, [count, ...shape], new Float32Array(new Uint8Array(bytes.subarray(4 * count)).buffer));
    }
  }
}
