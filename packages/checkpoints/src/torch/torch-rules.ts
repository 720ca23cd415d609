/** What PyTorch's files may name: tensors and the storages that hold their numbers, and the inert types beside them. */
import { quoted } from "../quote.ts";
import { inertFunction, isConstantName } from "./inert-types.ts";
import { numpyFunctions } from "./numpy-values.ts";
import { PickledName, PickleError, type PickleFunction, type PickleRules } from "./pickle-machine.ts";
import { dtypeNamed, storageType } from "./torch-dtypes.ts";
import { isCount, TorchStorage } from "./torch-tensor.ts";
import { tensorFunctions } from "./torch-tensor-functions.ts";

/** The rules for one file, which collect the storages that it names. */
export function torchRules(storages: Map<string, TorchStorage>): PickleRules {
  return {
    functionOf: (name) => tensorFunctions.get(name) ?? ownFunctions.get(name) ?? inertFunction(name),
    isName: (name) => storageType(name) !== undefined || dtypeNamed(name) !== undefined || isConstantName(name),
    persistent: (id) => storageOf(id, storages),
  };
}

const ownFunctions: ReadonlyMap<string, PickleFunction> = new Map<string, PickleFunction>([
  ...numpyFunctions,
  ["torch.Size", ([sizes = []]) => sizes],
  ["torch._tensor._rebuild_from_type_v2", rebuildFromType],
]);

/** A tensor of a subclass: the function that makes a plain one, the class, the function's arguments, attributes. */
function rebuildFromType([callee, , args]: readonly unknown[], spend: (values: number) => void): unknown {
  const run = callee instanceof PickledName ? tensorFunctions.get(callee.name) : undefined;
  if (run === undefined || !Array.isArray(args)) throw new PickleError("it describes a tensor by no known function");
  return run(args, spend);
}

/** ("storage", type, key, device, length), and in files from before PyTorch 1.6 a sixth that is None. */
function storageOf(id: unknown, storages: Map<string, TorchStorage>): TorchStorage {
  const [kind, type, key, , length, view = null] = Array.isArray(id) ? id : [];
  const found = type instanceof PickledName ? storageType(type.name) : undefined;
  if (kind !== "storage" || found === undefined || typeof key !== "string" || !isCount(length) || view !== null) {
    throw new PickleError("it refers to something that is no storage of a tensor");
  }
  const known = storages.get(key);
  if (known !== undefined && (known.dtype !== found.dtype || known.length !== length)) {
    throw new PickleError(`it describes the storage ${quoted(key)} in two ways`);
  }
  const storage = known ?? new TorchStorage(key, found, length);
  storages.set(key, storage);
  return storage;
}
