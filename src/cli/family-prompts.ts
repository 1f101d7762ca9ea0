import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { readModelFolder } from '../encoders/folder/read-model-folder.ts'
import type { EncoderFlags } from './encoder-option.ts'

interface Family {
  readonly family: string
  readonly names: RegExp
  readonly prompts: { readonly query: string; readonly document: string }
}

/** Families that were trained with prompts which their folders leave out, as those of sentence-transformers from 2023 do. */
const families: readonly Family[] = [
  // Wang et al. 2022, §3.2, arXiv:2212.03533; Wang et al. 2024, arXiv:2402.05672. The -instruct models take other prompts.
  {
    family: 'E5',
    names: /(^|[-_.])e5[-_.](?!.*(instruct|mistral))/i,
    prompts: { query: 'query: ', document: 'passage: ' },
  },
]

/**
 * The flags with the prompts that a folder's family was trained with, where neither the flags nor the folder name any; and
 * a sentence that says so. Without them such an encoder's figures are not its own.
 */
export async function withFamilyPrompts(
  flags: EncoderFlags,
): Promise<{ readonly flags: EncoderFlags; readonly warnings: readonly string[] }> {
  const asItIs = { flags, warnings: [] }
  const { query, document } = flags.prompts
  if (query !== undefined || document !== undefined || !existsSync(flags.encoder)) return asItIs
  const name = basename(resolve(flags.encoder))
  const found = families.find(({ names }) => names.test(name))
  if (found === undefined) return asItIs
  const stated = (await readModelFolder(flags.encoder)).prompts
  if (stated.query !== '' || stated.document !== '') return asItIs
  const { family, prompts } = found
  const used = `"${prompts.query}" and "${prompts.document}"`
  return {
    flags: { ...flags, prompts },
    warnings: [
      `${name} states no prompts: ${used} were put before queries and documents, as ${family} was trained. --query-prompt '' --document-prompt '' put none.`,
    ],
  }
}
