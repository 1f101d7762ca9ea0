import type { ConfigFile } from '../encoders/folder/config-file.ts'
import type { Generation } from './decoding/generation.ts'

/** What a user may ask for in place of the model's own settings. */
export interface GenerationOptions {
  /**
   * Texts that are followed at a time: 1 takes the most probable token each time.
   *
   * @default the model's `num_beams`, else 1
   */
  readonly beams?: number
  /**
   * Most tokens of a translation, with those that begin and end it.
   *
   * @default the model's `max_length`, else 200
   */
  readonly maxLength?: number
  /** No sequence of so many tokens twice; 0 for any. @default the model's `no_repeat_ngram_size`, else 0 */
  readonly noRepeatNgram?: number
}

/** M2M100's own. */
const defaultLength = 200

/** A graph holds a table of as many positions as there may be tokens. */
const most = 65_536

/**
 * The settings of generation_config.json, else of config.json, as transformers reads them, with a user's in their place.
 *
 * @param files the first that has a key decides it
 * @throws {RangeError} a setting is out of its range
 */
export function m2m100Generation(files: readonly ConfigFile[], options: GenerationOptions): Generation {
  const from = (key: string): ConfigFile => files.find((file) => file.get(key) !== undefined) ?? files.at(-1)!
  const count = (key: string, otherwise: number, least = 0): number => from(key).count(key, { least, most, otherwise })
  const { beams, maxLength, noRepeatNgram } = options
  return {
    beams: beams === undefined ? count('num_beams', 1, 1) : asked({ beams }, 1),
    maxLength: maxLength === undefined ? count('max_length', defaultLength, 3) : asked({ maxLength }, 3),
    noRepeatNgram: noRepeatNgram === undefined ? count('no_repeat_ngram_size', 0) : asked({ noRepeatNgram }, 0),
    lengthPenalty: lengthPenalty(from('length_penalty')),
    earlyStopping: earlyStopping(from('early_stopping')),
    start: from('decoder_start_token_id').count('decoder_start_token_id', { least: 0 }),
    ends: ends(from('eos_token_id')),
  }
}

/** A user's option. @throws {RangeError} it is no integer from `least` to `most` */
export function asked(option: Readonly<Record<string, number>>, least: number): number {
  const [name, value] = Object.entries(option)[0]!
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw new RangeError(`m2m100Translator: ${name} must be an integer from ${least} to ${most}; got ${value}.`)
}

function lengthPenalty(file: ConfigFile): number {
  const value = file.get('length_penalty') ?? 1
  if (typeof value === 'number') return value
  throw file.refused('length_penalty', 'a number')
}

function earlyStopping(file: ConfigFile): Generation['earlyStopping'] {
  const value = file.get('early_stopping') ?? false
  if (typeof value === 'boolean' || value === 'never') return value
  throw file.refused('early_stopping', 'true, false or "never"')
}

function ends(file: ConfigFile): readonly number[] {
  const value = file.get('eos_token_id')
  const all = Array.isArray(value) ? value : [value]
  if (all.every((id): id is number => Number.isSafeInteger(id) && (id as number) >= 0)) return all
  throw file.refused('eos_token_id', "a token's id or a list of these")
}
