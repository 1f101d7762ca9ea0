import type { Command } from 'commander'
import { choice, numeric } from './command-options.ts'
import type { PlanFlags } from './plan-inputs.ts'
import type { ProgramOptions } from './program-options.ts'

interface Flags extends PlanFlags {
  readonly corpus: readonly string[]
  readonly format: 'table' | 'json'
}

export function planOf(command: Command, { finish, screen, open }: ProgramOptions): void {
  command
    .description(
      'Compute what a large corpus takes: hours, bytes, memory, cost. Says what is measured and what assumed.',
    )
    .requiredOption(
      '--corpus <counts...>',
      'a known data set, as miracl, or LANGUAGE=DOCUMENTS:QUERIES; several between commas or blanks',
    )
    .optionsGroup('Measured here, with a sample of the documents:')
    .option('--encoder <folder|url>', 'an encoder to try, as for encode')
    .option('--model <name>', "the model's name at an endpoint")
    .option('--api-key-variable <name>', 'the environment variable that holds the key of an endpoint')
    .option('--texts <file>', 'sample documents: {"text": "…", "language": "…"} a line; 512 or what 20 seconds allow')
    .optionsGroup('Assumed, unless given:')
    .option('--dimensions <n>', "numbers of a vector: the encoder's, else 1024", numeric)
    .option('--tokens-per-document <n>', "the sample's, else 100", numeric)
    .option('--tokens-per-second <n>', 'of one GPU: 62,100, a published figure', numeric)
    .option('--gpus <n>', '1', numeric)
    .option('--products <n>', 'numbers multiplied and added a second: measured without', numeric)
    .option('--disk-rate <n>', 'MB a second: 500', numeric)
    .option('--entity-bytes <n>', 'of Milvus, besides the vector: 64', numeric)
    .option('--links <m>', 'M of HNSW: 16', numeric)
    .option('--replicas <n>', 'of Milvus: 1', numeric)
    .option('--segment <n>', 'MiB of vectors in a segment of Milvus: 1024', numeric)
    .option('--shards <n>', 'of the suite: 4', numeric)
    .option('--models <n>', 'that a night measures: 1', numeric)
    .option('--share <0…1>', 'of the vectors that a night computes anew: 1', numeric)
    .option('--gpu-price <n>', 'of a GPU-hour; no cost without prices', numeric)
    .option('--machine-price <n>', 'of an hour of a machine that ranks', numeric)
    .optionsGroup('Options:')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .action(async ({ corpus, format, ...flags }: Flags) => {
      const { planCommand } = await import('./plan-command.ts')
      finish('plan', await planCommand({ corpus, flags, format, screen, ...(open && { open }) }))
    })
}
