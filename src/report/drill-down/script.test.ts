import { expect, test } from 'vitest'
import { pageScript } from './script.ts'

test('modules that are joined in one script declare no name twice, and leave no import behind', () => {
  const script = pageScript()
  const names = [...script.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  expect(script).not.toMatch(/^\s*(?:import|export)\b/m)
})
