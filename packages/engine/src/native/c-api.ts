/**
 * TensorFlow's C API, one line per function, bound by koffi. Nothing else in the project calls native code.
 *
 * `libtensorflow_framework` is loaded first and symbols are looked up in both libraries: `TF_NewStatus`,
 * `TF_AllocateTensor` and a few others exist only in it.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/c/c_api.h and c/eager/c_api.h
 */
import koffi, { type KoffiFunc } from "koffi";
import { keepLoaded, silently } from "./native-process.ts";

/** A native address, or null. */
export type Pointer = bigint | null;

/** One output of a graph operation: `TF_Output`, passed by value. */
export interface GraphOutput {
  readonly oper: bigint;
  readonly index: number;
}

const output = koffi.struct({ oper: "void *", index: "int" });
const ptr = "void *";

// [result, arguments]. "data" is memory that JavaScript owns for the time of the call; "out*" is a list of TF_Output.
const signatures = {
  TF_Version: ["str", []],
  TF_NewStatus: [ptr, []],
  TF_DeleteStatus: ["void", [ptr]],
  TF_SetStatus: ["void", [ptr, "int", "str"]],
  TF_GetCode: ["int", [ptr]],
  TF_Message: ["str", [ptr]],

  TF_AllocateTensor: [ptr, ["int", "data", "int", "size_t"]],
  TF_DeleteTensor: ["void", [ptr]],
  TF_TensorData: [ptr, [ptr]],
  TF_TensorByteSize: ["size_t", [ptr]],
  TF_StringInit: ["void", [ptr]],
  TF_StringAssignView: ["void", [ptr, ptr, "size_t"]],
  TF_StringGetDataPointer: [ptr, [ptr]],
  TF_StringGetSize: ["size_t", [ptr]],

  TFE_NewContextOptions: [ptr, []],
  TFE_DeleteContextOptions: ["void", [ptr]],
  TFE_ContextOptionsSetConfig: ["void", [ptr, "data", "size_t", ptr]],
  TFE_ContextOptionsSetDevicePlacementPolicy: ["void", [ptr, "int"]],
  TFE_NewContext: [ptr, [ptr, ptr]],
  TFE_DeleteContext: ["void", [ptr]],
  TFE_ContextListDevices: [ptr, [ptr, ptr]],
  TFE_ContextAddFunction: ["void", [ptr, ptr, ptr]],
  TFE_ContextRemoveFunction: ["void", [ptr, "str", ptr]],
  TF_DeviceListCount: ["int", [ptr]],
  TF_DeviceListName: ["str", [ptr, "int", ptr]],
  TF_DeviceListType: ["str", [ptr, "int", ptr]],
  TF_DeleteDeviceList: ["void", [ptr]],

  TFE_NewTensorHandle: [ptr, [ptr, ptr]],
  TFE_DeleteTensorHandle: ["void", [ptr]],
  TFE_TensorHandleResolve: [ptr, [ptr, ptr]],
  TFE_TensorHandleDataType: ["int", [ptr]],
  TFE_TensorHandleNumDims: ["int", [ptr, ptr]],
  TFE_TensorHandleDim: ["int64", [ptr, "int", ptr]],
  TFE_TensorHandleCopyToDevice: [ptr, [ptr, ptr, "str", ptr]],

  TFE_NewOp: [ptr, [ptr, "str", ptr]],
  TFE_DeleteOp: ["void", [ptr]],
  TFE_OpAddInput: ["void", [ptr, ptr, ptr]],
  TFE_OpSetAttrType: ["void", [ptr, "str", "int"]],
  TFE_OpSetAttrInt: ["void", [ptr, "str", "int64"]],
  TFE_OpSetAttrFloat: ["void", [ptr, "str", "float"]],
  TFE_OpSetAttrBool: ["void", [ptr, "str", "uint8_t"]],
  TFE_OpSetAttrString: ["void", [ptr, "str", "data", "size_t"]],
  TFE_OpSetAttrStringList: ["void", [ptr, "str", "data*", "data", "int"]],
  TFE_OpSetAttrShape: ["void", [ptr, "str", "data", "int", ptr]],
  TFE_OpSetAttrIntList: ["void", [ptr, "str", "data", "int"]],
  TFE_OpSetAttrFloatList: ["void", [ptr, "str", "data", "int"]],
  TFE_OpSetAttrTypeList: ["void", [ptr, "str", "data", "int"]],
  TFE_Execute: ["void", [ptr, "data", "data", ptr]],

  TFE_EnableCollectiveOps: ["void", [ptr, "data", "size_t", ptr]],
  TFE_AbortCollectiveOps: ["void", [ptr, ptr]],
  TFE_CollectiveOpsCheckPeerHealth: ["void", [ptr, "str", "int64", ptr]],

  TF_NewGraph: [ptr, []],
  TF_DeleteGraph: ["void", [ptr]],
  TF_NewOperation: [ptr, [ptr, "str", "str"]],
  TF_AddInput: ["void", [ptr, "out"]],
  TF_AddInputList: ["void", [ptr, "out*", "int"]],
  TF_AddControlInput: ["void", [ptr, ptr]],
  TF_SetDevice: ["void", [ptr, "str"]],
  TF_SetAttrType: ["void", [ptr, "str", "int"]],
  TF_SetAttrInt: ["void", [ptr, "str", "int64"]],
  TF_SetAttrFloat: ["void", [ptr, "str", "float"]],
  TF_SetAttrBool: ["void", [ptr, "str", "uint8_t"]],
  TF_SetAttrString: ["void", [ptr, "str", "data", "size_t"]],
  TF_SetAttrStringList: ["void", [ptr, "str", "data*", "data", "int"]],
  TF_SetAttrShape: ["void", [ptr, "str", "data", "int"]],
  TF_SetAttrIntList: ["void", [ptr, "str", "data", "int"]],
  TF_SetAttrFloatList: ["void", [ptr, "str", "data", "int"]],
  TF_SetAttrTypeList: ["void", [ptr, "str", "data", "int"]],
  TF_SetAttrTensor: ["void", [ptr, "str", ptr, ptr]],
  TF_FinishOperation: [ptr, [ptr, ptr]],
  TF_GraphGetOpDef: ["void", [ptr, "str", ptr, ptr]],
  TF_GraphGetTensorNumDims: ["int", [ptr, "out", ptr]],
  TF_GraphGetTensorShape: ["void", [ptr, "out", "data", "int", ptr]],
  TF_OperationOutputType: ["int", ["out"]],
  TF_OperationName: ["str", [ptr]],
  TF_GraphOperationByName: [ptr, [ptr, "str"]],
  TF_GraphToGraphDef: ["void", [ptr, ptr, ptr]],
  TF_NewImportGraphDefOptions: [ptr, []],
  TF_DeleteImportGraphDefOptions: ["void", [ptr]],
  TF_ImportGraphDefOptionsAddInputMapping: ["void", [ptr, "str", "int", "out"]],
  TF_GraphImportGraphDef: ["void", [ptr, ptr, ptr, ptr]],
  TF_GraphToFunctionWithControlOutputs: [
    ptr,
    [ptr, "str", "uint8_t", "int", ptr, "int", "out*", "int", "out*", ptr, "int", "data", ptr, ptr, "str", ptr],
  ],
  TF_DeleteFunction: ["void", [ptr]],
  TF_NewSessionOptions: [ptr, []],
  TF_DeleteSessionOptions: ["void", [ptr]],
  TF_SetConfig: ["void", [ptr, "data", "size_t", ptr]],
  TF_NewSession: [ptr, [ptr, ptr, ptr]],
  TF_LoadSessionFromSavedModel: [ptr, [ptr, ptr, "str", "data*", "int", ptr, ptr, ptr]],
  TF_SessionRun: ["void", [ptr, ptr, "out*", "data", "int", "out*", "data", "int", "data", "int", ptr, ptr]],
  TF_CloseSession: ["void", [ptr, ptr]],
  TF_DeleteSession: ["void", [ptr, ptr]],
  TF_NewBuffer: [ptr, []],
  TF_NewBufferFromString: [ptr, ["data", "size_t"]],
  TF_DeleteBuffer: ["void", [ptr]],

  memcpy: ["void", ["data", "data", "size_t"]],
} as const;

/** What a build of the library may lack: who needs it fails then, and not everybody. */
const optional: ReadonlySet<string> = new Set([
  "TFE_EnableCollectiveOps",
  "TFE_AbortCollectiveOps",
  "TFE_CollectiveOpsCheckPeerHealth",
]);

interface Argument {
  str: string | null;
  int: number;
  int64: number | bigint;
  size_t: number;
  float: number;
  uint8_t: number;
  "void *": Pointer;
  data: ArrayBufferView | Pointer;
  out: GraphOutput;
  "data*": readonly Uint8Array[];
  "out*": readonly GraphOutput[];
}

interface Result {
  void: undefined;
  str: string;
  int: number;
  int64: number;
  size_t: number;
  "void *": bigint;
}

type Arguments<List extends readonly (keyof Argument)[]> = { -readonly [Index in keyof List]: Argument[List[Index]] };

type Native<Signature> = Signature extends readonly [
  infer R extends keyof Result,
  infer A extends readonly (keyof Argument)[],
]
  ? KoffiFunc<(...values: Arguments<A>) => Result[R]>
  : never;

/** TensorFlow's C API as typed functions; `f.async(…, callback)` runs one on another thread. */
export type CApi = { readonly [Name in keyof typeof signatures]: Native<(typeof signatures)[Name]> };

const koffiType = (type: string) => {
  if (type === "data") return ptr;
  if (type === "out") return output;
  if (type === "data*") return koffi.pointer("void *");
  return type === "out*" ? koffi.pointer(output) : type;
};

/**
 * Loads the two libraries and binds every function.
 * @throws Error of the system's loader when a file is missing, damaged or built for another platform.
 */
export function loadCApi(frameworkPath: string, ccPath: string): CApi {
  const libraries = silently(() =>
    [frameworkPath, ccPath].map((file) => {
      keepLoaded(file);
      return koffi.load(file, { lazy: true });
    }),
  );
  const bound = Object.entries(signatures).map(([name, [result, parameters]]) => {
    const types = parameters.map(koffiType);
    for (const library of libraries) {
      try {
        return [name, library.func(name, result, types)];
      } catch {
        // The other library has it.
      }
    }
    const missing = new Error(`loadCApi: ${ccPath} has no function ${name}. Use TensorFlow 2.20 or 2.21.`);
    if (!optional.has(name)) throw missing;
    return [
      name,
      () => {
        throw missing;
      },
    ];
  });
  return Object.fromEntries(bound);
}
