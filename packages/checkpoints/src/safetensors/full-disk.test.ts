import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { writeSafetensors } from "./write-safetensors.ts";

// A disk that takes 100 bytes of every file and then says what a full disk says.
vi.mock("node:fs/promises", async (importOriginal) => {
  const actual = await importOriginal<typeof import("node:fs/promises")>();
  return {
    ...actual,
    open: async (file: string, flags: string) => {
      const handle = await actual.open(file, flags);
      const write = handle.write.bind(handle);
      let room = 100;
      handle.write = (async (bytes: Uint8Array, offset: number, length: number) => {
        if (room === 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
        const written = await write(bytes, offset, Math.min(length, room));
        room -= written.bytesWritten;
        return written;
      }) as typeof handle.write;
      return handle;
    },
  };
});

test("a full disk leaves the old checkpoint whole and frees what was written of the new one", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-full-disk-"));
  const file = path.join(folder, "last.safetensors");
  await writeFile(file, "the old checkpoint");
  const tensors = new Map([["w", { dtype: "F32", shape: [1000], data: new Float32Array(1000) } as const]]);
  const write = writeSafetensors(file, tensors);
  await expect(write).rejects.toThrow(
    /last\.safetensors was not written: ENOSPC.* What was there before is still there/,
  );
  expect(await readFile(file, "utf8")).toBe("the old checkpoint");
  expect(await readdir(folder)).toEqual(["last.safetensors"]);
  await rm(folder, { recursive: true });
});
