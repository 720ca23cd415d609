/** A page's program: a graph model, answered on the backend that the test names. */
import "@tensorflow/tfjs-backend-webgl";
import "@tensorflow/tfjs-backend-webgpu";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";

/** What the model at an address answers to the images in a file of float32. */
async function answer(backend: string, model: string, images: string, shape: number[]): Promise<number[]> {
  if (!(await tf.setBackend(backend))) throw new Error(`there is no ${backend}`);
  await tf.ready();
  const loaded = await loadGraphModel(model);
  const values = new Float32Array(await (await fetch(images)).arrayBuffer());
  const logits = loaded.predict(tf.tensor(values, shape));
  if (!(logits instanceof tf.Tensor)) throw new Error("expected one output");
  const answers = [...(await logits.data())];
  loaded.dispose();
  return answers;
}

Object.assign(globalThis, { answer });
