import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../../fixtures/model-folder.ts'
import { all, type Change, inFile, tinyFolders } from '../../../fixtures/model-folder-changes.ts'
import { sentencePieceModel, vocab } from '../../../fixtures/sentence-piece-model.ts'
import { m2m100Definition } from '../../tokenizers/m2m100-definition.ts'
import { readModelFolder } from './read-model-folder.ts'

const { read, newFolder } = tinyFolders()

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

  test('of an M2M100 without tokenizer.json is made from the files that it is published with', async () => {
    const folder = await writeFolder(newFolder(), tinyModel('m2m100'))
    const before = await (await readModelFolder(folder)).hash()
    await rm(join(folder, 'tokenizer.json'))
    await expect(readModelFolder(folder)).rejects.toThrow('tokenizer.json: the file must be there')
    await writeFile(join(folder, 'sentencepiece.bpe.model'), sentencePieceModel())
    await writeFile(join(folder, 'vocab.json'), JSON.stringify(vocab))
    const { tokenizer, hash } = await readModelFolder(folder)
    expect(tokenizer.json).toEqual(m2m100Definition({ model: sentencePieceModel(), vocab }))
    expect(await hash()).not.toBe(before)
  })
})
