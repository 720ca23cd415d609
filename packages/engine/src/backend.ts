/** TensorFlow as a backend of TensorFlow.js: `useTensorFlow()` finds the library, binds it and registers it. */
import * as tf from "@tensorflow/tfjs-core";
import { Int64Scalar, NodeJSKernelBackend } from "@tresnet/tfjs-kernels";
import { type CApi, loadCApi } from "./c-api.ts";
import { idle } from "./call-queue.ts";
import { sessionConfig } from "./config-proto.ts";
import { dtypeName, dtypeNumbers } from "./dtypes.ts";
import { type Binding, bindingConstants, EagerBinding, type TensorMetadata } from "./eager-binding.ts";
import { registerMissingKernels } from "./kernels/register.ts";
import { defaultEnvironment, silently } from "./native-process.ts";
import type { OpAttribute } from "./op-attributes.ts";
import { type ProvisionOptions, provisionTensorFlow, type TensorFlowLibrary } from "./provision.ts";
import { checkStatus } from "./status.ts";

export interface UseTensorFlowOptions extends ProvisionOptions {
  /** Threads for different ops at once and inside one op. @default TensorFlow's own choice: every core. */
  readonly threads?: { readonly interOp?: number; readonly intraOp?: number };
}

/** A device that TensorFlow sees. */
export interface Device {
  /** `/job:localhost/replica:0/task:0/device:CPU:0` */
  readonly name: string;
  /** `CPU`, `GPU`, … */
  readonly type: string;
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
  /** Removes the backend and releases every native tensor. Traced functions of this engine can't be called any more. */
  dispose(): Promise<void>;
}

const backendName = "tensorflow";
const tfjsNames = new Map<number, tf.DataType>([
  [dtypeNumbers.float32, "float32"],
  [dtypeNumbers.int32, "int32"],
  // tfjs has no int64, uint8 or resource: TensorFlow keeps the true dtype, tfjs calls them by their nearest kin.
  [dtypeNumbers.int64, "int32"],
  [dtypeNumbers.uint8, "int32"],
  [dtypeNumbers.bool, "bool"],
  [dtypeNumbers.complex64, "complex64"],
  [dtypeNumbers.string, "string"],
  [dtypeNumbers.resource, "string"],
]);

/** tfjs-node's backend on this engine's binding. `eager` runs ops; `binding` is swapped while a function is traced. */
export class TensorFlowBackend extends NodeJSKernelBackend {
  readonly eager: EagerBinding;
  #temporaries: number[] = [];

  constructor(eager: EagerBinding, gpu: boolean) {
    super(
      { ...nodeBinding(eager), isUsingGpuDevice: () => gpu },
      gpu ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node",
    );
    this.eager = eager;
  }

  /** Runs `action` with every op going to `binding`. */
  through<T>(binding: Binding, action: () => T): T {
    const usual = this.binding;
    this.binding = nodeBinding(binding);
    try {
      return action();
    } finally {
      this.binding = usual;
    }
  }

  /** The native number of a tensor. */
  idOf(tensor: tf.TensorInfo): number {
    return this.tensorMap.get(tensor.dataId).id;
  }

  // tfjs-node keeps values in JavaScript until an op needs them. Uploading at once lets a trace tell what was there before it.
  override move(
    dataId: tf.DataId,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    super.move(dataId, values, shape, dtype, refCount);
    const info = this.tensorMap.get(dataId);
    // A tf.buffer of strings may have elements that were never set; they stay so until an op needs the tensor.
    if (dtype === "string" && Array.from(values as ArrayLike<unknown>).includes(undefined)) return;
    info.id = (this.binding as Binding).createTensor(info.shape, info.dtype, values);
    info.values = null;
  }

  override getInputTensorIds(tensors: readonly (tf.TensorInfo | Int64Scalar)[]): number[] {
    const ids = super.getInputTensorIds(tensors);
    // Kernels make an Int64Scalar for one call and have no way to release it.
    tensors.forEach((tensor, index) => {
      const id = ids[index];
      if (tensor instanceof Int64Scalar && id !== undefined) this.#temporaries.push(id);
    });
    return ids;
  }

  override createOutputTensor({ id, shape, dtype }: TensorMetadata): tf.Tensor {
    const name = tfjsNames.get(dtype);
    if (name === undefined) {
      (this.binding as Binding).deleteTensor(id);
      throw new TypeError(
        `TensorFlow gave a tensor of dtype ${dtypeName(dtype)}, which tfjs can't hold. Cast it in TensorFlow.`,
      );
    }
    const dataId = {};
    this.tensorMap.set(dataId, { shape, dtype, id, values: null, refCount: 1 });
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: name });
  }

  override executeSingleOutput(name: string, attributes: OpAttribute[], inputs: readonly tf.TensorInfo[]): tf.Tensor {
    try {
      return super.executeSingleOutput(name, attributes, inputs);
    } finally {
      this.#releaseTemporaries();
    }
  }

  override executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[] {
    try {
      return super.executeMultipleOutputs(name, attributes, inputs, outputs);
    } finally {
      this.#releaseTemporaries();
    }
  }

  #releaseTemporaries(): void {
    for (const id of this.#temporaries.splice(0)) (this.binding as Binding).deleteTensor(id);
  }
}

/** The binding in the shape that tfjs-node's kernels call. */
function nodeBinding(binding: Binding) {
  return {
    ...bindingConstants,
    createTensor: binding.createTensor.bind(binding),
    deleteTensor: binding.deleteTensor.bind(binding),
    tensorDataSync: binding.tensorDataSync.bind(binding),
    executeOp: binding.executeOp.bind(binding),
    isUsingGpuDevice: () => false,
    getNumOfSavedModels: () => 0,
  };
}

interface RunningEngine extends Engine {
  readonly backend: TensorFlowBackend;
}

let running: RunningEngine | undefined;
let starting: Promise<RunningEngine> | undefined;

/**
 * Starts TensorFlow in this thread and makes it tfjs's backend.
 *
 * The library is looked for in `TRESNET_TENSORFLOW_DIR`, the cache and the user's Python, and fetched with their own uv or
 * pip when it is nowhere. A second call gives the same engine. Every worker thread starts its own.
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
  defaultEnvironment("TF_CPP_MIN_LOG_LEVEL", "2");
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
    async dispose() {
      await idle();
      if (running?.backend !== backend) return;
      running = undefined;
      tf.removeBackend(backendName);
      eager.dispose();
      api.TFE_DeleteContext(context);
    },
  };
}

const silentPlacement = 2; // TFE_DEVICE_PLACEMENT_SILENT: inputs on the wrong device are copied

function newContext(api: CApi, { threads = {}, device }: UseTensorFlowOptions): bigint {
  const status = api.TF_NewStatus();
  const contextOptions = api.TFE_NewContextOptions();
  const config = sessionConfig({
    interOpThreads: threads.interOp ?? 0,
    intraOpThreads: threads.intraOp ?? 0,
    gpu: device !== "cpu",
  });
  try {
    api.TFE_ContextOptionsSetConfig(contextOptions, config, config.length, status);
    checkStatus(api, status, "useTensorFlow");
    api.TFE_ContextOptionsSetDevicePlacementPolicy(contextOptions, silentPlacement);
    const context = silently(() => api.TFE_NewContext(contextOptions, status));
    checkStatus(api, status, "useTensorFlow");
    return context;
  } finally {
    api.TFE_DeleteContextOptions(contextOptions);
    api.TF_DeleteStatus(status);
  }
}

function listDevices(api: CApi, context: bigint): Device[] {
  const status = api.TF_NewStatus();
  const list = api.TFE_ContextListDevices(context, status);
  try {
    return Array.from({ length: api.TF_DeviceListCount(list) }, (_, index) => ({
      name: api.TF_DeviceListName(list, index, status),
      type: api.TF_DeviceListType(list, index, status),
    }));
  } finally {
    api.TF_DeleteDeviceList(list);
    api.TF_DeleteStatus(status);
  }
}
