import { expect, test } from "vitest";
import { libraryTarget, wheelRows } from "./wheel.ts";
import { wheelTags } from "./wheel-file-name.ts";
import type { Wheel } from "./wheel-row.ts";

const wheels: Wheel[] = wheelRows.flatMap((row) => [...row.wheels]);

test("there is a row for every supported platform, and one with CUDA", () => {
  expect(wheelRows.map(({ platform, flavor }) => `${platform} ${flavor}`)).toEqual([
    "linux-x64 cpu",
    "linux-x64 cuda",
    "linux-arm64 cpu",
    "macos-arm64 cpu",
  ]);
});

test.each(wheels.map((wheel) => [wheel.file, wheel] as const))("%s is pinned to the byte", (file, wheel) => {
  expect(file.startsWith(`${wheel.project.replaceAll("-", "_")}-${wheel.version}-`)).toBe(true);
  expect(wheelTags(file).platforms).not.toContain("any");
  expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(wheel.unpackedBytes).toBeGreaterThan(wheel.bytes);
  const files = Object.entries(wheel.files ?? {});
  expect(files).not.toEqual([]);
  for (const [name, sha256] of files) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(libraryTarget(name)).toBe(name);
  }
});

test("no two wheels or files share a hash", () => {
  const hashes = wheels.flatMap(({ sha256, files }) => [sha256, ...Object.values(files ?? {})]);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("the CUDA row holds every package that tensorflow[and-cuda] 2.21.0 requires", () => {
  const cuda = wheelRows
    .filter(({ flavor }) => flavor === "cuda")
    .flatMap((row) => row.wheels.map(({ project }) => project));
  expect(cuda).toEqual([
    "tensorflow",
    "nvidia-cublas-cu12",
    "nvidia-cuda-cupti-cu12",
    "nvidia-cuda-nvcc-cu12",
    "nvidia-cuda-nvrtc-cu12",
    "nvidia-cuda-runtime-cu12",
    "nvidia-cudnn-cu12",
    "nvidia-cufft-cu12",
    "nvidia-curand-cu12",
    "nvidia-cusolver-cu12",
    "nvidia-cusparse-cu12",
    "nvidia-nccl-cu12",
    "nvidia-nvjitlink-cu12",
  ]);
});

test("keeps libraries, what they load and licences, and leaves Python out", () => {
  const kept = [
    "tensorflow/libtensorflow_cc.so.2",
    "tensorflow/libtensorflow_framework.2.dylib",
    "tensorflow/THIRD_PARTY_NOTICES.txt",
    "nvidia/cudnn/lib/libcudnn.so.9",
    "nvidia/cuda_nvcc/bin/ptxas",
    "nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc",
    "nvidia_nccl_cu12-2.27.7.dist-info/licenses/License.txt",
    "nvidia_cublas_cu12-12.5.3.2.dist-info/License.txt",
  ];
  expect(kept.map(libraryTarget)).toEqual(kept);
  expect(libraryTarget("tensorflow/include/LICENSE")).toBe("tensorflow/LICENSE");
  const left = [
    "tensorflow/__init__.py",
    "tensorflow/include/tensorflow/c/c_api.h",
    "tensorflow/python/lib_pywrap_tensorflow_common.so",
    "nvidia/cudnn/lib/__init__.py",
    "nvidia/cudnn/include/cudnn.h",
    "tensorflow-2.21.0.dist-info/RECORD",
    "other/tensorflow/libtensorflow_cc.so.2",
  ];
  expect(left.map(libraryTarget)).toEqual(left.map(() => undefined));
});
