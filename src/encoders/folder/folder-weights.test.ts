import { describe, expect, test } from 'vitest'
import {
  type Change,
  config,
  inFile,
  renamed,
  reshaped,
  tinyFolders,
  without,
} from '../../../fixtures/model-folder-changes.ts'

const { read } = tinyFolders()

describe('files that contradict each other or what is known', () => {
  test.each<[string, Change, RegExp]>([
    [
      'an unknown architecture',
      config({ model_type: 'gpt2' }),
      /config.json: "model_type" must be one of bert, xlm-roberta, roberta, m2m_100; got "gpt2"/,
    ],
    ['an architecture that objects have of their own', config({ model_type: 'toString' }), /got "toString"/],
    ['no architecture', config({ model_type: undefined }), /"model_type" must be a string; got nothing/],
    [
      'relative positions',
      config({ position_embedding_type: 'relative_key' }),
      /"position_embedding_type" must be "absolute"; got "relative_key"/,
    ],
    ['an unknown activation', config({ hidden_act: 'silu' }), /"hidden_act" must be one of gelu, .*relu; got "silu"/],
    ['a decoder', config({ is_decoder: true }), /"is_decoder" must be false/],
    ['quantised weights', config({ quantization_config: { bits: 4 } }), /"quantization_config" must be absent/],
    ['code of its own', config({ auto_map: { AutoModel: 'a.b' } }), /"auto_map" must be absent/],
    [
      'a hidden size that is no number',
      config({ hidden_size: '4' }),
      /"hidden_size" must be an integer of at least 1; got "4"/,
    ],
    [
      'heads that do not divide',
      config({ num_attention_heads: 3 }),
      /"num_attention_heads" must be a divisor of hidden_size, which is 4; got 3/,
    ],
    [
      'padding beyond the vocabulary',
      config({ pad_token_id: 10 }),
      /"pad_token_id" must be below vocab_size, which is 10; got 10/,
    ],
    [
      'certain dropout',
      config({ hidden_dropout_prob: 1 }),
      /"hidden_dropout_prob" must be a probability below 1; got 1/,
    ],
    ['no epsilon', config({ layer_norm_eps: 0 }), /"layer_norm_eps" must be a number between 0 and 1; got 0/],
    [
      'another vocabulary',
      config({ vocab_size: 12 }),
      /tensor "embeddings.word_embeddings.weight" must be \[12, 4\] by vocab_size and hidden_size of .*config.json; got \[10, 4\]/,
    ],
    [
      'another inner size',
      config({ intermediate_size: 7 }),
      /"encoder.layer.0.intermediate.dense.weight" must be \[7, 4\] by intermediate_size and hidden_size/,
    ],
    [
      'more positions',
      config({ max_position_embeddings: 9 }),
      /position_embeddings.weight" must be \[9, 4\] by max_position_embeddings/,
    ],
    [
      'other token types',
      config({ type_vocab_size: 3 }),
      /token_type_embeddings.weight" must be \[3, 4\] by type_vocab_size/,
    ],
    [
      'more layers than weights',
      config({ num_hidden_layers: 3 }),
      /model.safetensors: tensor "encoder.layer.2.attention.self.query.weight" must be there, as .*config.json describes/,
    ],
    [
      'fewer layers than weights',
      config({ num_hidden_layers: 1 }),
      /"num_hidden_layers" must be the number of layers of .*which has "encoder.layer.1.attention.self.query.weight" too; got 1/,
    ],
    [
      'a missing tensor',
      without('encoder.layer.1.output.LayerNorm.bias'),
      /tensor "encoder.layer.1.output.LayerNorm.bias" must be there/,
    ],
    [
      'a tensor of another shape',
      reshaped('encoder.layer.0.output.dense.weight', 6, 4),
      /must be \[4, 6\] .*got \[6, 4\]/,
    ],
    [
      'another model’s weights',
      renamed((name) => `x.${name}`),
      /"embeddings.word_embeddings.weight" must be there.*got 39 others \(x\./,
    ],
    [
      'weights of integers',
      ({ tensors }) => void tensors.set('embeddings.LayerNorm.bias', { shape: [4], data: new Int32Array(4) }),
      /"embeddings.LayerNorm.bias" must be of type F32, F16 or BF16; got I32/,
    ],
    ['an adapter', inFile('adapter_config.json', {}), /adapter_config.json: the weights must be whole; got an adapter/],
    [
      'another task',
      inFile('sentence_bert_config.json', { transformer_task: 'text-generation' }),
      /"transformer_task" must be "feature-extraction"/,
    ],
    [
      'a configuration that is a list',
      ({ files }) => void Object.assign(files, { 'config.json': [] }),
      /config.json: the file must hold a JSON object; got \[\]/,
    ],
  ])('is refused: %s', async (_, change, message) => {
    await expect(read('bert', change)).rejects.toThrow(/^readModelFolder: /)
    await expect(read('bert', change)).rejects.toThrow(message)
  })

  test.each<[string, Change, RegExp]>([
    [
      'fewer layers',
      config({ encoder_layers: 1 }),
      /"encoder_layers" must be the number of layers .*"layers.1.self_attn.q_proj.weight"/,
    ],
    ['another width', config({ d_model: 6 }), /"embed_tokens.weight" must be \[10, 6\] by vocab_size and d_model/],
    ['no embedding', without('model.shared.weight'), /"embed_tokens.weight" must be there/],
    [
      'heads that do not divide',
      config({ encoder_attention_heads: 3 }),
      /"encoder_attention_heads" must be a divisor of d_model/,
    ],
  ])('is refused as M2M100: %s', async (_, change, message) => {
    await expect(read('m2m100', change)).rejects.toThrow(message)
  })
})
