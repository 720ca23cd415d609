/**
 * The parts of @tensorflow/tfjs-node-gpu 4.22 that the engine builds on, typed by hand (its own types name
 * @tensorflow/tfjs).
 */
import type {
  BackendValues,
  DataId,
  DataStorage,
  DataType,
  KernelBackend,
  Tensor,
  TensorInfo,
} from "@tensorflow/tfjs-core";

export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}

export interface NodeTensorInfo {
  shape: number[];
  dtype: number;
  values: BackendValues | null;
  id: number;
  refCount: number;
}

export declare class NodeJSKernelBackend extends KernelBackend {
  binding: unknown;
  isUsingGpuDevice: boolean;
  tensorMap: DataStorage<NodeTensorInfo>;
  constructor(binding: unknown, packageName: string);
  getInputTensorIds(tensors: readonly (TensorInfo | Int64Scalar)[]): number[];
  createOutputTensor(metadata: TensorMetadata): Tensor;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: readonly TensorInfo[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[];
  move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, refCount: number): void;
  write(values: BackendValues, shape: number[], dtype: DataType): DataId;
  readSync(dataId: DataId): BackendValues;
  read(dataId: DataId): Promise<BackendValues>;
  disposeData(dataId: DataId, force?: boolean): boolean;
}

export declare class Int64Scalar {
  constructor(value: number);
  readonly valueArray: Int32Array;
}
