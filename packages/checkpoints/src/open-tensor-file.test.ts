import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { CheckpointError } from "./checkpoint-error.ts";
import { openTensorFile } from "./open-tensor-file.ts";

test("an address is no path: the error says where the authors' weights are now", async () => {
  const address = "https://example.org/models/tresnet_m.pth";
  await expect(openTensorFile(address)).rejects.toMatchObject({
    name: "CheckpointError",
    message: expect.stringMatching(
      /^https:\/\/example\.org\/models\/tresnet_m\.pth: expected the path of a file, got an address\..*403 since May 2026.*tresnet_m\.miil_in21k_ft_in1k/,
    ),
  });
});

test("a missing file is named", async () => {
  await expect(openTensorFile("no/such/file.pth")).rejects.toThrow(/^no\/such\/file\.pth can't be opened/);
});

test.each([
  ["a web page", "\n<!DOCTYPE html><html><title>403 Forbidden</title>", /got a web page, perhaps the error/],
  [
    "what Git LFS leaves",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0",
    /got Git LFS's note .*\. Run git lfs pull\./,
  ],
  [
    "another pickle",
    "\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.",
    /got a pickle that torch\.save/,
  ],
  ["what gzip packs", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", /got a packed file\. Unpack it/],
  ["a tar archive", `weights.pth${"\0".repeat(246)}ustar\0`, /got a tar archive\. Unpack it/],
  ["Keras's file", "\x89HDF\r\n\x1a\n\0", /got an HDF5 file, such as Keras writes\. Save its weights/],
])("%s is called that", async (_, contents, message) => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "tresnet-tensors-")), "weights.pth");
  try {
    await writeFile(file, contents, "latin1");
    await expect(openTensorFile(file)).rejects.toThrow(message);
    await expect(openTensorFile(file)).rejects.toThrow(CheckpointError);
  } finally {
    await rm(path.dirname(file), { recursive: true });
  }
});

test("a safetensors file whose length begins like a pickle is one", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-tensors-"));
  try {
    const file = path.join(folder, "weights.safetensors");
    const header = "{}".padEnd(0x1_0280);
    await writeFile(file, `\x80\x02\x01\x00\x00\x00\x00\x00${header}`, "latin1");
    const opened = await openTensorFile(file);
    await opened.close();
    expect(opened.entries.size).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
