import { describe, expect, test } from 'vitest'
import { datasetCards } from '../datasets/cards/cards.ts'
import { datasetsCommand } from './datasets-command.ts'
import type { Output } from './output.ts'
import { program } from './program.ts'

const screen = { width: 80, colour: false }

describe('vitest-retrieval datasets', () => {
  test('has a row for each data set, with totals, and a star where use is not free', () => {
    const { text, warnings, failed } = datasetsCommand({ format: 'table', screen })
    const rows = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))
    expect(rows.slice(0, 8)).toEqual([
      'data set | languages | queries | documents | licence',
      'cldr-emoji | 11 | 3,069 | 3,069 | Unicode-3.0',
      'xquad-r | 11 | 13,090 | 13,014 | CC-BY-SA-4.0',
      'mlqa-r | 7 | 4,199 | 20,534 | CC-BY-NC-4.0*',
      'miracl | 18 | ≥ 13,071 | ≥ 90,416,887 | Apache-2.0',
      'beir | any | n/a | n/a | its own',
      '',
      '* not for commercial use. ≥: languages without published counts come on top.',
    ])
    expect([warnings, failed]).toEqual([[], false])
  })

  test('says of each its languages, what is parallel, terms, source and what to cite', () => {
    const { text } = datasetsCommand({ format: 'table', screen: { ...screen, width: 1000 } })
    expect(text).toContain(
      [
        'mlqa-r: MLQA-R, 354d67d',
        "  Questions of MLQA's dev part find the sentence in which the answer begins.",
        '  Languages: ar de en es hi vi zh',
        '  Parallel: Each of 1,148 questions in two (65), three (263) or four (820) languages, English always among them, with a relevant sentence in each of these.',
        '  Licence: CC-BY-NC-4.0. Attribution, and no commercial use. Later commits of the repository no longer hold it.',
        '  Source: https://github.com/google-research-datasets/lareqa',
        '  Loader: mlqaR()',
        '  Cite: Roy, Constant, Al-Rfou, Barua, Phillips, Yang 2020: LAReQA: Language-agnostic answer retrieval from a multilingual pool, arXiv:2004.05484',
        '',
        'miracl: ',
      ].join('\n'),
    )
  })

  test.each([40, 80, 132])('breaks lines at %d columns between words, and loses none', (width) => {
    const { text } = datasetsCommand({ format: 'table', screen: { ...screen, width } })
    const broken = text.split('\n').filter((line) => line.startsWith('  '))
    expect(broken.filter((line) => line.length > width && /\S \S/.test(line))).toEqual([])
    const words = text.replaceAll(/\s+/g, ' ')
    for (const { description, citation, terms } of datasetCards)
      for (const each of [description, citation, terms]) expect(words).toContain(each)
  })

  test('prints every card as JSON, with totals or null', async () => {
    const { datasets } = JSON.parse((await called('--format', 'json')).text)
    expect(datasets.map(({ name }: { name: string }) => name)).toEqual(datasetCards.map(({ name }) => name))
    expect(datasets[2]).toMatchObject({ name: 'mlqa-r', nonCommercial: true, queries: 4199, documents: 20_534 })
    expect(datasets[2].languages[0]).toEqual({ language: 'ar', queries: 517, documents: 2545 })
    expect(datasets[3]).toMatchObject({ name: 'miracl', queries: null, documents: null })
  })

  test('prints the table unless asked otherwise, and refuses arguments and other formats', async () => {
    expect(await called()).toEqual(datasetsCommand({ format: 'table', screen }))
    await expect(called('xquad-r')).rejects.toThrow(/too many arguments/)
    await expect(called('--format', 'yaml')).rejects.toThrow(/Allowed choices are table, json/)
  })
})

async function called(...given: readonly string[]): Promise<Output> {
  const outputs: Output[] = []
  const all = program({ screen, finish: (_, output) => outputs.push(output) })
  await all.parseAsync(['datasets', ...given], { from: 'user' })
  return outputs[0]!
}
