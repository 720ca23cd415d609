/** Reads a process's place in a cluster from `TF_CONFIG`, as Kubeflow's training operator and Vertex AI set it. */
import { ClusterError } from "../errors.ts";

/** The addresses of all processes, and which of them this is. */
export interface ClusterPlace {
  /** The address of every process, `host:port`. */
  readonly peers: readonly string[];
  /** Which of them this process is, from 0. */
  readonly task: number;
}

const who = "clusterFromEnvironment";
/** The kinds of processes that train, in the order of their numbers: the first one of all is task 0. */
const trains = ["chief", "master", "worker"];

/**
 * Reads the place from the variable `TF_CONFIG` of an environment, by default this process's; undefined where it is not
 * set, or tells of one process alone.
 *
 * The chief, or master, is task 0, and the workers follow.
 * @throws ClusterError when it can't be read, or has parameter servers or an evaluator, which there are none of here.
 * @see https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable
 */
export function clusterFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ClusterPlace | undefined {
  const text = environment.TF_CONFIG;
  if (text === undefined || text.trim() === "") return undefined;
  const config = parsed(text);
  const cluster = fieldOf(config, "cluster");
  if (cluster === undefined) return undefined;
  const kinds = Object.keys(isRecord(cluster) ? cluster : {});
  const other = kinds.find((kind) => !trains.includes(kind) && addressesOf(cluster, kind).length > 0);
  if (other !== undefined) throw wrong(`only ${trains.join(", ")} in its cluster`, `"${other}"`);
  const task = fieldOf(config, "task");
  const [type, index] = [fieldOf(task, "type"), Number(fieldOf(task, "index"))];
  if (typeof type !== "string" || !trains.includes(type))
    throw wrong(`a task of type ${trains.join(", ")}`, show(type));
  const own = addressesOf(cluster, type)[index];
  if (own === undefined) throw wrong(`an address for ${type} ${index}`, show(addressesOf(cluster, type)));
  const peers = trains.flatMap((kind) => addressesOf(cluster, kind));
  const before = trains.slice(0, trains.indexOf(type)).flatMap((kind) => addressesOf(cluster, kind)).length;
  return peers.length > 1 ? { peers, task: before + index } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong("JSON", cause instanceof Error ? cause.message : String(cause));
  }
}

function addressesOf(cluster: unknown, kind: string): string[] {
  const list = fieldOf(cluster, kind) ?? [];
  if (!Array.isArray(list)) throw wrong(`a list of addresses for "${kind}"`, show(list));
  return list.map((address) => {
    if (typeof address !== "string") throw wrong(`addresses as text for "${kind}"`, show(address));
    return address;
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

function wrong(expected: string, got: string): ClusterError {
  return new ClusterError(
    `${who}: expected TF_CONFIG to be ${expected.startsWith("JSON") ? "" : "JSON with "}${expected}, got ${got}. Correct it, or unset it.`,
    "address",
  );
}
