/** The few of ONNX's element types that are used here. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
} as const

export type ElementType = keyof typeof elementTypes
