import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type MtebModel, mtebModelMeta } from './mteb-model.ts'
import type { MtebResult } from './mteb-result.ts'
import { writeLines } from './write-lines.ts'

export type { MtebModel } from './mteb-model.ts'

/**
 * Writes a task result where MTEB looks for it, `results/ORGANISATION__NAME/REVISION/TASK.json`; whoever reads the file
 * meanwhile finds the old content or the new. Beside it goes what is known of the model, `model_meta.json`; one that is
 * there already stays, for MTEB's own knows more. MTEB then reads the folder: `ResultCache(folder).load_results()`.
 *
 * @param folder holds `results`, or will
 * @returns the file of the result
 * @throws {RangeError} a model, revision or task that cannot be a folder's or file's name
 */
export async function writeMtebResult(folder: string, result: MtebResult, model: MtebModel): Promise<string> {
  const file = join(folder, 'results', ...modelPath(model), `${verifiedName('the task', result.task_name)}.json`)
  await writeLines(file, [jsonText(result)])
  await writeFile(join(dirname(file), 'model_meta.json'), jsonText(mtebModelMeta(model)), { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return file
}

function modelPath({ model, revision }: MtebModel): string[] {
  const parts = model.split('/')
  if (parts.length > 2) refuse('the model must be written name or organisation/name', model)
  for (const part of parts) verifiedName('the model', part, model)
  return [parts.join('__'), verifiedName('the revision', revision)]
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function verifiedName(what: string, name: string, whole: string = name): string {
  if (/^(?!\.)[\w.+-]+$/.test(name)) return name
  return refuse(`${what} must be of letters, digits, _ . + and -, no dot first`, whole)
}

function refuse(rule: string, got: string): never {
  throw new RangeError(`writeMtebResult: ${rule}; got ${JSON.stringify(got)}.`)
}
