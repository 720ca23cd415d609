/** TensorFlow as a backend of TensorFlow.js: `useTensorFlow()` finds the library, binds it and registers it. */
import * as tf from "@tensorflow/tfjs-core";
import { loadCApi } from "../native/c-api.ts";
import { EagerBinding } from "../native/eager-binding.ts";
import { defaultTensorFlowEnvironment } from "../native/native-process.ts";
import { type ProvisionOptions, provisionTensorFlow, type TensorFlowLibrary } from "../provisioning/provision.ts";
import { enqueue } from "./call-queue.ts";
import { type Device, listDevices, newContext } from "./context.ts";
import { registerMissingKernels } from "./kernels/register.ts";
import { TensorFlowBackend } from "./tensorflow-backend.ts";

export interface UseTensorFlowOptions extends ProvisionOptions {
  /** Threads for different ops at once and inside one op. @default TensorFlow's own choice: every core. */
  readonly threads?: { readonly interOp?: number; readonly intraOp?: number };
}

/** TensorFlow, running in this thread. */
export interface Engine {
  readonly library: TensorFlowLibrary;
  /** TensorFlow's version, such as `2.21.0`. */
  readonly version: string;
  readonly devices: readonly Device[];
  /** The kind of device that ops run on. */
  readonly device: "cpu" | "gpu";
  /** Native tensors alive, those of tfjs included. */
  tensorCount(): number;
  /**
   * Removes the backend and releases every native tensor, `tf.Variable`s included, once the calls before it have ended.
   * Traced functions of this engine can't be called any more.
   */
  dispose(): Promise<void>;
}

const backendName = "tensorflow";

interface RunningEngine extends Engine {
  readonly backend: TensorFlowBackend;
}

let running: RunningEngine | undefined;
let starting: Promise<RunningEngine> | undefined;

/**
 * Starts TensorFlow in this thread and makes it tfjs's backend.
 *
 * The library is looked for in `TRESNET_TENSORFLOW_DIR`, the cache and the user's Python, and fetched with their own uv
 * or pip when it is nowhere. A second call gives the same engine. Every worker thread starts its own.
 * @throws ProvisionError when the library can't be had; Error when `device: "gpu"` finds no GPU.
 */
export async function useTensorFlow(options: UseTensorFlowOptions = {}): Promise<Engine> {
  if (running !== undefined) return running;
  starting ??= start(options).finally(() => {
    starting = undefined;
  });
  running = await starting;
  return running;
}

/**
 * The backend of the running engine.
 * @throws Error before `useTensorFlow()`, or when another tfjs backend is selected.
 */
export function currentBackend(): TensorFlowBackend {
  const backend = tf.engine().backend;
  if (running === undefined || backend !== running.backend) {
    throw new Error(
      `TensorFlow is not the current tfjs backend (that is "${tf.getBackend() || "none"}"). Await useTensorFlow() first.`,
    );
  }
  return running.backend;
}

/** The running engine, if there is one. */
export function currentEngine(): Engine | undefined {
  return running;
}

async function start(options: UseTensorFlowOptions): Promise<RunningEngine> {
  const library = await provisionTensorFlow(options);
  defaultTensorFlowEnvironment();
  const api = loadCApi(library.frameworkPath, library.ccPath);
  const context = newContext(api, options);
  const devices = listDevices(api, context);
  const gpu = options.device === "cpu" ? undefined : devices.find(({ type }) => type === "GPU");
  if (options.device === "gpu" && gpu === undefined) {
    api.TFE_DeleteContext(context);
    throw new Error(
      'useTensorFlow: expected a GPU, TensorFlow sees none. Run `tresnet doctor` for the reason, or use device: "cpu".',
    );
  }
  const eager = new EagerBinding(api, context, gpu?.name);
  const backend = new TensorFlowBackend(eager, gpu !== undefined);
  registerMissingKernels();
  tf.registerBackend(backendName, () => backend, 3);
  tf.setBackend(backendName);
  return {
    backend,
    library,
    devices,
    version: api.TF_Version(),
    device: gpu === undefined ? "cpu" : "gpu",
    tensorCount: () => eager.getNumOfTensors(),
    dispose: () =>
      // In its turn: no call runs meanwhile, and one that waits behind it finds the engine gone.
      enqueue(() => {
        if (running?.backend !== backend) return;
        running = undefined;
        backend.disposeVariables();
        tf.removeBackend(backendName);
        eager.dispose();
        api.TFE_DeleteContext(context);
      }),
  };
}
