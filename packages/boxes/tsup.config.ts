import { library } from "@tresnet/tsup";

export default library({ entry: ["src/index.ts", "src/evaluation.ts"] });
