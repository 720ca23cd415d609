import { library } from "@tresnet/tsup";

// The command and the sides' processes start from files of their own.
export default library({
  entry: [
    "src/index.ts",
    "src/cli.ts",
    "src/sides/side-process.ts",
    "src/sides/onnx/export-process.ts",
    "src/data/data-process.ts",
    "src/accuracy/accuracy-process.ts",
  ],
});
