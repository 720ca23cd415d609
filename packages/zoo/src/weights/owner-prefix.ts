/**
 * A network inside of another module, whose name stands before every name of its own: `backbone.`, `encoder.`,
 * `timm_model.`, `0.`; no list of such names is ever whole, so they are told by what follows.
 */
import { CheckpointError, someOf, type TensorFile, type Unwrapped } from "@tresnet/checkpoints";
import { renamed } from "./renamed.ts";

/** Kernels that every file of a network here has, under timm's names or the authors'. */
const kernel = /^(.+\.)?(?:body\.conv1\.(?:conv|0|0\.0)\.weight|layer1\.0\.conv1\.weight)$/;

const bare: Unwrapped = {
  wrappers: [],
  averaged: false,
  otherWeights: [],
  prefixes: [],
  withoutPrefix: [],
  leftOut: [],
  unread: [],
};

/**
 * The file under the network's own names; names that lack the prefix stay, and are noted. On an error it is closed.
 * @throws CheckpointError naming the prefixes, where several networks lie in one file and none has names of its own.
 */
export async function withoutOwner(path: string, file: TensorFile): Promise<TensorFile> {
  const names = [...file.entries.keys()];
  const owners = new Set(names.flatMap((name) => (kernel.test(name) ? [name.replace(kernel, "$1")] : [])));
  if (owners.size === 0 || owners.has("")) return file;
  const [owner = ""] = owners;
  if (owners.size > 1) {
    await file.close();
    throw new CheckpointError(
      `${path}: expected one network, got ${owners.size}, by the names of their tensors (${someOf(owners, 5)}). Keep one, in Python: torch.save({k.removeprefix(${JSON.stringify(owner)}): v for k, v in state_dict.items() if k.startswith(${JSON.stringify(owner)})}, ...).`,
    );
  }
  const withoutPrefix = names.filter((name) => !name.startsWith(owner));
  if (withoutPrefix.some((name) => file.entries.has(owner + name))) return file; // two tensors would have one name
  const unwrapped = file.unwrapped ?? bare;
  return {
    ...renamed(file, (name) => (name.startsWith(owner) ? name.slice(owner.length) : name)),
    unwrapped: {
      ...unwrapped,
      prefixes: [...unwrapped.prefixes, owner],
      withoutPrefix: [...new Set([...unwrapped.withoutPrefix, ...withoutPrefix])],
    },
  };
}
