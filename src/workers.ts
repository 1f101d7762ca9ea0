import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Piscina } from 'piscina'

/**
 * Worker threads that run the function `run` of the module `./worker` beside the caller, one a core, made when
 * first needed. They never keep the process alive.
 *
 * @param beside      `import.meta.url` of the caller, whose extension, `.ts` in development, is the worker's too
 * @param idleTimeout milliseconds that an idle worker waits for another task before it ends
 */
export function workersOf<Task, Result>(beside: string, idleTimeout: number): () => Piscina<Task, Result> {
  const extension = extname(beside)
  let pool: Piscina<Task, Result> | undefined
  return () => {
    pool ??= new Piscina({
      filename: new URL(`./worker${extension}`, beside).href,
      name: 'run',
      minThreads: 0,
      maxThreads: availableParallelism(),
      idleTimeout,
      // The caller's flags are not the worker's: a test runner's may name files that the worker must not load.
      execArgv: extension === '.ts' ? ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] : [],
    })
    return pool
  }
}
