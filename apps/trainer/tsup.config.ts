import { library } from "@tresnet/tsup";

// Processes that train together start from a file of their own.
export default library({ entry: ["src/index.ts", "src/cli.ts", "src/train-process.ts"] });
