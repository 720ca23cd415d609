/** Lists the wheels that hold TensorFlow's library, platform by platform, pinned to the byte. */
import { cudaWheels } from "./cuda-wheels.ts";
import type { Wheel } from "./wheel-row.ts";

/** What a build of the library computes on: CPUs only, or NVIDIA GPUs ("cuda") too. */
export type Flavor = "cpu" | "cuda";

/** The library's files for one platform and flavor. */
export interface WheelRow {
  readonly platform: "linux-x64" | "linux-arm64" | "macos-arm64";
  readonly flavor: Flavor;
  readonly wheels: readonly Wheel[];
}

/** The version of TensorFlow that is fetched. */
export const tensorFlowVersion = "2.21.0";

const cpuLinuxX64 = {
  project: "tensorflow-cpu",
  version: "2.21.0",
  file: "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
  bytes: 273_829_956,
  sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  unpackedBytes: 1_272_020_530,
  files: {
    "tensorflow/libtensorflow_cc.so.2": "6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e",
    "tensorflow/libtensorflow_framework.so.2": "f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b",
  },
} as const satisfies Wheel;

const cudaLinuxX64 = {
  project: "tensorflow",
  version: "2.21.0",
  file: "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
  bytes: 572_440_367,
  sha256: "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124",
  unpackedBytes: 1_872_386_629,
  files: {
    "tensorflow/libtensorflow_cc.so.2": "2889ecc99d7641620f41a4bea538f4dd4b626f75aa3e12623161ae939054191c",
    "tensorflow/libtensorflow_framework.so.2": "98847c6f0448308159f6d3ff55e13a9e92978598c7fbb34cde63aadf35c6fe84",
  },
} as const satisfies Wheel;

const cpuLinuxArm64 = {
  project: "tensorflow",
  version: "2.21.0",
  file: "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl",
  bytes: 281_828_020,
  sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
  unpackedBytes: 1_325_458_473,
  files: {
    "tensorflow/libtensorflow_cc.so.2": "5f7de6ba6478ed7b83767a6e661e3e6e6931b05c64db14ba98250e52316a007c",
    "tensorflow/libtensorflow_framework.so.2": "deade33b9ab90ff468fd1d1f8f6079bec5a3a507cf2d13c3218aa8beec28aeb3",
  },
} as const satisfies Wheel;

const cpuMacArm64 = {
  project: "tensorflow",
  version: "2.21.0",
  file: "tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl",
  bytes: 223_405_849,
  sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
  unpackedBytes: 1_132_843_372,
  files: {
    "tensorflow/libtensorflow_cc.2.dylib": "753272d059c7be51f64369aaa8e12ac514ce372e0c4ba66f3cc49ec3b1c33384",
    "tensorflow/libtensorflow_framework.2.dylib": "e581d6db9e26f13e49327427e5d304cecbfe45d3467db7700e058857a4fd76bb",
  },
} as const satisfies Wheel;

/**
 * Every platform's wheels. Which CPython tag they carry does not matter: no Python runs.
 *
 * The cuda row is written and unit-tested, but has never run on a GPU.
 */
export const wheelRows = [
  { platform: "linux-x64", flavor: "cpu", wheels: [cpuLinuxX64] },
  { platform: "linux-x64", flavor: "cuda", wheels: [cudaLinuxX64, ...cudaWheels] },
  { platform: "linux-arm64", flavor: "cpu", wheels: [cpuLinuxArm64] },
  { platform: "macos-arm64", flavor: "cpu", wheels: [cpuMacArm64] },
] as const satisfies readonly WheelRow[];

/** The file names of the library's two halves; the second is loaded first. */
export const libraryNames = {
  linux: { cc: "libtensorflow_cc.so.2", framework: "libtensorflow_framework.so.2" },
  darwin: { cc: "libtensorflow_cc.2.dylib", framework: "libtensorflow_framework.2.dylib" },
} as const;

/**
 * Says where a file of these wheels goes in the cache: the libraries, what they load at run time, and the licences; all
 * else is left out.
 *
 * The folders stay as they are in the wheel: the libraries find CUDA's by `$ORIGIN/../nvidia/…/lib`.
 */
export function libraryTarget(entryName: string): string | undefined {
  if (entryName === "tensorflow/include/LICENSE") return "tensorflow/LICENSE";
  return kept.some((pattern) => pattern.test(entryName)) ? entryName : undefined;
}

const kept = [
  /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/,
  /^tensorflow\/THIRD_PARTY_NOTICES\.txt$/,
  /^nvidia\/\w+\/(lib|bin|nvvm)\/(?!.*\.py$)/,
  /^nvidia_\w+-[\d.]+\.dist-info\/(licenses\/)?License\.txt$/,
] as const;
