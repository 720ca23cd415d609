/** The backends of TensorFlow.js that its own ops are measured on. */
import * as tf from "@tensorflow/tfjs-core";
import { useTensorFlow } from "@tresnet/engine";
import type { TfjsSide } from "../terms/cases.ts";

/** Makes a backend the one of this process, and gives the versions of what it runs on. */
export async function useTfjsBackend(backend: TfjsSide["backend"], threads: number): Promise<Record<string, string>> {
  const core = { "tfjs-core": tf.version_core };
  switch (backend) {
    case "tensorflow": {
      const { version } = await useTensorFlow({ device: "cpu", threads: { interOp: threads, intraOp: threads } });
      return { ...core, TensorFlow: version };
    }
    case "wasm": {
      // In Node it runs on one thread, whatever is asked of it.
      const { version_wasm } = await import("@tensorflow/tfjs-backend-wasm");
      await select("wasm");
      return { ...core, "tfjs-backend-wasm": version_wasm };
    }
    case "cpu": {
      const { version_cpu } = await import("@tensorflow/tfjs-backend-cpu");
      await select("cpu");
      return { ...core, "tfjs-backend-cpu": version_cpu };
    }
    default:
      return backend satisfies never;
  }
}

async function select(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start its backend "${name}".`);
}
