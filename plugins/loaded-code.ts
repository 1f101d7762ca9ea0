import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inject, type TestContext } from 'vitest'
import { bytesHash, sha256 } from '../src/hash.ts'
import type {} from './configuration.ts'

type TestFile = TestContext['task']['file']

/** A module that Vite ran, as its module runner has it. */
interface LoadedModule {
  /** Path on disk, if it is there. */
  readonly file?: string
  /** Ids of the modules that it imported. */
  readonly imports: ReadonlySet<string>
}

/** What Vitest keeps in a worker and does not declare. */
interface WorkerState {
  readonly evaluatedModules?: {
    readonly idToModuleMap: ReadonlyMap<string, LoadedModule>
    readonly fileToModulesMap: ReadonlyMap<string, ReadonlySet<LoadedModule>>
  }
}

const known = new WeakMap<TestFile, string | null>()

/**
 * sha-256 of the code behind a test file: the file itself, everything of the project that it imports, and the lock file of
 * installed packages; wherever they lie. Read once, when first asked: what tests load later depends on which of them run.
 *
 * @returns null where Vitest does not tell what it loaded
 */
export function loadedCode(file: TestFile): string | null {
  if (!known.has(file)) known.set(file, codeHash(file.filepath))
  return known.get(file) as string | null
}

function codeHash(path: string): string | null {
  const { evaluatedModules } = (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__ ?? {}
  const entries = evaluatedModules?.fileToModulesMap.get(path)
  if (!evaluatedModules || !entries) return null
  const modules = new Set(entries)
  // A set is walked to what is added on the way.
  for (const { imports } of modules) {
    for (const id of imports) {
      const module = evaluatedModules.idToModuleMap.get(id)
      if (module) modules.add(module)
    }
  }
  const files = new Set([...modules].flatMap((module) => module.file ?? []))
  const hashes = [...files].flatMap((each) => contentHash(each) ?? []).sort()
  return sha256(...hashes, lockHash(inject('retrieval').root))
}

/** Undefined of virtual modules, which are no files. */
function contentHash(file: string): string | undefined {
  try {
    return bytesHash(readFileSync(file))
  } catch {
    return undefined
  }
}

const lockFiles = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']

/** Of the nearest lock file in the project or above it; empty where there is none. */
function lockHash(folder: string): string {
  for (const name of lockFiles) {
    const hash = contentHash(join(folder, name))
    if (hash) return hash
  }
  const above = dirname(folder)
  return above === folder ? '' : lockHash(above)
}
