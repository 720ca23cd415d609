/** TensorFlow's eager context: made with the engine's settings, and what devices it has. */

import type { CApi } from "../native/c-api.ts";
import { silently } from "../native/native-process.ts";
import { checkStatus } from "../native/status.ts";
import { sessionConfig } from "../protobuf/config-proto.ts";

/** A device that TensorFlow sees. */
export interface Device {
  /** The name that TensorFlow gives it, such as `/job:localhost/replica:0/task:0/device:CPU:0`. */
  readonly name: string;
  /** Its kind: `CPU`, `GPU`, … */
  readonly type: string;
}

/**
 * How many threads TensorFlow computes with; 0 leaves a number to TensorFlow, which takes as many as there are cores.
 */
export interface EngineThreads {
  /** How many ops run at once. @default 0 */
  readonly interOp?: number;
  /** How many threads compute one op. @default 0 */
  readonly intraOp?: number;
}

/** On which device an eager context computes, and with how many threads. */
export interface ContextOptions {
  /** "cpu" hides every GPU from TensorFlow. */
  readonly device?: "auto" | "cpu" | "gpu" | undefined;
  readonly threads?: EngineThreads;
}

const silentPlacement = 2; // TFE_DEVICE_PLACEMENT_SILENT: inputs on the wrong device are copied

/** Writes the settings of a context, a `ConfigProto`. */
export function contextConfig({ threads = {}, device }: ContextOptions): Uint8Array {
  return sessionConfig({
    interOpThreads: threads.interOp ?? 0,
    intraOpThreads: threads.intraOp ?? 0,
    gpu: device !== "cpu",
  });
}

/**
 * Makes an eager context (`TFE_Context`), which the caller deletes.
 * @throws TensorFlowError when TensorFlow refuses the settings.
 */
export function newContext(api: CApi, options: ContextOptions): bigint {
  const status = api.TF_NewStatus();
  const contextOptions = api.TFE_NewContextOptions();
  const config = contextConfig(options);
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

/** Lists the devices of a context. */
export function listDevices(api: CApi, context: bigint): Device[] {
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
