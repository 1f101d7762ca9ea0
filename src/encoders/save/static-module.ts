import { join } from 'node:path'
import { writeSafetensors } from '../../formats/write-safetensors.ts'
import { writeJson } from './new-folder.ts'
import type { SavableStatic } from './savable.ts'
import { type Module, pytorch } from './sentence-transformers.ts'
import { wordTable } from './word-table.ts'
import { wordTokenizer } from './word-tokenizer.ts'

export interface StaticModuleOptions {
  readonly texts: Iterable<string>
  readonly unknownWords: 'refuse' | 'skip'
}

/** A static encoder as StaticEmbedding, for texts of the given texts' words. See `wordTable`. */
export function staticModule(encoder: SavableStatic, { texts, unknownWords }: StaticModuleOptions): Module {
  const { words, rows } = wordTable(encoder, texts)
  const { dimensions } = encoder
  const skipped = unknownWords === 'skip' ? 1 : 0
  // A row of zeros adds nothing to a mean but a number to divide by, and the vector is scaled to length 1 anyway.
  const data = new Float32Array((words.length + skipped) * dimensions)
  data.set(rows)
  const tensors = new Map([['embedding.weight', { shape: [words.length + skipped, dimensions], data }]])
  return {
    type: 'StaticEmbedding',
    async write(folder) {
      await writeJson(join(folder, 'tokenizer.json'), wordTokenizer(words, unknownWords))
      await writeSafetensors(join(folder, 'model.safetensors'), tensors, pytorch)
    },
  }
}
