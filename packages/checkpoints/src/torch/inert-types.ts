/**
 * The types that trainings put into a checkpoint beside its weights: an allow-list, since a file that names anything
 * else may not be what it says.
 *
 * None of them is made: a dict of whatever class becomes a plain Map, anything else a value of which only its kind is
 * kept. `torch.load(weights_only=True)` takes a part of this list.
 */
import { InertValue, PickleError, type PickleFunction } from "./pickle-machine.ts";

/** What calling a type of the list gives; undefined for a name that is not on it. */
export function inertFunction(name: string): PickleFunction | undefined {
  if (dictNames.test(name)) return dict;
  const kind = kinds.find(([pattern]) => pattern.test(name))?.[1];
  return kind === undefined ? undefined : () => new InertValue(kind);
}

/**
 * Dicts and their subclasses: OrderedDict's, argparse.Namespace, and the configurations of Lightning, OpenMMLab, yacs,
 * EasyDict and others, told by the last word of the class's name.
 */
const dictNames =
  /^(?:collections\.(?:OrderedDict|defaultdict|Counter)|builtins\.dict|(?:\w+\.)+\w*(?:Dict|Namespace|CfgNode))$/;

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^builtins\.(?:set|frozenset)$/, "a set"],
  [/^builtins\.(?:bytearray|bytes)$/, "bytes"],
  [/^builtins\.complex$/, "a complex number"],
  [/^builtins\.(?:slice|x?range)$/, "a range"],
  [/^(?:exceptions|builtins)\.\w+(?:Error|Exception|Warning)$/, "an error"],
  [/^collections\.deque$/, "a list"],
  [/^collections\.ChainMap$/, "a dict of dicts"],
  [/^(?:decimal\.Decimal|fractions\.Fraction)$/, "a number"],
  [/^uuid\.UUID$/, "an id"],
  [/^torch\.device$/, "a device"],
  [/^torch\.serialization\._get_layout$/, "a layout"],
  [/^torch\.torch_version\.TorchVersion$/, "a version"],
  [/^numpy\.(?:ndarray|dtypes\.\w+DType)$/, "a value of NumPy"],
  [/^numpy\.random\.(?:_pickle\.__\w+_ctor|_\w+\.\w+|bit_generator\.\w+)$/, "the state of a random generator"],
  [/^random\.Random$/, "the state of a random generator"],
  [/^torch\.optim(?:\.\w+)+$/, "an optimizer or a schedule"],
  [/^torch\.nn\.modules\.loss\.\w+$/, "a loss"],
  [/^pathlib\.(?:_local\.)?(?:Pure)?(?:Posix|Windows)?Path$/, "a path"],
  [/^datetime\.(?:datetime|date|time|timedelta|timezone)$/, "a time"],
  [/^omegaconf\.\w+\.\w+$/, "a part of a configuration"],
];

/** Types and constants that may be named, as arguments of others, and not called. */
const constants = [
  /^builtins\.(?:list|tuple|int|long|float|str|bool|object|Ellipsis|NotImplemented)$/,
  /^typing\.Any$/,
  /^torch\.(?:strided|sparse_coo|sparse_csr|sparse_csc|sparse_bsr|sparse_bsc|jagged)$/,
  /^torch\.per_(?:tensor|channel)_(?:affine|symmetric|affine_float_qparams)$/,
];

/** Whether a name is one of those constants. */
export function isConstantName(name: string): boolean {
  return constants.some((pattern) => pattern.test(name));
}

/** From nothing, from another dict, from pairs, or, of a defaultdict, from the type of its missing values. */
const dict: PickleFunction = ([given], spend) => {
  if (given instanceof Map) {
    spend(given.size);
    return new Map(given);
  }
  if (!Array.isArray(given)) return new Map();
  spend(given.length); // before the work: the arguments may be one list, remembered and given again and again
  if (!given.every(isPair)) throw new PickleError("a dict is made of no pairs");
  return new Map(given);
};

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}
