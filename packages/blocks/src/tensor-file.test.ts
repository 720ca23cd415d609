import { expect, test } from "vitest";
import { openTensorFile } from "./tensor-file.ts";

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
