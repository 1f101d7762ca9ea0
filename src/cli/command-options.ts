import { type Command, InvalidArgumentError, Option } from 'commander'

/** Which encoder is meant, and how it encodes. Options that come after are of no group. */
export function encoderOptions(command: Command): Command {
  return command
    .optionsGroup('Encoder:')
    .requiredOption(
      '--encoder <folder|url>',
      'a model folder as Hugging Face lays it out, org/name@revision of its hub, or an endpoint',
    )
    .option('--model <name>', "the model's name at an endpoint")
    .option('--api-key-variable <name>', 'the environment variable that holds the key of an endpoint')
    .option('--pooling <mode>', "in place of the folder's own: cls, mean, max, …; several between commas")
    .option('--language-token <which>', "M2M100: source (a text's own), none, or a language for all texts")
    .option('--max-length <tokens>', 'most tokens of a text', numeric)
    .option('--cache <folder>', 'where vectors are kept for the next time')
    .option('--no-cache', 'keep no vectors')
    .optionsGroup('Options:')
}

export function measuresOption(): Option {
  return new Option('-m, --measures <notation>', 'a measure, or several between commas; can be repeated')
    .default([], 'see below')
    .argParser((notation: string, before: readonly string[]) => [...before, notation])
}

export function float32Option(): Option {
  return new Option('--float32', 'read scores in single precision, as trec_eval before 9.0.8 and pytrec_eval do')
}

/** The first choice is the default. */
export function choice(flags: string, description: string, choices: readonly [string, ...string[]]): Option {
  return new Option(flags, description).choices(choices).default(choices[0])
}

/** One of the choices must be given. */
export function needed(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).makeOptionMandatory()
}

/** @throws {InvalidArgumentError} it is none */
export function numeric(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number.')
}
