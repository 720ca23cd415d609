/** Pickles made to fill memory or time: what they cost is counted, not timed. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTensorFile } from "../open-tensor-file.ts";
import { newCounts } from "../read-counts.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-hostile-"));
  file = path.join(folder, "hostile.pth");
});
afterAll(() => rm(folder, { recursive: true }));

const magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
const ending = ".](X\x01\x00\x00\x000e.\x04\x00\x00\x00\x00\x00\x00\x00".padEnd(17 + 16 + 6, "\x00");
const storage = "(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQ";
const rebuild = "ctorch._utils\n_rebuild_tensor_v2\nq\x00";
/** Remembers the function as 0 and the arguments of a tensor of one number as 1. */
const tensor = `${rebuild}(${storage}K\x00K\x01\x85K\x01\x85\x89Ntq\x01R`;
const text = (name: string) => `U${String.fromCharCode(name.length)}${name}`;

/** A file of the older layout with this pickle, and one storage of four numbers. */
function craft(pickle: string): Promise<void> {
  return writeFile(file, Buffer.from(`${magic}M\xe9\x03.}.${pickle}${ending}`, "latin1"));
}

async function refusal(): Promise<{ message: string; operations: number }> {
  const counts = newCounts();
  const error: unknown = await openTensorFile(file, { counts }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: "CheckpointError", message: expect.stringContaining(file) });
  const message = error instanceof Error ? error.message : "";
  expect(message.length).toBeLessThan(1000);
  return { message, operations: counts.operations };
}

test("two megabytes of tensors that share one storage are read, with work in proportion", async () => {
  const perTensor = [];
  for (const count of [1000, 100_000]) {
    const names = Array.from({ length: count }, (_, i) => `${text(`t${i}`)}h\x00h\x01R`);
    await craft(`}(${text("first")}${tensor}${names.join("")}u`);
    const counts = newCounts();
    const opened = await openTensorFile(file, { counts });
    await opened.close();
    expect(opened.entries.size).toBe(count + 1);
    perTensor.push(counts.operations / count);
  }
  expect(perTensor[1]).toBeCloseTo(perTensor[0] ?? 0, 0);
});

test("an OrderedDict of a remembered list that names one pair again and again", async () => {
  const pairs = `](K\x01K\x02\x86q\x03${"h\x03".repeat(200_000)}e\x85q\x04`;
  await craft(`ccollections\nOrderedDict\nq\x02${pairs}${"h\x02h\x04R".repeat(100_000)}`);
  const { message, operations } = await refusal();
  expect(message).toMatch(/makes more than 2000000 values/);
  expect(operations).toBeLessThan(500_000);
});

test("a great OrderedDict of its own pairs is read", async () => {
  const pairs = Array.from({ length: 100_000 }, (_, i) => `${text(`k${i}`)}K\x01\x86`).join("");
  await craft(`ccollections\nOrderedDict\n](${pairs}${text("w")}${tensor}\x86e\x85R`);
  const opened = await openTensorFile(file);
  await opened.close();
  expect([...opened.entries.keys()]).toEqual(["w"]);
  expect(opened.unwrapped?.leftOut).toHaveLength(100_000);
});

test.each([
  [
    "a remembered shape of very many axes",
    `${rebuild}(${storage}K\x00(${"K\x01".repeat(100_000)}t)\x89NtR`,
    /without storage, offset, shape/,
  ],
  ["marks", "(".repeat(3_000_000), /makes more than 2000000 values/],
  ["memories", `K\x01${"\x94".repeat(3_000_000)}`, /makes more than 2000000 values/],
  ["dicts", "}".repeat(3_000_000), /makes more than 2000000 values/],
  [
    "a whole number of megabytes",
    `\x8b\x00\x00\x10\x00${"\x01".repeat(1_048_576)}`,
    /whole number of 1048576 bytes, the limit is 1024/,
  ],
  [
    "a tensor's function around itself",
    `ctorch._tensor\n_rebuild_from_type_v2\nq\x00(h\x00N)}tR`,
    /a tensor by no known function/,
  ],
  ["a name of megabytes", `c${"x".repeat(3_000_000)}\ny\n`, /it names x{80}…, which is none of the types/],
])("%s", async (_, pickle, message) => {
  await craft(pickle);
  const refused = await refusal();
  expect(refused.message).toMatch(message);
  expect(refused.operations).toBeLessThan(4_000_001);
});

/** A tensor of the storage with this shape and these strides, as numbers of four bytes. */
function view(shape: readonly number[], stride: readonly number[]): string {
  const int = (value: number) => `J${Buffer.from(Int32Array.of(value).buffer).toString("latin1")}`;
  return `h\x00(${storage}K\x00(${shape.map(int).join("")}t(${stride.map(int).join("")}t\x89NtR`;
}

test("numbers repeated by strides of 0 are read up to the stated limit, and not beyond", async () => {
  await craft(`}(${text("a")}${tensor}${text("b")}${view([3, 1000], [1, 0])}u`);
  const opened = await openTensorFile(file);
  expect((await opened.read("b")).data).toEqual(new Float32Array(3000));
  await opened.close();
  await craft(`}(${text("a")}${tensor}${text("b")}${view([2 ** 30, 2 ** 30], [0, 0])}u`);
  expect((await refusal()).message).toMatch(/its tensors share and repeat numbers to \d+ bytes, the limit for a file/);
  const many = Array.from({ length: 10 }, (_, i) => `${text(`b${i}`)}${view([2 ** 21], [0])}`).join("");
  await craft(`}(${text("a")}${tensor}${many}u`);
  expect((await refusal()).message).toMatch(/share and repeat numbers/);
});

test("a function of the system beside good weights is refused by name", async () => {
  await craft(`}(${text("a")}${tensor}${text("args")}cposix\nsystem\n(${text("true")}tRu`);
  expect((await refusal()).message).toMatch(
    /it names posix\.system, which is none of the types .* Nothing of it was exec/,
  );
});
