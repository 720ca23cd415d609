import { describe, expect, test } from "vitest";
import { readPrimitive } from "./onednn-log.ts";

const line = (kind: string, direction: string, problem: string) =>
  `onednn_verbose,v1,primitive,exec,cpu,${kind},jit_bf16:avx512_core_bf16,${direction},src:bf16::blocked:acdb::f0,attr-scratchpad:user,alg:convolution_direct,${problem},22.5`;

describe("a line of oneDNN's log", () => {
  test("tells a convolution's direction, shapes, work and time", () => {
    const problem = "mb16_ic48oc64_ih56oh28kh3sh2dh0ph1_iw56ow27kw3sw2dw0pw1";
    expect(readPrimitive(line("convolution", "backward_weights", problem))).toEqual({
      kind: "convolution",
      implementation: "jit_bf16:avx512_core_bf16",
      ms: 22.5,
      product: {
        direction: "weight gradient",
        kernel: 3,
        depthwise: false,
        map: "28×27",
        inChannels: 48,
        outChannels: 64,
        gigaflop: (2 * 16 * 28 * 27 * 9 * 48 * 64) / 1e9,
      },
    });
  });

  test("tells a depthwise convolution by its groups", () => {
    const problem = "g128mb16_ic128oc128_ih57oh28kh3sh2dh0ph0_iw57ow28kw3sw2dw0pw0";
    const product = readPrimitive(line("convolution", "backward_data", problem))?.product;
    expect(product).toMatchObject({ depthwise: true, direction: "data gradient", map: "28×28" });
    expect(product?.gigaflop).toBeCloseTo((2 * 16 * 28 * 28 * 9 * 128) / 1e9, 12);
  });

  test("has no product for other primitives, and is null for other lines", () => {
    expect(readPrimitive(line("reorder", "undef", "64x48x3x3"))).toMatchObject({ kind: "reorder", product: null });
    expect(readPrimitive("onednn_verbose,v1,info,oneDNN v3.7.3 (commit N/A)")).toBeNull();
    expect(readPrimitive("tresnet_m")).toBeNull();
  });
});
