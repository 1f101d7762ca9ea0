import { join } from 'node:path'
import type { MtebResult } from './mteb-result.ts'
import { writeLines } from './write-lines.ts'

/** Which model a result is of, as folders are named by. */
export interface MtebModel {
  /** `name`, or `organisation/name`. */
  readonly model: string
  readonly revision: string
}

/**
 * Writes a task result where MTEB looks for it, `results/ORGANISATION__NAME/REVISION/TASK.json`; whoever reads the file
 * meanwhile finds the old content or the new. MTEB then reads the folder without metadata of the model:
 * `ResultCache(folder).load_results(require_model_meta=False)`.
 *
 * @param folder holds `results`, or will
 * @returns the file
 * @throws {RangeError} a model, revision or task that cannot be a folder's or file's name
 */
export async function writeMtebResult(
  folder: string,
  result: MtebResult,
  { model, revision }: MtebModel,
): Promise<string> {
  const parts = model.split('/')
  if (parts.length > 2) refuse('the model must be written name or organisation/name', model)
  for (const part of parts) requireName('the model', part, model)
  requireName('the revision', revision, revision)
  requireName('the task', result.task_name, result.task_name)
  const file = join(folder, 'results', parts.join('__'), revision, `${result.task_name}.json`)
  await writeLines(file, [`${JSON.stringify(result, null, 2)}\n`])
  return file
}

function requireName(what: string, part: string, whole: string): void {
  if (!/^(?!\.)[\w.+-]+$/.test(part)) refuse(`${what} must be of letters, digits, _ . + and -, no dot first`, whole)
}

function refuse(rule: string, got: string): never {
  throw new RangeError(`writeMtebResult: ${rule}; got ${JSON.stringify(got)}.`)
}
