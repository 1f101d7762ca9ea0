import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const absent = `
  import { register } from 'node:module'
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve(name, context, next) {
      if (name === 'onnxruntime-node') throw new Error("Cannot find package 'onnxruntime-node'")
      return next(name, context)
    }
  \`))
  const { onnxPackage } = await import(${JSON.stringify(new URL('session.ts', import.meta.url).href)})
  await onnxPackage('onnxRuntime').catch((error) => console.log(error.message))
`

test('a missing package is named, with what to do', () => {
  const said = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '--eval', absent], {
    encoding: 'utf8',
  })
  expect(said.trim()).toBe(
    "onnxRuntime: the package onnxruntime-node must load; got Cannot find package 'onnxruntime-node'. Install it, or encode with another backend.",
  )
})
