import { expect, test } from "vitest";
import { cpuFeatures } from "./cpu-features.ts";

test("reads the vector instructions of an x86 processor, and bfloat16 with them", () => {
  const text =
    "model name\t: Some CPU\nflags\t\t: fpu sse4_2 fma avx avx2 smep avx512f avx512_bf16 amx_bf16 amx_tile\nbugs\t\t: spectre_v1\n";
  const { instructionSets, bfloat16 } = cpuFeatures(text);
  expect(instructionSets).toEqual(["amx_bf16", "amx_tile", "avx", "avx2", "avx512_bf16", "avx512f", "fma", "sse4_2"]);
  expect(bfloat16).toBe(true);
});

test("a processor without AVX512-BF16 or AMX has no native bfloat16", () => {
  expect(cpuFeatures("flags\t\t: sse4_2 avx avx2 avx512f avx512_vnni\n").bfloat16).toBe(false);
});

test.each([
  ["AMD's", "AuthenticAMD", "avx512f avx512_bf16", true],
  ["AMD's with more than those here", "AuthenticAMD", "avx512f avx512_bf16 avx512_fp16", true],
  ["Intel's Cooper Lake", "GenuineIntel", "avx512f avx512_bf16", true],
  ["Intel's later ones", "GenuineIntel", "avx512f avx512_bf16 avx512_fp16 amx_bf16 amx_tile", true],
  [
    "the same without AMX, as a virtual machine may show them",
    "GenuineIntel",
    "avx512f avx512_bf16 avx512_fp16",
    false,
  ],
])("knows which processors gain by bfloat16: %s", (_, vendor, flags, expected) => {
  expect(cpuFeatures(`vendor_id\t: ${vendor}\nflags\t\t: ${flags}\n`).bfloat16).toBe(expected);
});

test.each([
  ["sse4_2 avx avx2 fma", false],
  ["sse4_2 avx2 avx512f avx512cd avx512er avx512pf", false], // Xeon Phi
  ["sse4_2 avx2 avx512f avx512dq avx512cd avx512bw avx512vl", true],
  ["asimd asimdhp", true], // Arm's CPUs are not held to AVX-512
])("knows that on x86 oneDNN has bfloat16 from AVX-512 on: %s", (flags, expected) => {
  const { oneDnnBfloat16, bfloat16 } = cpuFeatures(`flags\t\t: ${flags}\n`);
  expect(oneDnnBfloat16).toBe(expected);
  expect(bfloat16).toBe(false);
});

test("reads an Arm server's line", () => {
  expect(cpuFeatures("Features\t: fp asimd asimdhp asimddp sve bf16 i8mm\n").instructionSets).toEqual([
    "asimd",
    "asimddp",
    "asimdhp",
    "bf16",
    "i8mm",
    "sve",
  ]);
});

test("reads Apple's list", () => {
  const text =
    "hw.optional.arm.FEAT_BF16: 1\nhw.optional.arm.FEAT_SME: 0\nhw.optional.arm.FEAT_DotProd: 1\nhw.optional.neon: 1\n";
  expect(cpuFeatures(text).instructionSets).toEqual(["FEAT_BF16", "FEAT_DotProd", "neon"]);
});

test("knows nothing of a system that tells nothing, and says so without an error", () => {
  const { instructionSets, bfloat16, cores } = cpuFeatures("");
  expect(instructionSets).toEqual([]);
  expect(bfloat16).toBe(false);
  expect(cores).toBeGreaterThan(0);
});
