import { library } from "@tresnet/tsup";

// The kernels are private to the repository, so engine's dist carries them (see NOTICE); koffi and tfjs-core stay
// outside.
export default library({
  entry: ["src/index.ts", "src/jpeg/jpeg-decoder.ts"],
  noExternal: ["@tresnet/tfjs-kernels"],
});
