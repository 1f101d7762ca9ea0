import type { RunOptions } from '../formats/grouped-queries.ts'
import { rankingOf, readRun } from '../formats/trec-run.ts'
import type { Ranking, Run } from '../retrieval.ts'
import { queriesOf } from './queries-of-run.ts'

/** The rankings of a run, from its file or from memory, verified and in trec_eval's order. */
export async function* rankings(run: string | Run, options: RunOptions): AsyncGenerator<Ranking, void> {
  if (typeof run === 'string') yield* readRun(run, options)
  else for await (const query of queriesOf(run, options)) yield rankingOf(query)
}
