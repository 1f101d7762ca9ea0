import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runRecord } from '../../fixtures/run-record.ts'
import { mtebResult } from './mteb-result.ts'
import { writeMtebResult } from './write-mteb-result.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-mteb-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const result = mtebResult(runRecord(), { setting: 'multilingual', main: 'AP' })

describe('writeMtebResult', () => {
  test('writes where MTEB looks, with what is known of the model beside it', async () => {
    const model = { model: 'intfloat/multilingual-e5-small', revision: 'fd1525a' }
    const file = await writeMtebResult(folder, result, model)
    const place = join(folder, 'results', 'intfloat__multilingual-e5-small', 'fd1525a')
    expect(file).toBe(join(place, 'Toy-multilingual.json'))
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(result)
    await writeMtebResult(folder, { ...result, evaluation_time: 7 }, model)
    expect(readdirSync(place).sort()).toEqual(['Toy-multilingual.json', 'model_meta.json'])
    expect(JSON.parse(readFileSync(file, 'utf8')).evaluation_time).toBe(7)
  })

  test('says what is known of the model, and leaves what is there already', async () => {
    const known = { dimensions: 384, maxTokens: 512, parameters: 9, license: 'mit', reference: 'https://a.example/b' }
    const file = await writeMtebResult(folder, result, { model: 'a/b', revision: '1', ...known })
    const meta = join(dirname(file), 'model_meta.json')
    const written = readFileSync(meta, 'utf8')
    expect(JSON.parse(written)).toMatchObject({
      ...{ name: 'a/b', revision: '1', embed_dim: 384, max_tokens: 512, n_parameters: 9, license: 'mit' },
      ...{ reference: 'https://a.example/b', similarity_fn_name: 'cosine', release_date: null, framework: [] },
    })
    await writeMtebResult(folder, result, { model: 'a/b', revision: '1', dimensions: 3 })
    expect(readFileSync(meta, 'utf8')).toBe(written)
  })

  test.each([
    [{ model: 'a/b/c', revision: '1' }, 'the model must be written name or organisation/name; got "a/b/c".'],
    [{ model: '../b', revision: '1' }, 'the model must be of letters, digits, _ . + and -, no dot first; got "../b".'],
    [{ model: '', revision: '1' }, 'the model must be of letters, digits, _ . + and -, no dot first; got "".'],
    [{ model: 'a', revision: '..' }, 'the revision must be of letters, digits, _ . + and -, no dot first; got "..".'],
  ])('refuses %j', async (model, message) => {
    await expect(writeMtebResult(folder, result, model)).rejects.toThrow(`writeMtebResult: ${message}`)
  })

  test('refuses a task that leads out of the folder', async () => {
    const elsewhere = { ...result, task_name: '../../Toy' }
    await expect(writeMtebResult(folder, elsewhere, { model: 'a', revision: '1' })).rejects.toThrow(
      'the task must be of',
    )
  })
})
