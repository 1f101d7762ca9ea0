import { beforeEach, inject } from 'vitest'
import { Retrieval, resetMeta } from './fixture.ts'
import './matchers.ts'

// The parameter must be destructured: a hook that takes the whole context breaks tests made with `test.extend`.
beforeEach(({ task }) => {
  if (inject('retrieval')?.bench) resetMeta(task)
  else delete task.meta.retrieval
  const { context } = task
  let retrieval: Retrieval | undefined
  Object.defineProperty(context, 'retrieval', {
    configurable: true,
    enumerable: true,
    get: () => {
      retrieval ??= new Retrieval(context)
      return retrieval
    },
    // A fixture of the same name, as of the extended `test`, is assigned to the context.
    set: (fixture: Retrieval) => {
      retrieval = fixture
    },
  })
})
