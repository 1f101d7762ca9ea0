import { describe, expect, test } from 'vitest'
import { tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { frozenLayers, isFrozen } from './freeze.ts'

const { architecture, weights } = tinyTransformer({ family: 'xlm-roberta' })

/** The parameters of each part that are frozen, by its first names. */
function frozenParts(layers: number | undefined): string[] {
  const frozen = weights.names.filter((name) => isFrozen(architecture, layers, name))
  return [...new Set(frozen.map((name) => name.split('.', name.startsWith('layers') ? 2 : 1).join('.')))]
}

describe('isFrozen', () => {
  test('holds for the embeddings and the lowest layers', () => {
    expect(frozenParts(undefined)).toEqual([])
    expect(frozenParts(0)).toEqual(['tokens', 'positions', 'types', 'embeddings'])
    expect(frozenParts(1)).toEqual(['tokens', 'positions', 'types', 'embeddings', 'layers.0'])
    expect(weights.names.filter((name) => isFrozen(architecture, 1, name))).toHaveLength(5 + 16)
  })
})

describe('frozenLayers', () => {
  test('counts the layers below the lowest that is trained', () => {
    expect([undefined, 'embeddings' as const, 0, 1].map((freeze) => frozenLayers(architecture, freeze))).toEqual([
      undefined,
      0,
      0,
      1,
    ])
  })

  test.each([2, -1, 0.5, 'layers' as never])('refuses %s of two layers', (freeze) => {
    expect(() => frozenLayers(architecture, freeze)).toThrow(
      /freeze must be 'embeddings' or a number of layers below 2/,
    )
  })
})
