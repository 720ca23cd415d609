/** The engine that runs in this thread, and its backend: one at most. */
import * as tf from "@tensorflow/tfjs-core";
import type { TensorFlowLibrary } from "../provisioning/provision.ts";
import type { Device } from "./context.ts";
import type { TensorFlowBackend } from "./tensorflow-backend.ts";

/** TensorFlow, running in this thread as the backend of TensorFlow.js; `useTensorFlow()` starts it. */
export interface Engine {
  /** The library that was loaded: its version, its files and where they come from. */
  readonly library: TensorFlowLibrary;
  /** The version that TensorFlow itself reports, such as `2.21.0`. */
  readonly version: string;
  /** Every device that TensorFlow sees, CPUs and GPUs. */
  readonly devices: readonly Device[];
  /** The kind of device that ops run on. */
  readonly device: "cpu" | "gpu";
  /** Counts the native tensors that are alive, those of TensorFlow.js included. */
  tensorCount(): number;
  /**
   * Removes the backend and releases every native tensor, `tf.Variable`s included, once the calls before it have ended.
   * Traced functions of this engine can't be called any more.
   */
  dispose(): Promise<void>;
}

/** An engine together with its backend, which nobody outside of this package sees. */
export interface RunningEngine extends Engine {
  readonly backend: TensorFlowBackend;
  /** The settings of its context, a `ConfigProto`. */
  readonly config: Uint8Array;
}

let running: RunningEngine | undefined;

/** Makes `engine` the running one; undefined says that none runs any more. */
export function setCurrentEngine(engine: RunningEngine | undefined): void {
  running = engine;
}

/** Returns the engine that runs in this thread; undefined before `useTensorFlow()` and after `dispose()`. */
export function currentEngine(): Engine | undefined {
  return running;
}

/**
 * Returns the engine that runs, with its backend.
 * @throws Error before `useTensorFlow()`, or when another tfjs backend is selected.
 */
export function runningEngine(): RunningEngine {
  const backend = tf.engine().backend;
  if (running === undefined || backend !== running.backend) {
    throw new Error(
      `TensorFlow is not the current tfjs backend (that is "${tf.getBackend() || "none"}"). Await useTensorFlow() first.`,
    );
  }
  return running;
}

/**
 * Returns the backend of the running engine.
 * @throws Error before `useTensorFlow()`, or when another tfjs backend is selected.
 */
export function currentBackend(): TensorFlowBackend {
  return runningEngine().backend;
}
