import { afterEach, expect, test, vi } from "vitest";
import { findOpenVino, type OpenVinoState } from "./find-openvino.ts";
import { findPyTorch, type PeerState, pytorchFolder } from "./find-pytorch.ts";
import { installPlans } from "./install-pytorch.ts";
import { judgeOnnxRuntime, judgeOpenVino } from "./onnx-peers.ts";
import type { Judges } from "./peer-runners.ts";
import { listPeers, peerLines, splitByPresence } from "./peers.ts";
import { judgePyTorch } from "./pytorch-peer.ts";
import { judgeTfjs } from "./tfjs-peer.ts";

const openvino: OpenVinoState = { present: true, python: "p", versions: { openvino: "2026.4.1" } };
const judges = (found: PeerState): Judges => ({
  tfjs: judgeTfjs,
  pytorch: judgePyTorch(found),
  onnxruntime: judgeOnnxRuntime(undefined),
  openvino: judgeOpenVino(openvino),
});
const pytorch: PeerState = { present: true, python: "p", versions: {}, compiler: "g++" };

const unused = () => Promise.reject(new Error("is not called"));
const fakeModule = {
  InferenceSession: { create: unused },
  Tensor: class {
    readonly data = 0;
  },
  env: {},
};

afterEach(() => vi.unstubAllEnvs());

test("lists a peer that is not installed as absent, with what to do", async () => {
  vi.stubEnv("TRESNET_BENCH_PYTHON", "");
  vi.stubEnv("TRESNET_CACHE_DIR", "/nowhere");
  const [tfjs, , , pytorch, compiled] = await listPeers();
  expect(tfjs).toMatchObject({ peer: "tfjs-eager", versions: { "tfjs-core": expect.stringMatching(/^4\./) } });
  expect(pytorch?.absent).toMatch(/tresnet-bench peers install pytorch/);
  expect(pytorch).not.toHaveProperty("versions");
  expect(compiled).toMatchObject({ peer: "pytorch-compile", absent: pytorch?.absent });
});

test("says that a named Python lacks what the peer needs", async () => {
  vi.stubEnv("TRESNET_BENCH_PYTHON", process.execPath);
  const reason = expect.stringMatching(/^TRESNET_BENCH_PYTHON names .* has not all of torch, timm, safetensors/);
  expect(await findPyTorch()).toEqual({ present: false, reason });
});

test("prints one line a peer", () => {
  expect(
    peerLines([
      { peer: "pytorch", versions: { torch: "2.1", timm: "1.0" }, absent: null },
      { peer: "tfjs-eager", absent: "gone." },
    ]),
  ).toEqual(["pytorch     torch 2.1, timm 1.0", "tfjs-eager  absent: gone."]);
});

test("leaves out the sides of an absent peer, and no others", () => {
  const wanted = ["tfjs-eager", "pytorch-float32"] as const;
  expect(splitByPresence(wanted, "train", judges(pytorch))).toEqual({ present: wanted, absent: [], python: "p" });
  expect(splitByPresence(wanted, "train", judges({ present: false, reason: "why" }))).toEqual({
    present: ["tfjs-eager"],
    absent: [{ peer: "pytorch-float32", reason: "why" }],
    python: undefined,
  });
});

test("leaves out what a peer can't do, and torch.compile without a compiler", () => {
  expect(splitByPresence(["tfjs-wasm"], "infer", judges(pytorch))).toEqual({
    present: ["tfjs-wasm"],
    absent: [],
    python: undefined,
  });
  const training = splitByPresence(["tfjs-wasm", "tfjs-cpu"], "train", judges(pytorch));
  expect(training).toEqual({
    present: ["tfjs-cpu"],
    absent: [{ peer: "tfjs-wasm", reason: expect.stringMatching(/no Conv2DBackpropFilter/) }],
    python: undefined,
  });
  const wanted = ["pytorch-float32", "pytorch-compile-float32"] as const;
  expect(splitByPresence(wanted, "infer", judges(pytorch)).absent).toEqual([]);
  expect(splitByPresence(wanted, "infer", judges({ ...pytorch, compiler: null }))).toEqual({
    present: ["pytorch-float32"],
    absent: [{ peer: "pytorch-compile-float32", reason: expect.stringMatching(/apt-get install g\+\+/) }],
    python: "p",
  });
});

test("runs ONNX exports where their runtimes are, and not for training", async () => {
  const wanted = ["onnxruntime-float32", "openvino-int8"] as const;
  expect(splitByPresence(wanted, "infer", judges(pytorch))).toEqual({
    present: ["openvino-int8"],
    absent: [
      { peer: "onnxruntime-float32", reason: expect.stringMatching(/not installed.*npm install onnxruntime-node/) },
    ],
    python: "p",
  });
  const reason = expect.stringMatching(/can't train/);
  expect(splitByPresence(wanted, "train", judges(pytorch)).absent).toEqual(wanted.map((peer) => ({ peer, reason })));
  const runtime = judgeOnnxRuntime({ name: "onnxruntime-node 1.30.0", module: fakeModule });
  expect(runtime({ runner: "onnxruntime", precision: "int8" }, "infer")).toEqual({
    present: true,
    versions: { "onnxruntime-node": "1.30.0" },
  });
  vi.stubEnv("TRESNET_BENCH_PYTHON", process.execPath);
  const missing = expect.stringMatching(/has not both of openvino and safetensors.*pip install/);
  expect(await findOpenVino()).toEqual({ present: false, reason: missing });
});

test("installs by uv with CPU wheels first, then from the user's index, then by pip; pinned, without an address", () => {
  vi.stubEnv("TRESNET_CACHE_DIR", "/cache");
  const folder = pytorchFolder();
  expect(folder).toMatch(/^\/cache\/peers\/pytorch-\d.*-timm-\d/);
  const plans = installPlans(folder, { uv: true, python: "python3" });
  expect(plans.map(({ name }) => name)).toEqual(["uv, CPU wheels", "uv, the user's index", "pip, the user's index"]);
  expect(plans[0]?.programs[1]?.join(" ")).toMatch(
    /^uv pip install --python \/cache\/.*python --torch-backend cpu torch==\S+ torchvision==\S+ timm==\S+ safetensors==\S+$/,
  );
  expect(plans[2]?.programs[0]).toEqual(["python3", "-m", "venv", "--clear", folder]);
  expect(JSON.stringify(plans)).not.toMatch(/http|index-url/);
  expect(installPlans(folder, { uv: false, python: undefined })).toEqual([]);
});
