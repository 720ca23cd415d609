import { describe, expect, test } from "vitest";
import { functionConfig, measuredConfig, measuredRun, sessionConfig } from "./config-proto.ts";

// Written out by hand: field number << 3 | wire type, then the value; see the .proto files named in config-proto.ts.
describe("config proto", () => {
  test("of a session hides GPUs, sets threads and lets GPU memory grow", () => {
    const bytes = sessionConfig({ interOpThreads: 2, intraOpThreads: 200, gpu: false });
    expect(Buffer.from(bytes).toString("hex")).toBe("0a070a03475055100010c8012802320220013801");
  });

  test("of a session leaves GPUs visible", () => {
    const bytes = sessionConfig({ interOpThreads: 0, intraOpThreads: 0, gpu: true });
    expect(Buffer.from(bytes).toString("hex")).toBe("10002800320220013801");
  });

  test("of a function asks for one pass (field 12 of RewriterConfig), bfloat16 (31), or no optimizer at all (19)", () => {
    expect(Buffer.from(functionConfig("bfloat16")).toString("hex")).toBe("3801520752056001f80101");
    expect(Buffer.from(functionConfig("float32")).toString("hex")).toBe("3801520452026001");
    expect(Buffer.from(functionConfig("as recorded")).toString("hex")).toBe("3801520752056001980101");
  });

  test("of a measured session has threads of its own, and its calls ask for times", () => {
    expect(Buffer.from(measuredConfig(1)).toString("hex")).toBe("28014801");
    expect(Buffer.from(measuredRun()).toString("hex")).toBe("0801");
  });
});
