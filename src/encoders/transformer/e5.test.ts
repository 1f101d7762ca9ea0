import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { openSafetensors } from '../../formats/safetensors.ts'
import { readFloats } from '../../formats/safetensors-values.ts'
import { dot } from '../../matrix.ts'
import { pretrainedTokenizer } from '../../tokenizers/pretrained.ts'
import { readModelFolder } from '../folder/read-model-folder.ts'
import { transformerRuntime } from './runtime.ts'

const e5 = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')

test('a pretrained model has the vectors that PyTorch gives it', { timeout: 120_000 }, async ({ skip }) => {
  skip(Boolean(e5.absent), e5.absent)
  const folder = await readModelFolder(e5.path())
  const tokenizer = pretrainedTokenizer(folder)
  const { texts } = JSON.parse(readFileSync(e5.path('expected.json'), 'utf8')) as { texts: { text: string }[] }
  const { places } = await openSafetensors(e5.path('expected.safetensors'))
  const expected = await readFloats(places.get('embeddings')!)
  const runtime = await transformerRuntime(folder, { backend: await chooseBackend({ prefer: 'wasm' }) })
  // One in eight, one by one: with long contexts beside them all would be padded to 512 tokens.
  for (const [i, { text }] of texts.entries()) {
    if (i % 8 > 0) continue
    const vector = await runtime.run([tokenizer.tokenize(text)])
    expect(dot(vector, expected.subarray(384 * i, 384 * (i + 1))), text).toBeGreaterThan(0.999999)
  }
  await runtime.dispose()
})
