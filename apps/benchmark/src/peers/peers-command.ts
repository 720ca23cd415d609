/** `tresnet-bench peers`: what there is to measure against, and how to get it. */
import { Argument, type Command } from "commander";
import { installPyTorch } from "./install-pytorch.ts";
import { listPeers, peerLines } from "./peers.ts";

export function addPeersCommand(program: Command): void {
  const peers = program
    .command("peers")
    .summary("what there is to measure against")
    .description("Lists the peers with their versions; one that is not there is absent.")
    .option("--json", "print an array of JSON objects", false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const found = await listPeers();
      console.log(json ? JSON.stringify(found) : peerLines(found).join("\n"));
    });
  peers
    .command("install")
    .description("Makes a virtual environment with PyTorch and timm in the user's cache, by uv or pip.")
    .addArgument(new Argument("<peer>", "the peer").choices(["pytorch"]))
    .action(async () => {
      await installPyTorch((line) => console.error(line));
      console.log(peerLines(await listPeers()).join("\n"));
    });
}
