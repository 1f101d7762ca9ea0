import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { tinyModel } from '../../../fixtures/model-folder.ts'
import type { Json } from '../../retrieval.ts'
import { configFile } from './config-file.ts'
import { readArchitecture } from './read-architecture.ts'

const read = (values: unknown): ReturnType<typeof readArchitecture> =>
  readArchitecture(configFile(values as Json, 'config.json'))
const families = ['bert', 'xlm-roberta', 'm2m100'] as const
const configOf = (family: (typeof families)[number]): Record<string, unknown> =>
  tinyModel(family).files['config.json'] as Record<string, unknown>

describe('readArchitecture', () => {
  test.each([
    ['gelu', 'gelu'],
    ['gelu_new', 'gelu-tanh'],
    ['gelu_pytorch_tanh', 'gelu-tanh'],
    ['relu', 'relu'],
  ])('takes the activation %s for %s', (hidden_act, activation) => {
    expect(read({ ...configOf('bert'), hidden_act })).toMatchObject({ activation })
  })

  test('takes Hugging Face’s defaults for keys that are left out or null', () => {
    const sizes = { vocab_size: 10, hidden_size: 4, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 6 }
    const given = { ...sizes, max_position_embeddings: 8, hidden_act: null, pad_token_id: null }
    const defaults = { activation: 'gelu', epsilon: 1e-12, dropout: { hidden: 0.1, attention: 0.1, activation: 0 } }
    expect(read({ ...given, model_type: 'bert' })).toMatchObject({ ...defaults, padding: 0 })
    expect(read({ ...given, model_type: 'xlm-roberta' })).toMatchObject({ ...defaults, padding: 1 })
  })

  test.each([
    ['bert', 'num_hidden_layers', 2 ** 40, /"num_hidden_layers" must be an integer from 1 to 1000; got 1099511627776/],
    ['m2m100', 'encoder_layers', 1e15, /"encoder_layers" must be an integer from 1 to 1000/],
    ['m2m100', 'max_position_embeddings', 1e15, /"max_position_embeddings" must be an integer from 1 to 1048576/],
    ['m2m100', 'pad_token_id', -1, /"pad_token_id" must be an integer of at least 0; got -1/],
    [
      'xlm-roberta',
      'max_position_embeddings',
      2,
      /"max_position_embeddings" must be above 2, the position of the first/,
    ],
    ['bert', 'layer_norm_eps', '1e-12', /"layer_norm_eps" must be a number between 0 and 1; got "1e-12"/],
  ] as const)('refuses, as %s, the %s %s', (family, key, value, message) => {
    expect(() => read({ ...configOf(family), [key]: value })).toThrow(message)
  })

  propertyTest.prop([
    fc
      .constantFrom(...families)
      .chain((family) => fc.tuple(fc.constant(family), fc.constantFrom(...Object.keys(configOf(family))))),
    fc.oneof(fc.jsonValue(), fc.double(), fc.maxSafeInteger()),
  ])('describes an architecture or says what is wrong, whatever a key holds', ([family, key], value) => {
    try {
      expect(read({ ...configOf(family), [key]: value }).layers).toBeLessThanOrEqual(1000)
    } catch (error) {
      expect(String(error)).toMatch(/^RangeError: readModelFolder: config\.json: "\w+" must be .*; got .*\. /)
    }
  })
})
