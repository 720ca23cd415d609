/** Detectors in files: ours, with what others wrap around them, and files that can't be. */
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { weightsOf } from "@tresnet/blocks";
import { CheckpointError, openTensorFile, type TensorData, writeSafetensors } from "@tresnet/checkpoints";
import { createModel, saveWeights } from "@tresnet/zoo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDetector, loadDetector, saveDetector } from "../src/index.ts";
import { smallDetector } from "./small-detector.ts";

let folder = "";
let file = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-"));
  file = path.join(folder, "detector.safetensors");
  const detector = smallDetector({ classNames: ["tree", "größe", 'a "b"'], points: "centers", p6: "c5" });
  await saveDetector(detector, file, { metadata: { note: "kept" } });
  detector.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

/** A digest of each weight's bytes: to compare millions of numbers one by one takes a test runner minutes. */
const digestsOf = (module: object) =>
  new Map([...weightsOf(module)].map(([key, variable]) => [key, digestOf(Float32Array.from(variable.dataSync()))]));
const digestOf = (values: Float32Array) => createHash("sha256").update(values).digest("hex");

/** Writes the file's tensors again, as `change` leaves them. */
async function rewrite(
  change: (tensors: Map<string, TensorData>, metadata: Record<string, string>) => void,
): Promise<string> {
  const opened = await openTensorFile(file);
  const tensors = new Map<string, TensorData>();
  for (const key of opened.entries.keys()) tensors.set(key, await opened.read(key));
  await opened.close();
  const metadata = { ...opened.metadata };
  change(tensors, metadata);
  const target = path.join(folder, `${Math.floor(performance.now() * 1000)}.safetensors`);
  await writeSafetensors(target, tensors, metadata);
  return target;
}

test("a saved detector is loaded as it was", async () => {
  const notices: string[] = [];
  const [first, second] = [
    smallDetector({ points: "centers", p6: "c5" }),
    await loadDetector(file, { onNotice: (n) => notices.push(n) }),
  ];
  expect(second.settings).toEqual({ ...first.settings, classNames: ["tree", "größe", 'a "b"'] });
  expect(digestsOf(second)).toEqual(digestsOf(first));
  expect(notices).toEqual([]);
  const opened = await openTensorFile(file);
  expect(opened.metadata.note).toBe("kept");
  await opened.close();
  for (const detector of [first, second]) detector.dispose();
});

test("options stand over what the file says", async () => {
  const detector = await loadDetector(file, { inputSize: 96, points: "corners" });
  expect(detector.settings).toMatchObject({ inputSize: { height: 96, width: 96 }, points: "corners", numClasses: 3 });
  detector.dispose();
});

test.each([
  ["more classes", { numClasses: 5 }],
  ["other names", { classNames: ["house", "car", "boat"] }],
  ["fewer names", { classNames: ["house"] }],
] as const)("for %s all but the layer of the classes is loaded", async (_, options) => {
  const notices: string[] = [];
  const [before, after] = [
    await loadDetector(file),
    await createDetector("fcos_tresnet_s", {
      channels: 16,
      convolutions: 1,
      groups: 4,
      p6: "c5",
      ...options,
      pretrained: file,
      seed: 8,
      onNotice: (notice) => notices.push(notice),
    }),
  ];
  const [old, fresh] = [digestsOf(before), digestsOf(after)];
  const differing = [...old.keys()].filter((key) => old.get(key) !== fresh.get(key));
  // The bias starts with the same value for every class.
  expect(differing.every((key) => key.startsWith("head.classification_head.cls_logits."))).toBe(true);
  expect(differing).toContain("head.classification_head.cls_logits.weight");
  expect(notices.join()).toContain("has 3 classes: all but the layer of the classes was loaded");
  expect(after.classNames).toEqual("classNames" in options ? options.classNames : undefined);
  for (const detector of [before, after]) detector.dispose();
});

test("the file of a classifier gives the backbone", async () => {
  const classifier = createModel("tresnet_s", { numClasses: 7, seed: 3 });
  const weights = path.join(folder, "classifier.safetensors");
  await saveWeights(classifier, weights);
  const notices: string[] = [];
  const detector = await createDetector("fcos_tresnet_s", {
    pretrained: weights,
    numClasses: 2,
    onNotice: (n) => notices.push(n),
  });
  const loaded = digestsOf(detector);
  for (const [key, digest] of digestsOf(classifier)) {
    if (key.startsWith("body.")) expect(loaded.get(`backbone.${key}`), key).toBe(digest);
  }
  expect(notices.join()).toContain("the backbone was loaded; pyramid and head start anew");
  detector.dispose();
  classifier.dispose();
});

test("averaged weights under a wrapper's names are unwrapped, and it is said", async () => {
  const wrapped = await rewrite((tensors) => {
    for (const [key, tensor] of [...tensors]) {
      tensors.delete(key);
      tensors.set(`module.${key}`, tensor);
    }
  });
  const notices: string[] = [];
  const [detector, plain] = [
    await loadDetector(wrapped, { onNotice: (notice) => notices.push(notice) }),
    await loadDetector(file),
  ];
  expect(notices.join()).toContain('removed "module." from the names');
  expect(digestsOf(detector)).toEqual(digestsOf(plain));
  for (const one of [detector, plain]) one.dispose();
});

const gone = "backbone.fpn.inner_blocks.0.0.weight";

test.each<[string, (tensors: Map<string, TensorData>, metadata: Record<string, string>) => void, string]>([
  ["a missing tensor", (tensors) => tensors.delete(gone), `${gone}: missing`],
  [
    "a tensor of its own",
    (tensors) => tensors.set("neck.weight", { dtype: "F32", shape: [1], data: new Float32Array(1) }),
    "neck.weight: unexpected",
  ],
  [
    "another shape",
    (tensors) => tensors.set(gone, { dtype: "F32", shape: [2], data: new Float32Array(2) }),
    `${gone}: expected F32`,
  ],
  [
    "other classes than it says",
    (_, metadata) => {
      metadata.detector = (metadata.detector ?? "")
        .replace('"numClasses":3', '"numClasses":4')
        .replace(/"classNames":\[.*?\],/, "");
    },
    "cls_logits.weight: expected F32",
  ],
  [
    "names of other classes",
    (_, metadata) => {
      metadata.detector = (metadata.detector ?? "").replace('"numClasses":3', '"numClasses":4');
    },
    "3 names for 4 classes",
  ],
  [
    "a description that is none",
    (_, metadata) => {
      metadata.detector = "{";
    },
    "its description of the detector is damaged",
  ],
  [
    "groups that do not divide",
    (_, metadata) => {
      metadata.detector = (metadata.detector ?? "").replace('"groups":4', '"groups":5');
    },
    "5 groups of 16 channels",
  ],
  [
    "no head",
    (tensors, metadata) => {
      delete metadata.detector;
      for (const key of [...tensors.keys()]) if (key.startsWith("head.")) tensors.delete(key);
    },
    "expected a detector",
  ],
])("%s is refused by name", async (_, change, message) => {
  const broken = await rewrite(change);
  const error = await loadDetector(broken).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  expect(String(error)).toContain(message);
  expect(String(error)).toContain(broken);
});

test("a file that says nothing of itself is told by its tensors, and that is said", async () => {
  const bare = await rewrite((_, metadata) => {
    delete metadata.detector;
  });
  const notices: string[] = [];
  const detector = await loadDetector(bare, { groups: 4, onNotice: (notice) => notices.push(notice) });
  expect(detector.settings).toMatchObject({
    name: "fcos_tresnet_s",
    numClasses: 3,
    channels: 16,
    convolutions: 1,
    p6: "c5",
  });
  expect(notices.join()).toContain("says nothing of itself: by its tensors it is fcos_tresnet_s with 3 classes");
  await expect(loadDetector(bare, { name: "fcos_tresnet_m" })).rejects.toThrow(CheckpointError);
  detector.dispose();
});
