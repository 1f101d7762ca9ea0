import { describe, expect, test } from 'vitest'
import { all, type Change, inFile, tinyFolders } from '../../../fixtures/model-folder-changes.ts'

const { read } = tinyFolders()

describe('the tokenizer', () => {
  const lower = (normalizer: unknown): Change =>
    all(inFile('sentence_bert_config.json', { do_lower_case: true }), inFile('tokenizer.json', { normalizer }))
  const lowercase = { type: 'Lowercase' }
  const nfc = { type: 'NFC' }

  test.each([
    [null, { type: 'Sequence', normalizers: [lowercase] }],
    [nfc, { type: 'Sequence', normalizers: [lowercase, nfc] }],
    [
      { type: 'Sequence', normalizers: [nfc, nfc] },
      { type: 'Sequence', normalizers: [lowercase, nfc, nfc] },
    ],
    [lowercase, lowercase],
    [
      { type: 'Sequence', normalizers: [nfc, lowercase] },
      { type: 'Sequence', normalizers: [nfc, lowercase] },
    ],
  ])('lower-cases before %j where the module says so', async (normalizer, expected) => {
    expect((await read('bert', lower(normalizer))).tokenizer.json).toMatchObject({
      version: '1.0',
      normalizer: expected,
    })
  })
})
