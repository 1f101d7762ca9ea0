import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pretrained, xquadRLanguages } from 'vitest-retrieval'
import { describe } from 'vitest-retrieval/vitest'
import { projectionProtocol } from './projection-protocol.ts'

// Any pretrained encoder under the protocol of E5-small, by a folder of weights that is not part of this project: XLM-R and
// LaBSE are those of the published experiment. docs/reproducing.md says what to compare with what.
const model = process.env['VITEST_RETRIEVAL_BACKBONE'] ?? ''
const data = join(process.env['VITEST_RETRIEVAL_DATA'] ?? '', 'xquad-r')
const unavailable =
  (!existsSync(model) && 'no backbone: set VITEST_RETRIEVAL_BACKBONE to a folder that holds its config.json') ||
  (!existsSync(data) && 'no XQuAD-R: set VITEST_RETRIEVAL_DATA to the folder that holds xquad-r/*.json')
const languages = process.env['VITEST_RETRIEVAL_LANGUAGES'] === 'all' ? xquadRLanguages : ['ar', 'en', 'zh']
const whole = process.env['VITEST_RETRIEVAL_FINE_TUNE'] === '1'

describe(`backbone, ${whole ? 'fine-tuned' : 'frozen'}`, () => {
  const encoder = () =>
    pretrained(model, { name: basename(model), prompts: { query: 'Query: ', document: 'Passage: ' }, cache: !whole })
  projectionProtocol({ data, languages, encoder, unavailable, gated: false, whole })
})
