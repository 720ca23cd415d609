/**
 * `ServerDef`, what TensorFlow needs to know of a cluster, in protobuf's wire format.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/protobuf/tensorflow_server.proto and cluster.proto
 */
import { ProtobufWriter } from "./protobuf-writer.ts";

const jobName = "worker";

/** A process's place in a cluster. */
export interface ServerPlace {
  /** The address of every process, `host:port`. */
  readonly peers: readonly string[];
  /** Which of them this process is, from 0. */
  readonly task: number;
  /** The settings of this process's devices, a `ConfigProto`. */
  readonly config: Uint8Array;
}

const field = { experimental: 16, collectiveGroupLeader: 1, receiveBufferMaxChunk: 4 } as const;

/**
 * The pieces in which TensorFlow sends a tensor, in bytes: each is a string of its own on both sides. In its default of
 * 4 kB a sum of 126 MB over two processes took 245 ms of a core, in 64 kB 223 (a busy Intel Xeon); larger ones have
 * memory of their own each time, which the system has to clear.
 */
const chunkBytes = 65_536;

/** The name that TensorFlow has for a process of the cluster. */
export function taskName(task: number): string {
  return `/job:${jobName}/replica:0/task:${task}`;
}

/** Writes a process's place in a cluster whose groups task 0 puts together. */
export function serverDef({ peers, task, config }: ServerPlace): Uint8Array {
  const job = new ProtobufWriter().bytes(1, jobName);
  for (const [index, address] of peers.entries()) {
    job.message(2, new ProtobufWriter().number(1, index).bytes(2, address));
  }
  // Two messages one after the other are one message with the fields of both.
  const leader = new ProtobufWriter().message(
    field.experimental,
    new ProtobufWriter()
      .bytes(field.collectiveGroupLeader, taskName(0))
      .number(field.receiveBufferMaxChunk, chunkBytes),
  );
  return new ProtobufWriter()
    .message(1, new ProtobufWriter().message(1, job))
    .bytes(2, jobName)
    .number(3, task)
    .bytes(4, Buffer.concat([config, leader.concat()]))
    .bytes(5, "grpc")
    .concat();
}
