import type { ConfigFile } from './config-file.ts'

/** config.json describes an architecture that is not built here, rather than one that is, wrongly. */
export class NotBuilt extends RangeError {}

/** @param rule what is built, as the end of "must be …" */
export function notBuilt(config: ConfigFile, key: string, rule: string): NotBuilt {
  const remedy =
    "Take another model; or export this one to ONNX as the folder's onnx/model.onnx, which pretrained() encodes with but does not fine-tune; or serve it from an endpoint."
  return new NotBuilt(config.refused(key, rule, remedy).message)
}
