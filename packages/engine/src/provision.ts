/** Placeholder of the lead until provisioning lands: the override directory only. */
import path from "node:path";

export interface ProvisionEvent {
  readonly phase: "search" | "download" | "verify" | "unpack" | "wait";
  readonly receivedBytes?: number;
  readonly totalBytes?: number;
}

export interface ProvisionOptions {
  readonly device?: "auto" | "cpu" | "gpu";
  readonly onProgress?: (event: ProvisionEvent) => void;
  readonly signal?: AbortSignal;
}

export interface TensorFlowLibrary {
  readonly version: string;
  readonly directory: string;
  readonly frameworkPath: string;
  readonly ccPath: string;
  readonly source: "override" | "cache" | "python" | "download";
  readonly flavor: "cpu" | "cuda";
}

export async function provisionTensorFlow(_options: ProvisionOptions = {}): Promise<TensorFlowLibrary> {
  const directory = process.env["TRESNET_TENSORFLOW_DIR"];
  if (directory === undefined) throw new Error("Set TRESNET_TENSORFLOW_DIR.");
  return {
    version: "2.21.0",
    directory,
    frameworkPath: path.join(directory, "libtensorflow_framework.so.2"),
    ccPath: path.join(directory, "libtensorflow_cc.so.2"),
    source: "override",
    flavor: "cpu",
  };
}
