import { describe, expect, test } from 'vitest'
import { encoderFiles, exportedEncoderFiles } from './encoder-files.ts'

const around = ['config.json', 'sentencepiece.bpe.model', '0_Transformer/config.json', '1_Pooling/config.json']
const weights = [
  'model.safetensors',
  'model-00001-of-00002.safetensors',
  'model.safetensors.index.json',
  '2_Dense/model.safetensors',
]
const others = [
  'model.fp16.safetensors',
  '2_Dense/pytorch_model.bin',
  'onnx/config.json',
  '1_Pooling/deeper/config.json',
  'README.md',
]
const exported = ['onnx/model.onnx', 'onnx/model.onnx_data']
const otherExports = ['model.onnx', 'onnx/model_quantized.onnx', 'onnx/model_O4.onnx', 'openvino/model.onnx']

describe('encoderFiles', () => {
  test('are safetensors, wherever there are any', () => {
    const all = [...around, ...weights, ...others, ...exported, ...otherExports]
    expect(all.filter((path) => encoderFiles(path, all))).toEqual([...around, ...weights])
  })

  test('are the export and its values where the transformer has no safetensors', () => {
    const all = [...around, '2_Dense/model.safetensors', ...others, ...exported, ...otherExports]
    const expected = [...around, '2_Dense/model.safetensors', ...exported]
    expect(all.filter((path) => encoderFiles(path, all))).toEqual(expected)
  })

  test('take the export at the top where it is the only one', () => {
    const all = ['config.json', 'model.onnx', 'model.onnx.data', 'pytorch_model.bin']
    expect(all.filter((path) => encoderFiles(path, all))).toEqual(['config.json', 'model.onnx', 'model.onnx.data'])
  })

  test('without the transformer’s safetensors where only the export is of use', () => {
    const all = [...around, ...weights, ...exported]
    expect(all.filter((path) => exportedEncoderFiles(path, all))).toEqual([
      ...around,
      'model.safetensors.index.json',
      '2_Dense/model.safetensors',
      ...exported,
    ])
  })
})
