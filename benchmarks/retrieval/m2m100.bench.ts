import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type LanguageToken, pretrained, xquadRLanguages } from 'vitest-retrieval'
import { describe } from 'vitest-retrieval/vitest'
import { projectionProtocol } from './projection-protocol.ts'

// The encoder of M2M100, a translation model, as a retriever: its texts begin with a token that names their language, a
// bias by construction, so that it stands beside one token for all texts and none. Weights are not part of this project:
// VITEST_RETRIEVAL_M2M100 names a folder of them. Nothing is asserted of weights that were not seen, but that training
// lowers the loss; the report has the figures.
const model = process.env['VITEST_RETRIEVAL_M2M100'] ?? ''
const data = join(process.env['VITEST_RETRIEVAL_DATA'] ?? '', 'xquad-r')
const unavailable =
  (!existsSync(model) && 'no M2M100: set VITEST_RETRIEVAL_M2M100 to a folder that holds its config.json') ||
  (!existsSync(data) && 'no XQuAD-R: set VITEST_RETRIEVAL_DATA to the folder that holds xquad-r/*.json')
const languages = process.env['VITEST_RETRIEVAL_LANGUAGES'] === 'all' ? xquadRLanguages : ['ar', 'en', 'zh']

const tokens: readonly { readonly token: string; readonly languageToken: LanguageToken }[] = [
  { token: 'the text’s own language', languageToken: 'source' },
  { token: 'English for all', languageToken: { language: 'en' } },
  { token: 'no language', languageToken: 'none' },
]

describe.for(tokens)('M2M100, $token', ({ languageToken }) => {
  const encoder = () => pretrained(model, { name: basename(model), languageToken, poolSpecial: false })
  projectionProtocol({ data, languages, encoder, unavailable, gated: false })
})
