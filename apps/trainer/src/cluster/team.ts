/** The processes of a training, seen from one of them; one that trains alone is a team too. */
import type * as tf from "@tensorflow/tfjs-core";
import { broadcast, type Cluster, exchangeBytes } from "@tresnet/engine";

/** The processes that train together. Every method is for all of them to call, in the same order. */
export interface Team {
  /** Which of them this is, from 0; task 0 alone writes and prints. */
  readonly task: number;
  /** How many there are. */
  readonly size: number;
  /** How they reach each other; undefined where one trains alone. */
  readonly cluster: Cluster | undefined;
  /** The cores that this process may take of its machine; undefined for all. */
  readonly cores: number | undefined;
  /** Whether the user of this process wants all to stop, which they agree on by the next step. */
  asksToStop(): boolean;
  /** Takes note that all have agreed to stop: the job's signal is aborted in all of them. */
  stop(): void;
  /** Gives all the bytes of every process, by task. */
  gather(bytes: Uint8Array): Promise<readonly Uint8Array[]>;
  /** Gives all what task 0 has, a value that JSON can hold. */
  told<T>(own: T): Promise<T>;
  /** Gives all the values that the variables of task 0 have. */
  send(variables: readonly tf.Variable[]): Promise<void>;
}

/** A process that trains alone. */
export const alone: Team = {
  task: 0,
  size: 1,
  cluster: undefined,
  cores: undefined,
  asksToStop: () => false,
  stop: () => undefined,
  gather: async (bytes) => [bytes],
  told: async (own) => own,
  send: async () => undefined,
};

/** What a process knows of itself besides its cluster. */
export interface OwnPlace {
  readonly cores: number | undefined;
  /** Is aborted when the user of this process wants all to stop. */
  readonly asked: AbortSignal;
  readonly stop: () => void;
}

/** The processes of a cluster. */
export function teamOf(cluster: Cluster, { cores, asked, stop }: OwnPlace): Team {
  const { task, size } = cluster;
  const gather = (bytes: Uint8Array) => exchangeBytes(cluster, bytes);
  return {
    task,
    size,
    cluster,
    cores,
    asksToStop: () => asked.aborted,
    stop,
    gather,
    async told<T>(own: T): Promise<T> {
      const text = task === 0 ? JSON.stringify({ value: own }) : "";
      const [first = new Uint8Array()] = await gather(Buffer.from(text));
      const { value }: { value: T } = JSON.parse(Buffer.from(first).toString());
      return value;
    },
    send: (variables) => broadcast(cluster, variables),
  };
}

/** Gives all what every process has, a value that JSON can hold, by task. */
export async function gatherValues<T>(team: Team, own: T): Promise<readonly T[]> {
  if (team.size === 1) return [own];
  const all = await team.gather(Buffer.from(JSON.stringify({ value: own })));
  return all.map((bytes) => {
    const { value }: { value: T } = JSON.parse(Buffer.from(bytes).toString());
    return value;
  });
}

/** A listener for counted work of which each process does a part. */
export function countOfAll(
  { size }: Pick<Team, "size">,
  onProgress: (done: number, total: number) => void,
): (done: number, total: number) => void {
  return (done, total) => onProgress(Math.min(total, done * size), total);
}
