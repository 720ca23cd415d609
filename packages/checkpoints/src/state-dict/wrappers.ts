/** The keys under which trainings keep a model's weights in a checkpoint of more things. */

/**
 * Averaged weights. timm's two come first, in its order (timm models/_helpers.py, `load_state_dict`); then those of
 * BasicSR, Ultralytics and others.
 */
export const averagedKeys: readonly string[] = [
  "state_dict_ema",
  "model_ema",
  "ema",
  "ema_state_dict",
  "model_state_dict_ema",
  "ema_model",
  "params_ema",
  "swa_model",
  "swa_state_dict",
];

/** Weights as the last step left them, timm's two first. */
export const rawKeys: readonly string[] = [
  "state_dict",
  "model",
  "model_state_dict",
  "net",
  "params",
  "network",
  "model_state",
  "net_state_dict",
  "weights",
  "module",
  "shadow",
];

/** What data-parallel and compiled models, and Lightning's modules, put before every name. */
export const namePrefixes: readonly string[] = ["_orig_mod.", "module.", "model.", "net.", "network."];

/** What compiled, checkpointed and sharded blocks put before the names inside of them. */
export const innerPrefixes: readonly string[] = ["_orig_mod.", "_checkpoint_wrapped_module.", "_fsdp_wrapped_module."];
