/** TensorFlow as a backend of TensorFlow.js: `useTensorFlow()` finds the library, binds it and registers it. */
import * as tf from "@tensorflow/tfjs-core";
import { registerFileScheme } from "../io/file-system.ts";
import { atThreadEnd } from "../native/at-thread-end.ts";
import { loadCApi } from "../native/c-api.ts";
import { EagerBinding } from "../native/eager-binding.ts";
import { defaultTensorFlowEnvironment } from "../native/native-process.ts";
import { type ProvisionOptions, provisionTensorFlow } from "../provisioning/provision.ts";
import { requireGpu } from "../provisioning/require-gpu.ts";
import { enqueue, isIdle } from "./call-queue.ts";
import { contextConfig, type EngineThreads, listDevices, newContext } from "./context.ts";
import { currentEngine, type Engine, type RunningEngine, setCurrentEngine } from "./current-backend.ts";
import { registerMissingKernels } from "./kernels/register.ts";
import { TensorFlowBackend } from "./tensorflow-backend.ts";

/** Which library `useTensorFlow()` starts, on which device and with how many threads. */
export interface UseTensorFlowOptions extends ProvisionOptions {
  /** How many threads TensorFlow computes with. @default as many as there are cores */
  readonly threads?: EngineThreads;
}

const backendName = "tensorflow";

let starting: Promise<Engine> | undefined;

/**
 * Starts TensorFlow in this thread and makes it the backend of TensorFlow.js.
 *
 * The library is looked for in `TRESNET_TENSORFLOW_DIR`, the cache and the user's Python, and fetched with their own uv
 * or pip when none of these has it. A second call returns the same engine, whatever its options. Every worker thread
 * starts its own, which ends with the thread; `Worker.terminate()` alone leaves its memory to the process's end.
 * @throws ProvisionError when the library can't be had, or `device: "gpu"` is asked for where there is no NVIDIA GPU.
 * @throws Error when `device: "gpu"` is asked for and TensorFlow sees no GPU, or the system can't load the library.
 * @throws TensorFlowError when TensorFlow refuses the settings.
 */
export async function useTensorFlow(options: UseTensorFlowOptions = {}): Promise<Engine> {
  const running = currentEngine();
  if (running !== undefined) return running;
  starting ??= start(options).finally(() => {
    starting = undefined;
  });
  return await starting;
}

async function start(options: UseTensorFlowOptions): Promise<RunningEngine> {
  if (options.device === "gpu") await requireGpu();
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
  registerFileScheme();
  tf.registerBackend(backendName, () => backend, 3);
  tf.setBackend(backendName);
  const engine: RunningEngine = {
    backend,
    config: contextConfig(options),
    library,
    devices,
    version: api.TF_Version(),
    device: gpu === undefined ? "cpu" : "gpu",
    tensorCount: () => eager.getNumOfTensors(),
    // In its turn: no call runs meanwhile, and one that waits for a later turn finds the engine gone.
    dispose: () => enqueue(end),
  };
  const end = () => {
    if (currentEngine() !== engine) return;
    forgetThread();
    setCurrentEngine(undefined);
    release(backend);
  };
  // A call that is cut off still computes with all of this: then it is left to the end of the process.
  const forgetThread = atThreadEnd(() => isIdle() && end());
  setCurrentEngine(engine);
  return engine;
}

/** Removes a backend from TensorFlow.js and releases everything native that it owns. */
function release(backend: TensorFlowBackend): void {
  const { eager, functions } = backend;
  backend.disposeVariables();
  for (const traced of functions) traced.dispose();
  tf.removeBackend(backendName);
  eager.dispose();
  eager.api.TFE_DeleteContext(eager.context);
}
