// A corpus larger than one would hold: load, encode and evaluate passages in a BEIR folder that are only ever streamed.
// Each size runs in a process of its own, so that its peak memory is its own. Prints a Markdown table; docs/speed.md holds
// it. Run it with `node benchmarks/streaming.ts [passages …]`, 2,000,000 by default.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beir, runExperiment, staticEncoder } from '../src/index.ts'
import { streamedLanguages as languages, writeStreamedCorpus } from './streamed-corpus.ts'

const [work, folder] = process.argv.slice(2)
if (work === 'measure') await measure(folder ?? '')
else await printTable(process.argv.slice(2).map(Number))

async function printTable(sizes: readonly number[]): Promise<void> {
  const headings = [
    'passages',
    'texts',
    'load',
    'inspect',
    'encode',
    'evaluate',
    'passages/s',
    'peak memory',
    'AP multilingual',
  ]
  console.log(`| ${headings.join(' | ')} |\n|${' --: |'.repeat(headings.length)}`)
  for (const passages of sizes.length > 0 ? sizes : [2_000_000]) {
    const temporary = mkdtempSync(join(tmpdir(), 'streaming-'))
    try {
      const bytes = await writeStreamedCorpus(temporary, passages)
      const found = execFileSync(process.execPath, [import.meta.filename, 'measure', temporary], { encoding: 'utf8' })
      console.log(`| ${passages.toLocaleString('en-US')} | ${(bytes / 2 ** 30).toFixed(2)} GiB | ${found} |`)
    } finally {
      rmSync(temporary, { recursive: true })
    }
  }
}

async function measure(from: string): Promise<void> {
  const start = performance.now()
  const dataset = await beir(from, { documents: 'streamed', languages })
  const load = (performance.now() - start) / 1000
  const { record } = await runExperiment({ encoder: staticEncoder({ dimensions: 64 }), dataset })
  const total = (performance.now() - start) / 1000
  const { encode, evaluate } = record.seconds
  const rate = Math.round(dataset.documents.length / total)
  const value = record.scores.find(({ measure, setting }) => measure === 'AP' && setting === 'multilingual')?.value
  const gigabytes = process.resourceUsage().maxRSS / 2 ** 20
  const seconds = [load, total - load - encode - evaluate, encode, evaluate].map((each) => `${each.toFixed(1)} s`)
  process.stdout.write(
    [...seconds, rate.toLocaleString('en-US'), `${gigabytes.toFixed(2)} GiB`, value?.toFixed(4)].join(' | '),
  )
}
