/** TensorBoard's event files, by TensorFlow's own summary ops. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, ProtobufWriter, runOp } from "@tresnet/engine";

/** Events that wait in memory at most, and for how long, before they are written to the file. */
const [mostQueued, longestWaitMs] = [100, 2000];

/** A file of events in a folder, of which there may be many: TensorBoard reads them in the order of their names. */
export class SummaryWriter {
  readonly #writer: tf.Tensor;

  /** @throws TensorFlowError when the file can't be made. */
  constructor(folder: string) {
    this.#writer = tf.tidy(() => {
      const [writer] = runOp("SummaryWriter", [], {
        shared_name: `${folder} ${process.pid} ${performance.now()}`,
        container: "",
      });
      if (writer === undefined) throw new Error("SummaryWriter: expected a writer, got none.");
      const settings = [text(folder), int32(mostQueued), int32(longestWaitMs), text(".tresnet")];
      runOp("CreateSummaryFileWriter", [writer, ...settings], {}, 0);
      return writer;
    });
  }

  /** Writes a number. */
  scalar(step: number, tag: string, value: number): void {
    tf.tidy(() => {
      this.#run("WriteScalarSummary", [int64(step), text(tag), tf.scalar(value)], { T: attr.type("float32") });
    });
  }

  /** Writes a picture, uint8 [h, w, 3]. */
  image(
    step: number,
    tag: string,
    { data, width, height }: { readonly data: Uint8Array; readonly width: number; readonly height: number },
  ): void {
    tf.tidy(() => {
      const pixels = uint8(Int32Array.from(data), [1, height, width, 3]);
      const bad = uint8(Int32Array.of(255, 0, 0, 255), [4]);
      this.#run("WriteImageSummary", [int64(step), text(tag), pixels, bad], {
        max_images: attr.int(1),
        T: attr.type("uint8"),
      });
    });
  }

  /** Writes how often values of a tensor, float32, fall where. */
  histogram(step: number, tag: string, values: tf.Tensor): void {
    tf.tidy(() => {
      this.#run("WriteHistogramSummary", [int64(step), text(tag), tf.mul(values, 1)], { T: attr.type("float32") });
    });
  }

  /** Says that a run goes on after so many steps: TensorBoard forgets what the file before has of later ones. */
  restart(doneSteps: number): void {
    const started = 1; // SessionLog.START
    const session = new ProtobufWriter().number(1, started);
    const event = new ProtobufWriter()
      .double(1, Date.now() / 1000)
      .number(2, doneSteps + 1)
      .message(7, session);
    tf.tidy(() => this.#run("ImportEvent", [tf.scalar(event.concat(), "string")]));
  }

  /** Writes what waits in memory to the file. */
  flush(): void {
    this.#run("FlushSummaryWriter", []);
  }

  /** Writes the rest and closes the file. */
  close(): void {
    this.#run("CloseSummaryWriter", []);
    this.#writer.dispose();
  }

  #run(op: string, inputs: readonly tf.Tensor[], attributes: Parameters<typeof runOp>[2] = {}): void {
    runOp(op, [this.#writer, ...inputs], attributes, 0);
  }
}

function text(value: string): tf.Tensor {
  return tf.scalar(value, "string");
}

function int32(value: number): tf.Tensor {
  return tf.scalar(value, "int32");
}

function int64(value: number): tf.Tensor {
  return cast(int32(value), "int64");
}

function uint8(values: Int32Array, shape: number[]): tf.Tensor {
  return cast(tf.tensor(values, shape, "int32"), "uint8");
}

function cast(tensor: tf.Tensor, dtype: "int64" | "uint8"): tf.Tensor {
  const [made] = runOp("Cast", [tensor], { SrcT: attr.type("int32"), DstT: attr.type(dtype), Truncate: false });
  if (made === undefined) throw new Error("SummaryWriter: Cast gave no output.");
  return made;
}
