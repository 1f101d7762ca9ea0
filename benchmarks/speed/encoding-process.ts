// Encodes texts in a process of its own, so that its start and its peak memory are its own. Takes a model's folder and a
// file of lines {"text": …}; prints one line of JSON.
import { readFile } from 'node:fs/promises'
import { pretrained } from '../../src/index.ts'

const [folder = '', file = ''] = process.argv.slice(2)
const texts = (await readFile(file, 'utf8'))
  .trim()
  .split('\n')
  .map((line) => ({ text: (JSON.parse(line) as { text: string }).text, language: '' }))

const start = performance.now()
const source = pretrained(folder, { cache: false })
const encoder = await source.create(1)
await encoder.encode(texts.slice(0, 1), { role: 'document' })
const loaded = { load_seconds: (performance.now() - start) / 1000, load_mebibytes: peakMebibytes() }
await encoder.encode(texts, { role: 'document' })
await source[Symbol.asyncDispose]()
process.stdout.write(`${JSON.stringify({ ...loaded, mebibytes: peakMebibytes() })}\n`)

/** Pages of the mapped weights that were touched count too. */
function peakMebibytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}
